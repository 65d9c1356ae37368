import { exitStatus, type ExitStatus } from './exit-status.js';

/**
 * Work that an interrupt (Ctrl-C) asks to stop instead of killing the process: it sees the signal and writes nothing
 * from then on, which is said on stderr.
 *
 * @param kept says what was kept all the same, null for nothing
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<void>,
  kept: () => string | null = () => null,
): Promise<ExitStatus> {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  try {
    await work(signal);
    return exitStatus.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write(`interrupted: ${kept() ?? 'nothing was written'}\n`);
    return exitStatus.interrupted;
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
