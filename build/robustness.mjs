/** Fits 10,000 hard random panels on both builds of the engine and writes the summary, `docs/robustness.md`. */
import { spawnSync } from 'node:child_process';

const summary = 'docs/robustness.md';
const env = { ...process.env, MIXFOLIO_PANELS: '10000', MIXFOLIO_ROBUSTNESS_SUMMARY: summary };
const { status } = spawnSync('npx', ['vitest', 'run', 'test/robustness'], { stdio: 'inherit', env });
if (status === 0) spawnSync('npx', ['prettier', '--write', summary], { stdio: 'inherit' });
process.exit(status ?? 1);
