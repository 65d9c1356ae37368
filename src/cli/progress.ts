import type { SingleBar } from 'cli-progress';
import type { WriteStream } from 'node:tty';

/** Milliseconds of work before a bar appears: what is done sooner needs none. */
const patience = 1000;

export interface Progress {
  update: (done: number, total: number) => void;
  /** removes the bar */
  stop: () => void;
}

/** A bar on a terminal, once the work has taken a second; nothing elsewhere. */
export function progressBar(stream: WriteStream): Progress {
  if (!stream.isTTY) return { update: () => {}, stop: () => {} };
  const start = performance.now();
  let loading = false;
  let stopped = false;
  let bar: SingleBar | undefined;
  const load = async (total: number, done: number): Promise<void> => {
    const { SingleBar } = (await import('cli-progress')).default;
    if (stopped) return;
    bar = new SingleBar({
      stream,
      clearOnComplete: true,
      format: '{bar} {value} of {total} decisions, {eta_formatted} left',
    });
    bar.start(total, done);
  };
  return {
    update(done, total) {
      bar?.update(done);
      if (loading || performance.now() - start < patience) return;
      loading = true;
      void load(total, done);
    },
    stop() {
      stopped = true;
      bar?.stop();
      bar = undefined;
    },
  };
}
