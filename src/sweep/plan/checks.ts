/** What there is against a sweep on account of its base: names that it has not, paths that lead nowhere, too many backtests. */
import { isNamedList, isObject } from '../../config/merge.js';
import { pathProblems } from '../../config/paths.js';
import type { PartialConfig } from '../../config/selection.types.js';
import type { BacktestConfig } from '../../config/types.js';
import { ConfigError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import type { ResolvedSweep } from '../types.js';
import type { Axis } from '../space/axes.js';
import { strategyNames } from './configuration.js';

/** A plan of so many is kept in memory. */
const mostBacktests = 1_000_000;

/** The baseline that a base needs not have. */
const madeBaseline = 'equalWeight';

/** Fields of a configuration that change no backtest of a sweep. */
const idle = ['selection', '$schema'];

/** `unknown-strategy`, `unknown-kernel`, `bad-value`. */
export function baseProblems(sweep: ResolvedSweep, base: BacktestConfig): ConfigError[] {
  const known = strategyNames(base);
  const unknown = (path: string, message: string, name: string): ConfigError[] =>
    known.includes(name)
      ? []
      : [
          new ConfigError('unknown-strategy', `${message}, which the base has not`, suggestion(name, known), {
            path,
            strategy: name,
          }),
        ];
  const names = (sweep.strategies ?? []).flatMap((name, index) =>
    unknown(`strategies[${index}]`, `strategies lists ${name}`, name),
  );
  const { baseline } = sweep;
  return [
    ...names,
    ...(baseline === madeBaseline ? [] : unknown('baseline', `the baseline is ${baseline}`, baseline)),
    ...(names.length > 0 ? [] : fieldProblems(sweep, base)),
  ];
}

/** What a part of the sweep says of a field. */
interface Claim {
  /** what says it, as messages call it: `space.grid`, `universes` */
  by: string;
  /** where it stands, `details.path` */
  at: string;
  /** the field: a path, `strategies.NAME` in the place of `strategy` */
  path: string;
}

function fieldProblems(sweep: ResolvedSweep, base: BacktestConfig): ConfigError[] {
  const known = strategyNames(base);
  const written = { ...base, strategies: base.strategies ?? known.map((name) => ({ name })) };
  const run = sweep.strategies ?? known.slice(0, 1);
  const parts = partsOf(sweep);
  const shapes = parts.flatMap(({ by, at, part }) => shapeProblems(by, at, part));
  if (shapes.length > 0) return shapes;
  const paths = pathsOf(sweep);
  const claims = [
    ...paths.map(({ by, at, path }) => ({ by, at, path })),
    ...parts.flatMap(({ by, at, part }) => leavesOf(part).map((path) => ({ by, at: `${at}.${path}`, path }))),
  ].flatMap(({ path, ...of }) => asRun(path, run).map((own): Claim => ({ ...of, path: own })));
  return [
    ...paths.flatMap(({ by, field, path }) =>
      asRun(path, run.slice(0, 1)).flatMap((own) => pathProblems(field ?? by, own, written)),
    ),
    ...claims.flatMap((claim) => idleProblems(claim, run, known)),
    ...overlaps(claims),
  ];
}

/** The paths that `strategy.FIELD` stands for, a strategy each; any other path stands for itself. */
function asRun(path: string, run: readonly string[]): string[] {
  if (path !== 'strategy' && !path.startsWith('strategy.')) return [path];
  return run.map((name) => `strategies.${name}${path.slice('strategy'.length)}`);
}

function pathsOf({ space }: ResolvedSweep): { by: string; field?: string; at: string; path: string }[] {
  const { grid = {}, random, sobol } = space;
  const fields = { 'space.random': random?.fields ?? {}, 'space.sobol': sobol?.fields ?? {} };
  return [
    ...Object.keys(grid).map((path) => ({ by: 'space.grid', at: `space.grid.${path}`, path })),
    ...Object.entries(fields).flatMap(([by, sampled]) =>
      Object.keys(sampled).map((path) => ({ by, field: `${by}.fields`, at: `${by}.fields.${path}`, path })),
    ),
  ];
}

function partsOf({ space, universes = {}, periods = {} }: ResolvedSweep): {
  by: string;
  at: string;
  part: PartialConfig;
}[] {
  const named = { 'space.list': space.list ?? {}, universes, periods };
  return Object.entries(named).flatMap(([by, entries]) =>
    Object.entries(entries).map(([name, part]) => ({
      by,
      at: `${by}.${name}`,
      part: Array.isArray(part) ? { assets: part } : part,
    })),
  );
}

/** Strategies of parts are lists by name; what a list says of `strategy` is fields of it. */
function shapeProblems(by: string, at: string, { strategies, strategy }: PartialConfig): ConfigError[] {
  const problem = (field: string, message: string, hint: string): ConfigError[] => [
    new ConfigError('bad-value', `${at}.${field} ${message}`, hint, { path: `${at}.${field}` }),
  ];
  if (strategies !== undefined && !isNamedList(strategies))
    return problem('strategies', 'is no list of strategies by name', 'write [{ "name": …, … }]');
  if (strategy === undefined) return [];
  if (by !== 'space.list')
    return problem('strategy', 'is no field of a configuration', 'write strategies: [{ "name": …, … }]');
  return isObject(strategy)
    ? []
    : problem('strategy', 'is no object of fields', 'write { "maxWeights": 0.3 }');
}

/** Paths of all values of a part. */
function leavesOf(part: PartialConfig, prefix = ''): string[] {
  return Object.entries(part).flatMap(([key, value]) => {
    const path = prefix + key;
    if (path === 'strategies' && isNamedList(value))
      return value.flatMap(({ name, ...fields }) => leavesOf(fields, `strategies.${name}.`));
    return isObject(value) && Object.keys(value).length > 0 ? leavesOf(value, `${path}.`) : [path];
  });
}

/** Fields that no backtest of the sweep would see. */
function idleProblems(
  { by, at, path }: Claim,
  run: readonly string[],
  known: readonly string[],
): ConfigError[] {
  const [field, name] = path.split('.');
  const problem = (code: string, message: string, hint: string): ConfigError[] => [
    new ConfigError(code, message, hint, { path: at }),
  ];
  if (idle.includes(field))
    return problem(
      'bad-value',
      `${by} lets ${path} vary, which changes no backtest of a sweep`,
      'leave it out',
    );
  if (field !== 'strategies' || name === undefined || run.includes(name)) return [];
  if (!known.includes(name))
    // of a path there is a problem already
    return byPaths.includes(by)
      ? []
      : problem(
          'unknown-strategy',
          `${at} is of the strategy ${name}, which the base has not`,
          suggestion(name, known),
        );
  return problem(
    'bad-value',
    `${by} lets ${path} vary, and the sweep does not run ${name}`,
    `add ${name} to strategies, or leave the field out`,
  );
}

/** Parts of a sweep that name fields by paths, of which each point has all; of entries each point has one. */
const byPaths = ['space.grid', 'space.random', 'space.sobol'];

/** Fields that are said twice at one point: by two parts of the sweep, or by two paths of one of them. */
function overlaps(claims: readonly Claim[]): ConfigError[] {
  const byField = new Map<string, Map<string, Claim>>();
  for (const claim of claims) {
    const { by, at, path } = claim;
    const places = byField.get(path) ?? new Map<string, Claim>();
    byField.set(path, places);
    // an entry of a list takes no other's place
    const place = byPaths.includes(by) ? at : by;
    if (!places.has(place)) places.set(place, claim);
  }
  return [...byField].flatMap(([path, places]) => {
    const above = path.split('.').map((_, k, keys) => keys.slice(0, k).join('.'));
    const wider = above.flatMap((field) => [...(byField.get(field)?.values() ?? [])]);
    const own = [...places.values()];
    return own.flatMap(({ by, at }, k) => {
      const other = [...wider, ...own.slice(0, k)].find((of) => of.by !== by || byPaths.includes(by));
      if (other === undefined) return [];
      const said = other.path === path ? path : `${other.path} and ${path}, a field of it,`;
      const who = other.by === by ? `${by} lets` : `${other.by} and ${by} let`;
      return [
        new ConfigError(
          'bad-value',
          `${who} ${said} vary, one over the other`,
          'let each field vary in one place',
          { path: at },
        ),
      ];
    });
  });
}

/** How many backtests a sweep would have beside baselines, `too-many-backtests` where that is more than a million. */
export function sizeProblems(sweep: ResolvedSweep, axes: readonly Axis[]): ConfigError[] {
  const points = axes.reduce((product, { size }) => product * size, 1);
  const counts: [number, string][] = [
    [points, 'point'],
    [Object.keys(sweep.universes ?? { base: {} }).length, 'universe'],
    [Object.keys(sweep.periods ?? { base: {} }).length, 'period'],
    [sweep.strategies?.length ?? 1, 'strategy'],
  ];
  const backtests = counts.reduce((product, [count]) => product * count, 1);
  if (backtests <= mostBacktests) return [];
  const plural = (word: string): string => (word === 'strategy' ? 'strategies' : `${word}s`);
  const factors = counts.map(([count, word]) => `${count} ${count === 1 ? word : plural(word)}`).join(' × ');
  const sizes = axes.map(({ paths, size }) => `${size} of ${paths.join(', ')}`).join(' × ');
  return [
    new ConfigError(
      'too-many-backtests',
      `the sweep has ${backtests} backtests, ${factors}, and ${mostBacktests} are the most; its points are ${sizes}`,
      'use fewer values, or draw a sample of the points with space.random or space.sobol',
      { path: 'space', backtests, points },
    ),
  ];
}
