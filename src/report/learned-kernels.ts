/** What the training windows learned of their kernels. */
import type { BacktestDecision } from '../backtest/types.js';
import type { KernelLearning } from '../kernels/learn/types.js';
import { medianInPlace } from '../numeric/median.js';
import { count, decimal, missing, significant } from './format.js';
import { html, type Html } from './html.js';
import { definitionList, titled } from './tables.js';

/** A parameter of a kernel that learns. */
export interface LearnedParameter {
  kernel: string;
  /** `lengthScale`, `relevance of beta`, `classWeight`, `weight of risk` */
  parameter: string;
  value: number;
  isLearned: boolean;
  /** at an end of what was searched other than 0 */
  isAtBound: boolean;
}

/** Every parameter of the kernels that learn, the fixed ones among them too. */
export function learnedParameters({ kernels }: KernelLearning): LearnedParameter[] {
  return Object.entries(kernels).flatMap(([kernel, own]) => {
    const { learned, lengthScale, relevances, classWeight, weights, atBound } = own;
    const row = (parameter: string, value: number, kind: (typeof learned)[number]): LearnedParameter => ({
      kernel,
      parameter,
      value,
      isLearned: learned.includes(kind),
      isAtBound: atBound.includes(parameter),
    });
    const named = (of: Record<string, number> | null): [string, number][] => Object.entries(of ?? {});
    return [
      ...(lengthScale === null ? [] : [row('lengthScale', lengthScale, 'lengthScale')]),
      ...named(relevances).map(([name, value]) => row(`relevance of ${name}`, value, 'relevance')),
      ...(classWeight === null ? [] : [row('classWeight', classWeight, 'classWeight')]),
      ...named(weights).map(([part, value]) => row(`weight of ${part}`, value, 'weights')),
    ];
  });
}

/** Of a parameter that is learned, over the decisions that learned it. */
interface ParameterRow {
  kernel: string;
  parameter: string;
  values: number[];
  last: number | null;
  atBound: number;
}

const definitions = [
  { heading: 'Last', definition: 'value at the last decision; – where it was not learned there' },
  { heading: 'Median', definition: 'of the decisions that learned it' },
  { heading: 'At 0', definition: 'decisions at which it is exactly 0: what it belongs to is left out' },
  { heading: 'At bound', definition: 'decisions at which it is at another end of what was searched' },
];

/** Parameters at the last decision and over all of them; null where no decision learned any. */
export function learnedSection(decisions: readonly BacktestDecision[]): Html | null {
  const learned = decisions.flatMap(({ learning }) => learning ?? []);
  if (learned.length === 0) return null;
  const gains = learned.map(({ gain }) => gain);
  const [least, greatest] = [Math.min(...gains), Math.max(...gains)];
  const kept = learned.filter((one) => one.kept === 'fixed').length;
  const failed = learned.filter(({ converged }) => !converged).length;
  return html`${titled(
      'Parameters',
      [
        { heading: 'Kernel', cell: ({ kernel }) => kernel },
        { heading: 'Parameter', cell: ({ parameter }) => parameter },
        {
          heading: 'Last',
          cell: ({ last }) => (last === null ? missing : significant(last)),
          kind: 'number',
        },
        {
          heading: 'Median',
          cell: ({ values }) => significant(medianInPlace(Float64Array.from(values))),
          kind: 'number',
        },
        {
          heading: 'At 0',
          cell: ({ values }) => `${values.filter((value) => value === 0).length} of ${values.length}`,
          kind: 'number',
        },
        { heading: 'At bound', cell: ({ atBound }) => String(atBound), kind: 'number' },
      ],
      parameterRows(decisions),
    )}
    ${definitionList(definitions)}
    <p class="note">
      ${learned.length} of ${count(decisions.length, 'decision')} learned kernels from their training windows;
      log-likelihoods rose by ${decimal(least)} to ${decimal(greatest)} over those of the fixed kernels, which
      ${count(kept, 'decision')} kept.
      ${failed === 0 ? 'All searches converged.' : `${count(failed, 'search', 'searches')} did not converge.`}
    </p>`;
}

function parameterRows(decisions: readonly BacktestDecision[]): ParameterRow[] {
  const rows = new Map<string, ParameterRow>();
  decisions.forEach(({ learning }, k) => {
    if (learning === undefined) return;
    for (const { kernel, parameter, value, isLearned, isAtBound } of learnedParameters(learning)) {
      if (!isLearned) continue;
      const key = JSON.stringify([kernel, parameter]);
      const row = rows.get(key) ?? { kernel, parameter, values: [], last: null, atBound: 0 };
      row.values.push(value);
      if (k === decisions.length - 1) row.last = value;
      if (isAtBound) row.atBound++;
      rows.set(key, row);
    }
  });
  return [...rows.values()];
}
