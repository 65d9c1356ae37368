/**
 * The package as a user gets it: packs it, judges its form, installs the tarball in an empty folder, and runs there the
 * README's embedding examples, a small sweep and the programs of examples/, in Node and in Chromium.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBrowserExamples, runNodeExamples } from './package/examples.mjs';
import { checkForm, install } from './package/install.mjs';
import { runReadme } from './package/readme.mjs';
import { runSweep } from './package/sweep.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mixfolio-package-'));
try {
  checkForm(install(folder));
  runReadme(folder);
  runSweep(folder);
  runNodeExamples(folder);
  await runBrowserExamples(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
