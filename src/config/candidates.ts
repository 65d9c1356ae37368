/** The candidates of a selection: partial configurations merged into the whole one, and what they have to share. */
import { periodsPerYear } from '../data/types.js';
import { ConfigError } from '../errors.js';
import { refuse } from '../problems.js';
import { suggestion } from '../suggest.js';
import { difference, isObject, merged, sameJson } from './merge.js';
import { gridCandidates, type NamedPart } from './selection-grid.js';
import type { ResolvedSelection, SelectionConfig } from './selection.types.js';
import type { BacktestConfig, ResolvedConfig } from './types.js';

/** A configuration of its own, that of one candidate: its strategy alone, and decisions on the days of all candidates. */
export interface SelectionCandidate {
  name: string;
  config: ResolvedConfig;
}

type Resolve = (input: unknown) => ResolvedConfig;

/** Fields of `backtest` that candidates may differ in; beside them `model`, `kernels`, `strategies`, `returns`. */
const ownBacktest = ['train', 'window', 'minHistory'];
const ownFields = ['model', 'kernels', 'strategies', 'returns', 'backtest'];
/** What is read of the file of a kernel, once for all candidates: they may differ in what is made of it. */
const ofFile = ['path', 'date', 'dateOrder', 'tree', 'fundamentals'];
const variesFiles =
  'give each file a kernel of its own in kernels, and let candidates differ in the kernels that model.random names';
const varies =
  'let candidates differ in model, kernels, strategies, returns, backtest.train, backtest.window or backtest.minHistory, and run what differs in others apart';

/**
 * A resolved configuration with its selection: candidates as what each differs in, and `backtest.warmUp` so long that all
 * candidates and the strategies beside them decide on the same days.
 *
 * @param written the configuration as it was given, with its strategies
 * @param config  the same, resolved, its selection as the schema leaves it
 * @throws ConfigError `unknown-strategy`, `reserved-name`, `bad-value`, `missing-key`, `selection-shared`,
 *         `same-candidates`, and what `resolveConfig` throws of a candidate, which `details.candidate` names
 */
export function withSelection(
  written: BacktestConfig,
  config: ResolvedConfig,
  given: SelectionConfig,
  resolve: Resolve,
): ResolvedConfig {
  refuse(selectionProblems(given, config));
  const selection = { ...given, strategy: given.strategy ?? config.strategies[0].name };
  const base = { ...config };
  delete base.selection;
  const parts =
    selection.grid === undefined
      ? Object.entries(selection.candidates!).map(([name, part]): NamedPart => ({ name, part }))
      : gridCandidates(selection.grid, written);
  refuse(nameProblems(parts, selection.name!));
  const { candidates, problems } = resolvedCandidates(parts, written, base, selection.strategy, resolve);
  refuse(problems);
  refuse(sameCandidates(candidates));

  const warmUp = Math.max(...[base, ...candidates.map((candidate) => candidate.config)].map(firstDecision));
  const own = ownConfig(base, selection.strategy);
  return {
    ...base,
    backtest: { ...base.backtest, warmUp },
    selection: {
      candidates: Object.fromEntries(
        candidates.map((candidate) => [candidate.name, difference(own, candidate.config)]),
      ),
      strategy: selection.strategy,
      name: selection.name!,
      score: selection.score!,
      ...(selection.score === 'meanVariance' && { riskAversion: selection.riskAversion ?? 2.5 }),
      minimumHistory: selection.minimumHistory ?? periodsPerYear[config.frequency],
      lookback: selection.lookback!,
    },
  };
}

/**
 * The candidates of a resolved configuration, each a configuration whose own backtest is the candidate: its returns are
 * those that it is ranked by, its weights those that are held where it is picked.
 */
export function candidatesOf(
  config: ResolvedConfig,
  selection: ResolvedSelection,
  resolve: Resolve,
): SelectionCandidate[] {
  const own = ownConfig(config, selection.strategy);
  return Object.entries(selection.candidates).map(([name, part]) => ({
    name,
    config: resolve(merged(own, part)),
  }));
}

/** The configuration with one strategy alone; a benchmark changes no decision, and may be another strategy. */
function ownConfig<Config extends BacktestConfig>(config: Config, strategy: string): Config {
  const own = { ...config, strategies: config.strategies?.filter(({ name }) => name === strategy) };
  delete own.selection;
  delete own.benchmark;
  return own;
}

/** Periods up to the first decision of a walk forward. */
function firstDecision({ backtest: { train, minHistory, warmUp = 0 } }: ResolvedConfig): number {
  return Math.max(train, minHistory === 'window' ? 0 : minHistory, warmUp);
}

function resolvedCandidates(
  parts: readonly NamedPart[],
  written: BacktestConfig,
  base: ResolvedConfig,
  strategy: string,
  resolve: Resolve,
): { candidates: SelectionCandidate[]; problems: ConfigError[] } {
  const candidates: SelectionCandidate[] = [];
  const problems = new Map<string, ConfigError>();
  for (const { name, part } of parts) {
    try {
      const config = resolve(ownConfig(merged(written, part), strategy));
      refuse(sharedProblems(config, base));
      candidates.push({ name, config });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      // a grid repeats what is wrong in every combination
      if (problems.has(error.message)) continue;
      problems.set(
        error.message,
        new ConfigError(error.code, `the candidate "${name}": ${error.message}`, error.hint, {
          ...error.details,
          candidate: name,
        }),
      );
    }
  }
  return { candidates, problems: [...problems.values()] };
}

/** What candidates differ in although they have to share it: data, decisions, what holding costs, and files. */
function sharedProblems(candidate: ResolvedConfig, base: ResolvedConfig): ConfigError[] {
  const keys = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const value = (of: object, key: string): unknown => (of as Record<string, unknown>)[key];
  const differs = (a: object, b: object, key: string): boolean => !sameJson(value(a, key), value(b, key));
  const fields = keys(candidate, base).filter(
    (key) => !ownFields.includes(key) && key !== 'benchmark' && differs(candidate, base, key),
  );
  const ofBacktest = keys(candidate.backtest, base.backtest).filter(
    (key) => !ownBacktest.includes(key) && differs(candidate.backtest, base.backtest, key),
  );
  const [kernels, baseKernels] = [candidate.kernels ?? {}, base.kernels ?? {}];
  const files = Object.keys(kernels).flatMap((name) => {
    const [own, other] = [kernels[name], Object.hasOwn(baseKernels, name) ? baseKernels[name] : {}];
    if (!('path' in own) && !('tree' in own)) return [];
    const field = ofFile.find((key) => differs(own, other, key));
    return field === undefined ? [] : [`kernels.${name}.${field}`];
  });
  const problem = (path: string, hint: string): ConfigError =>
    new ConfigError('selection-shared', `${path} has to be the same for all candidates`, hint, { path });
  return [
    ...[...fields, ...ofBacktest.map((key) => `backtest.${key}`)].map((path) => problem(path, varies)),
    ...files.map((path) => problem(path, variesFiles)),
  ];
}

function selectionProblems(given: SelectionConfig, { strategies }: ResolvedConfig): ConfigError[] {
  const { grid, candidates, strategy, name, score, riskAversion } = given;
  const names = strategies.map((one) => one.name);
  const problem = (code: string, path: string, message: string, hint: string): ConfigError =>
    new ConfigError(code, message, hint, { path });
  return [
    ...(grid !== undefined && candidates !== undefined
      ? [
          problem(
            'bad-value',
            'selection.grid',
            'selection.grid and selection.candidates both say what the candidates are',
            'leave one of the two out',
          ),
        ]
      : []),
    ...(Object.keys(grid ?? candidates ?? {}).length === 0
      ? [
          problem(
            'missing-key',
            'selection.grid',
            'selection has no candidates',
            'give a grid such as { "backtest.train": [24, 36] }, or candidates by name',
          ),
        ]
      : []),
    ...(strategy !== undefined && !names.includes(strategy)
      ? [
          problem(
            'unknown-strategy',
            'selection.strategy',
            `selection.strategy "${strategy}" is no strategy of the configuration`,
            suggestion(strategy, names),
          ),
        ]
      : []),
    ...(names.includes(name!)
      ? [
          problem(
            'reserved-name',
            'selection.name',
            `the name "${name}" of the selection is also that of a strategy`,
            'give the selection another name',
          ),
        ]
      : []),
    ...(riskAversion !== undefined && score !== 'meanVariance'
      ? [
          problem(
            'bad-value',
            'selection.riskAversion',
            `selection.riskAversion is not used by the score ${score}`,
            'leave it out, or use the score meanVariance',
          ),
        ]
      : []),
  ];
}

/** In the table of trials candidates stand beside the strategy that is made of them. */
function nameProblems(parts: readonly NamedPart[], selected: string): ConfigError[] {
  return parts.flatMap(({ name, part }) => {
    const path = `selection.candidates.${name}`;
    if (!isObject(part))
      return [
        new ConfigError(
          'bad-value',
          `${path} is no partial configuration`,
          'write { "backtest": { "train": 24 } }',
          {
            path,
          },
        ),
      ];
    if (name !== selected) return [];
    return [
      new ConfigError(
        'reserved-name',
        `a candidate is called "${name}", as the strategy that is made of all`,
        'give the candidate or selection.name another name',
        { path },
      ),
    ];
  });
}

/** Equal candidates are one trial, not two. */
function sameCandidates(candidates: readonly SelectionCandidate[]): ConfigError[] {
  return candidates.flatMap(({ name, config }, index) => {
    const earlier = candidates.slice(0, index).find((other) => sameJson(other.config, config));
    if (earlier === undefined) return [];
    return [
      new ConfigError(
        'same-candidates',
        `the candidates "${earlier.name}" and "${name}" are the same configuration`,
        'leave one out, or check that what differs is a field of the strategy that is selected',
        { path: 'selection', candidate: name },
      ),
    ];
  });
}
