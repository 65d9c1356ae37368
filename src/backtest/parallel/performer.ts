/** The part of a worker that is the same in every kind of thread. */
import { EngineCore } from '../../engine/core.js';
import { engineOf } from '../../engine-of.js';
import { EngineError } from '../../errors.js';
import { version } from '../../version.js';
import { type WindowRunner, windowRunner } from '../run-windows.js';
import { scheduleDecisions } from '../schedule.js';
import { plainError } from './plain-error.js';
import type { Job, Reply, Task } from './protocol.js';

/** Does tasks of a job, the engine's instance and what it knows of the run made once. Never rejects. */
export function performer(job: Job): (task: Task) => Promise<Reply> {
  const starting = runnerOf(job).then(
    (runner) => ({ runner }),
    (error: unknown) => ({ error: plainError(error) }),
  );
  return async (task) => {
    const started = await starting;
    if ('error' in started) return started;
    try {
      return perform(started.runner, task);
    } catch (error) {
      return { error: plainError(error) };
    }
  };
}

async function runnerOf({ version: expected, module, config, measures, inputs }: Job): Promise<WindowRunner> {
  if (expected !== version) {
    throw new EngineError(
      'worker-version',
      `the worker's script is of version ${version}, the library of version ${expected}`,
      "serve the worker's script of the same package, or clear what caches it",
      { expected, version },
    );
  }
  const engine = engineOf(await EngineCore.create(module));
  const schedule = scheduleDecisions(inputs.returns.dates.length, config.backtest);
  return windowRunner(engine, { ...inputs, schedule }, config, measures);
}

function perform(runner: WindowRunner, { first, end }: Task): Reply {
  const began = performance.now();
  const part = runner.record(first, end);
  for (let index = first; index < end;) index = runner.run(index, part);
  return { part, milliseconds: performance.now() - began };
}

/** The memory of a reply that need not be copied on its way. */
export function transferred(reply: Reply): ArrayBuffer[] {
  if ('error' in reply) return [];
  const { weights, summaries } = reply.part;
  return [...weights, summaries].map(({ buffer }) => buffer as ArrayBuffer);
}
