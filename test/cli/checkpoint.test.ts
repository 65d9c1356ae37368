import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { backtest, type Checkpoint, createEngine } from '../../src/browser.js';
import { checkpointFile } from '../../src/cli/checkpoint-file.js';
import { loadInputs } from '../../src/cli/load-inputs.js';
import { runCli, temporaryFolder, writeStudy } from '../support/cli.js';

/** One strategy by the host, which can go on after any window. */
const study = { strategies: [{ name: 'oas' }] };

/** What the command keeps of a study when it is interrupted after five windows or six. */
async function standingEarly(config: string): Promise<Checkpoint> {
  const inputs = await loadInputs(config);
  const stop = new AbortController();
  let kept: Checkpoint | null = null;
  await backtest(await createEngine(), inputs.prices, inputs.config, {
    sources: inputs.sources,
    conditionNumbers: 'in the run',
    signal: stop.signal,
    onProgress: (done) => done === 5 && stop.abort(),
    checkpoint: { save: (checkpoint) => void (kept = checkpoint) },
  }).catch(() => {});
  return kept!;
}

it('a run goes on from its checkpoint, writes the same files as a whole one, and removes it', async () => {
  const folder = temporaryFolder();
  const config = writeStudy(folder, study);
  const path = join(folder, 'run.checkpoint');
  await (await checkpointFile(path)).save(await standingEarly(config));
  const { standing } = await checkpointFile(path);
  expect(standing!.windows).toBeGreaterThanOrEqual(5);

  const command = ['backtest', '--config', config];
  const resumed = await runCli([...command, '--out', join(folder, 'a'), '--checkpoint', path]);
  expect(resumed).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(path)).toBe(false);
  expect((await runCli([...command, '--out', join(folder, 'b')])).status).toBe(0);
  for (const name of ['result.json', 'weights.csv', 'returns.csv'])
    expect(readFileSync(join(folder, 'a', name))).toEqual(readFileSync(join(folder, 'b', name)));
});

it('a checkpoint of another configuration is refused and kept, and so is a file that is none', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'run.checkpoint');
  await (await checkpointFile(path)).save(await standingEarly(writeStudy(folder, study)));
  const before = readFileSync(path);
  const other = writeStudy(folder, { strategies: [{ name: 'sample' }] });
  const command = ['backtest', '--config', other, '--out', folder, '--checkpoint', path];
  const refused = await runCli(command);
  expect(refused).toMatchObject({ status: 2, stdout: '' });
  expect(refused.stderr).toContain('the checkpoint is of another run: of another configuration');
  expect(readFileSync(path)).toEqual(before);

  for (const content of [Buffer.from('no checkpoint'), serialize({ windows: 3 })]) {
    writeFileSync(path, content);
    const { status, stderr } = await runCli(command);
    expect(status).toBe(2);
    expect(stderr).toContain('checkpoint');
    expect(stderr).not.toContain('    at ');
  }
});

it('a checkpoint that cannot be written ends the run with the reason', async () => {
  const folder = join(temporaryFolder(), 'checkpoints');
  mkdirSync(folder);
  const { save } = await checkpointFile(join(folder, 'run.checkpoint'));
  rmSync(folder, { recursive: true });
  await expect(save({ windows: 1, runs: [] })).rejects.toMatchObject({ code: 'write-failed' });
});

it('a checkpoint in a folder that is not there is refused before the run', async () => {
  const path = join(temporaryFolder(), 'missing', 'run.checkpoint');
  await expect(checkpointFile(path)).rejects.toMatchObject({ code: 'not-writable', details: { path } });
});
