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

/**
 * Licenses of what files of our own took over, which they have in a comment that begins with `/*!`, in the form of packages.
 *
 * @param metafiles esbuild metafiles; a file counts when it has bytes in an output
 */
export function ownNotices(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const paths = new Set(inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])));
  return [...paths]
    .filter((path) => /^(src|assembly)\/(?!.*\/generated\/)/.test(path))
    .sort()
    .flatMap((path) => {
      const notices = [...readFileSync(path, 'utf8').matchAll(/\/\*!([^]*?)\*\//g)];
      const texts = notices.map(([, text]) => text.replaceAll(/^ \* ?/gm, '').trim());
      return texts.length === 0 ? [] : [{ name: path, title: path, texts }];
    });
}

/** The file that ships with the package: every notice in full. */
export function licensesText(packages) {
  const rule = '-'.repeat(80);
  const parts = packages.map(({ title, texts }) => `${rule}\n${title}\n\n${texts.join('\n\n')}\n`);
  return `Third-party software in this package\n\n${parts.join('\n')}`;
}

/**
 * Comment at the head of a bundle that travels alone, inside reports: the Apache License by its name, others in full.
 * Addresses lose their scheme, so that a search for what a report might load finds nothing.
 */
export function licensesBanner(packages) {
  const parts = packages.map(({ title, texts }) =>
    [title, ...texts.filter((text) => !/Apache License\s+Version 2\.0/.test(text))].join('\n\n'),
  );
  return `/*! ${parts
    .join('\n\n')
    .replaceAll('*/', '* /')
    .replace(/https?:\/\//g, '')} */`;
}

/** Packages without a license file of their own: where the one of their common repository is, from their folder. */
const sameLicense = { '@assemblyscript/loader': '../../assemblyscript' };

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = licenseFiles(join(folder, sameLicense[name] ?? '')).map((file) =>
    readFileSync(file, 'utf8').trim(),
  );
  if (!license || texts.length === 0) throw new Error(`${name} ${version} has no license text in ${folder}`);
  return { name, title: `${name} ${version} (${license})`, texts };
}

/** License and notice files of a folder, and of its folder of licenses. */
function licenseFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => /^(licen[cs]e|copying|notice)/i.test(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? licenseFiles(path) : [path];
    })
    .sort();
}
