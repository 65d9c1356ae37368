/** Dated matrices of a kernel by the decisions of a run: each sees the latest that is known then. */
import type { KernelFile } from '../config/types.js';
import type { MembershipTimeline } from '../data/membership-timeline.js';
import { byAge, knownFrom, publishedAs } from '../data/publication.js';
import type { ReturnTable } from '../data/types.js';
import { DataError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import type { KernelDefinition } from '../kernels/definitions.js';
import type { KernelRepair } from '../kernels/repair.js';
import type { Kernel, KernelHistory } from '../kernels/types.js';
import { suggestion } from '../suggest.js';
import { isOfWindow } from './decision-kernels.js';
import { eligibleAssets } from './eligibility.js';
import type { RunKernel } from './inputs.types.js';
import type { Schedule } from './schedule.js';

/** Matrices that decisions of a run see, the oldest first. */
export interface KernelTimeline {
  matrices: DatedMatrix[];
  /** how many more the file has */
  others: number;
}

export interface DatedMatrix {
  /** first period of the data that knows it */
  from: number;
  /** ISO day that it is for */
  date: string;
  /** `of 2015-01-31`, for messages */
  when: string;
  /** over the assets of the universe that it has, in their order */
  kernel: Kernel;
  repair: KernelRepair | null;
}

/** What a source by period is cut to. */
export interface RunPeriods {
  universe: readonly string[];
  /** of the universe: who takes part in a decision follows from them */
  returns: ReturnTable;
  membership: MembershipTimeline | null;
  schedule: Schedule;
  /** periods of the data, up to the last that decides */
  seen: Pick<ReturnTable, 'dates' | 'frequency'>;
}

export function isTimeline(definition: object): definition is KernelTimeline {
  return 'matrices' in definition;
}

/**
 * The matrices of a history that the decisions of a run see, cut to the universe: every decision has one, and it has
 * all assets that take part.
 *
 * @param name of the kernel
 * @throws DataError `missing-matrix` naming the decision, `missing-asset` naming decision, matrix and asset,
 *         `duplicate-date`, `wrong-length`, and as `knownFrom`
 * @throws ModelError `kernel-size`, `kernel-label`, `kernel-not-finite`, `kernel-asymmetric` naming the matrix
 */
export function kernelTimeline(
  name: string,
  history: KernelHistory,
  { path, lag }: KernelFile,
  { universe, returns, membership, schedule, seen }: RunPeriods,
): KernelTimeline {
  checkHistory(history, path);
  const from = knownFrom(history, seen, lag, path);
  const oldestFirst = history.dates.map((_, k) => k).sort(byAge(history));
  const used = new Set<number>();
  for (const decision of schedule) {
    const latest = oldestFirst.findLast((k) => from[k] <= decision.decision);
    const day = seen.dates[decision.decision];
    if (latest === undefined) {
      throw new DataError(
        'missing-matrix',
        `${path}: no matrix of the kernel ${name} is known at the decision of ${day}; the first is ${publishedAs(history, oldestFirst[0])}` +
          (lag === undefined ? '' : ' and there is a lag'),
        'add a matrix that was known then, or begin later with from',
        { file: path, kernel: name, decision: day, first: history.dates[oldestFirst[0]] },
      );
    }
    used.add(latest);
    const labels = new Set(history.kernels[latest].labels);
    const missing = eligibleAssets(returns, decision, membership).positions.find(
      (i) => !labels.has(universe[i]),
    );
    if (missing === undefined) continue;
    throw new DataError(
      'missing-asset',
      `${path}: the matrix ${publishedAs(history, latest)}, which the decision of ${day} sees, has no row for ${universe[missing]}`,
      suggestion(universe[missing], [...labels]),
      { file: path, kernel: name, ticker: universe[missing], decision: day, date: history.dates[latest] },
    );
  }
  return {
    others: oldestFirst.length - used.size,
    matrices: oldestFirst
      .filter((k) => used.has(k))
      .map((k) => {
        const when = publishedAs(history, k);
        const kernel = history.kernels[k];
        const assets = universe.filter((asset) => kernel.labels.includes(asset));
        return {
          from: from[k],
          date: history.dates[k],
          when,
          kernel: { labels: assets, values: kernelBlock(`${name} ${when}`, kernel, assets) },
          repair: null,
        };
      }),
  };
}

/** Which matrices decisions see, for the notes of a run: one of long ago counts as long as there is none after it. */
export function timelineNotes(kernels: Readonly<Record<string, RunKernel>>): string[] {
  return Object.entries(kernels).flatMap(([name, definition]) => {
    if (!isTimeline(definition)) return [];
    const { matrices, others } = definition;
    const [first, last] = [matrices[0].date, matrices[matrices.length - 1].date];
    return [
      `kernel "${name}": decisions see ${matrices.length} of the ${matrices.length + others} matrices of its file, ` +
        (first === last ? `that of ${first}` : `those of ${first} to ${last}`),
    ];
  });
}

/** The kernels of a run but those of `decisionKernels` as a decision sees them, and the dated matrices among them. */
export function definitionsAt(
  kernels: Readonly<Record<string, RunKernel>>,
  period: number,
): { definitions: Record<string, KernelDefinition>; dated: Record<string, DatedMatrix> } {
  const dated: Record<string, DatedMatrix> = {};
  const definitions: Record<string, KernelDefinition> = {};
  for (const [name, definition] of Object.entries(kernels)) {
    if (isOfWindow(definition)) definitions[name] = definition;
    if (!isTimeline(definition)) continue;
    // the first decision has one, and later ones have more
    dated[name] = definition.matrices.findLast(({ from }) => from <= period)!;
    definitions[name] = dated[name].kernel;
  }
  return { definitions, dated };
}

/** Histories need not come from `parseKernelSource`. */
function checkHistory({ dates, availableFrom, kernels }: KernelHistory, file: string): void {
  if (kernels.length !== dates.length) {
    throw new DataError(
      'wrong-length',
      `${file}: there are ${kernels.length} matrices and ${dates.length} dates`,
      'give one date a matrix',
      { file, length: kernels.length, expected: dates.length },
    );
  }
  if (dates.length === 0) {
    throw new DataError('missing-matrix', `${file} has no matrix`, 'give one at least', { file });
  }
  const seen = new Set<string>();
  dates.forEach((date, k) => {
    const key = `${date} ${availableFrom?.[k] ?? ''}`;
    if (seen.has(key)) {
      throw new DataError('duplicate-date', `${file} has two matrices of ${date}`, 'keep one of the two', {
        file,
        date,
      });
    }
    seen.add(key);
  });
}
