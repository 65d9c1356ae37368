import { exitStatus, type ExitStatus } from './exit-status.js';

/** What asks for an end: Ctrl-C, and what a container, a service or a queue of jobs is stopped with. */
const statusOf = { SIGINT: exitStatus.interrupted, SIGTERM: exitStatus.terminated } as const;

/**
 * Work that an interrupt (Ctrl-C, SIGTERM) asks to stop instead of killing the process: it sees the signal and writes
 * nothing from then on, which is said on stderr. A second one ends the process at once.
 *
 * @param kept says what was kept all the same, null for nothing
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<void>,
  kept: () => string | null = () => null,
): Promise<ExitStatus> {
  const { stderr } = process;
  const controller = new AbortController();
  const { signal } = controller;
  let status: ExitStatus = exitStatus.interrupted;
  const interrupt = (name: keyof typeof statusOf): void => {
    status = statusOf[name];
    ignore();
    // on a terminal in the place of a bar
    stderr.write(`${stderr.isTTY ? '\r\u001b[K' : ''}stopping (once more to end at once)\n`);
    controller.abort();
  };
  const ignore = (): void => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    await work(signal);
    return exitStatus.done;
  } catch (error) {
    if (!signal.aborted) throw error;
    stderr.write(`interrupted: ${kept() ?? 'nothing was written'}\n`);
    return status;
  } finally {
    ignore();
  }
}
