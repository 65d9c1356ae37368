/** The bar of a sweep on a terminal; elsewhere a line now and then. */
import type { SingleBar } from 'cli-progress';
import type { WriteStream } from 'node:tty';
import type { SweepProgress } from '../sweep/progress.js';
import { duration } from './duration.js';

/** Milliseconds between two lines where there is no terminal. */
const QUIET = 30_000;

export interface SweepBar {
  update: (progress: SweepProgress) => void;
  /** a sentence above the bar */
  say: (note: string) => void;
  stop: () => void;
}

export async function sweepBar(stream: WriteStream, clock = () => performance.now()): Promise<SweepBar> {
  if (!stream.isTTY) return lines(stream, clock);
  const { SingleBar } = (await import('cli-progress')).default;
  let bar: SingleBar | null = null;
  const format = '{bar} {value} of {total} backtests, {rate}{left}';
  const shown = ({ windowsPerSecond, secondsLeft, state }: SweepProgress) => ({
    rate: windowsPerSecond === null ? '' : `${Math.round(windowsPerSecond)} windows/s, `,
    left: state === 'analysing' ? 'judging' : secondsLeft === null ? '' : `${duration(secondsLeft)} left`,
  });
  return {
    update(progress) {
      const { backtests, state } = progress;
      if (state !== 'running' && state !== 'analysing') return;
      if (bar === null) {
        bar = new SingleBar({ stream, clearOnComplete: false, format });
        bar.start(backtests.total, backtests.done, shown(progress));
      }
      bar.update(backtests.done, shown(progress));
    },
    say(note) {
      stream.write(`${bar === null ? '' : '\r\u001b[K'}${note}\n`);
    },
    stop() {
      bar?.stop();
      bar = null;
    },
  };
}

function lines(stream: WriteStream, clock: () => number): SweepBar {
  let last = clock();
  return {
    update({ backtests, windowsPerSecond, secondsLeft }) {
      if (clock() - last < QUIET) return;
      last = clock();
      const rate = windowsPerSecond === null ? '' : `, ${Math.round(windowsPerSecond)} windows/s`;
      const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
      stream.write(`${backtests.done} of ${backtests.total} backtests${rate}${left}\n`);
    },
    say: (note) => void stream.write(`${note}\n`),
    stop() {},
  };
}
