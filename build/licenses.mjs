/** License notices of the third-party packages that ended up in a bundle. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Packages that contributed code, by name, with version, license and the texts of their license files.
 *
 * @param metafiles esbuild metafiles; a package counts when it has bytes in an output
 */
export function bundledPackages(metafiles) {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  return [...folders].map(readPackage).sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The file that ships with the package: every notice in full. */
export function licensesText(packages) {
  const rule = '-'.repeat(80);
  const parts = packages.map(
    ({ name, version, license, texts }) =>
      `${rule}\n${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`,
  );
  return `Third-party software in this package\n\n${parts.join('\n')}`;
}

/**
 * Comment at the head of a bundle that travels alone, inside reports: short licenses in full,
 * the Apache License by its name and the package's notice.
 */
export function licensesBanner(packages) {
  const parts = packages.map(({ name, version, license, texts, notice }) => {
    const text = license === 'Apache-2.0' ? notice : texts.join('\n\n');
    return `${name} ${version} (${license})\n${text}`;
  });
  return `/*! ${parts.join('\n\n').replaceAll('*/', '* /')} */`;
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const read = (pattern) =>
    readdirSync(folder)
      .filter((file) => pattern.test(file))
      .sort()
      .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const texts = read(/^(licen[cs]e|copying|notice)/i);
  if (!license || texts.length === 0) throw new Error(`${name} ${version} has no license text in ${folder}`);
  return { name, version, license, texts, notice: read(/^notice/i).join('\n\n') };
}
