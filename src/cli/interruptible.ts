import { exitStatus, type ExitStatus } from './exit-status.js';

/**
 * Work that an interrupt (Ctrl-C) asks to stop instead of killing the process: it sees the signal and writes nothing
 * from then on, which is said on stderr.
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<ExitStatus> {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  try {
    await work(signal);
    return exitStatus.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('interrupted: nothing was written\n');
    return exitStatus.interrupted;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
