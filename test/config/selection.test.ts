import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BacktestConfig, resolveConfig, selectionCandidates } from '../../src/browser.js';
import { difference, merged, sameJson } from '../../src/config/merge.js';
import { refusal } from '../support/config.js';

const base: BacktestConfig = {
  market: 'SPY',
  riskFree: 0.02,
  benchmark: 'equalWeight',
  kernels: { mine: { weights: { risk: 1, class: 0.5 } }, far: { kind: 'gaussian' } },
  classes: { equity: ['SPY', 'IWM'] },
  model: { random: ['time', 'asset:time(mine)'], halfLife: 12 },
  backtest: { train: 36, rebalance: 3 },
  strategies: [{ name: 'systematic', maxWeights: 0.5 }, { name: 'exponential' }, { name: 'equalWeight' }],
};
const withGrid = (grid: Record<string, unknown[]>, more: object = {}): BacktestConfig => ({
  ...base,
  selection: { grid, ...more },
});
const withCandidates = (candidates: Record<string, Record<string, unknown>>): BacktestConfig => ({
  ...base,
  selection: { candidates },
});

describe('the candidates of a grid', () => {
  it('are all combinations, the last path varying fastest, each with its own defaults', () => {
    const candidates = selectionCandidates(
      withGrid({
        'backtest.train': [24, 60],
        'model.halfLife': [null, 6],
        'kernels.mine.weights.class': [0, 1],
      }),
    );
    expect(candidates.map(({ name }) => name)).toEqual([
      'train=24, halfLife=none, class=0',
      'train=24, halfLife=none, class=1',
      'train=24, halfLife=6, class=0',
      'train=24, halfLife=6, class=1',
      'train=60, halfLife=none, class=0',
      'train=60, halfLife=none, class=1',
      'train=60, halfLife=6, class=0',
      'train=60, halfLife=6, class=1',
    ]);
    candidates.forEach(({ config }, k) => {
      const train = k < 4 ? 24 : 60;
      expect(config.backtest).toMatchObject({ train, minHistory: train, warmUp: 60, rebalance: 3 });
      expect(config.model.halfLife).toBe(k % 4 < 2 ? undefined : 6);
      expect(config.kernels!.mine).toEqual({ weights: { risk: 1, class: k % 2 } });
      expect(config.strategies.map(({ name }) => name)).toEqual(['systematic']);
      expect(config.riskFree).toBe(0.02);
      expect(config).not.toHaveProperty('selection');
    });
  });

  it('are what the configuration with these values resolves to', () => {
    const [, candidate] = selectionCandidates(
      withGrid(
        { 'backtest.train': [36, 48], 'strategies.exponential.maxWeights': [0.3] },
        { strategy: 'exponential' },
      ),
    );
    const rest = { ...base };
    delete rest.benchmark;
    expect(candidate.config).toEqual(
      resolveConfig({
        ...rest,
        backtest: { train: 48, rebalance: 3, warmUp: 48 },
        strategies: [{ name: 'exponential', maxWeights: 0.3 }],
      }),
    );
    // its default half-life is half of its own window
    expect(candidate.config.strategies[0].halfLife).toBe(24);
  });

  it('have whole paths in their names where two end alike', () => {
    const candidates = selectionCandidates(
      withGrid({
        'kernels.mine.weights.risk': [1, 2],
        'model.random': [['time', 'asset:time(mine)']],
        'kernels.mine.weights.class': [0],
      }),
    );
    expect(candidates[1].name).toBe('risk=2, random=["time","asset:time(mine)"], class=0');
    const two = selectionCandidates({
      ...base,
      strategies: [{ name: 'systematic' }, { name: 'sample' }],
      kernels: { a: { weights: { risk: 1 } }, b: { weights: { risk: 1 } } },
      model: { random: ['asset:time(a)', 'asset:time(b)'] },
      benchmark: undefined,
      selection: { grid: { 'kernels.a.weights.risk': [1, 2], 'kernels.b.weights.risk': [3] } },
    });
    expect(two.map(({ name }) => name)).toEqual([
      'kernels.a.weights.risk=1, kernels.b.weights.risk=3',
      'kernels.a.weights.risk=2, kernels.b.weights.risk=3',
    ]);
  });
});

describe('candidates by name', () => {
  it('are merged into the configuration: strategies by name, lists as a whole, null leaves out', () => {
    const [plain, other] = selectionCandidates(
      withCandidates({
        plain: {},
        other: {
          model: { halfLife: null, random: ['asset:time(far)'] },
          kernels: { far: { kind: 'linear' } },
          strategies: [{ name: 'systematic', covariance: 'total', maxWeights: null }],
        },
      }),
    );
    expect(plain.config.strategies).toMatchObject([{ covariance: 'systematic', maxWeights: 0.5 }]);
    expect(other.config.strategies).toMatchObject([{ covariance: 'total', maxWeights: 1 }]);
    expect(other.config.model).toMatchObject({
      random: ['asset:time(far)'],
      fixed: ['asset', 'asset:market'],
    });
    expect(other.config.model).not.toHaveProperty('halfLife');
    expect(other.config.kernels!.far).toMatchObject({ kind: 'linear' });
    expect(other.config.kernels!.mine).toEqual(plain.config.kernels!.mine);
  });
});

describe('a resolved selection', () => {
  it.each([
    withGrid({
      'backtest.train': [24, 60],
      'model.halfLife': [null, 6],
      'strategies.systematic.covariance': ['systematic', 'total'],
    }),
    withGrid(
      { 'backtest.window': ['rolling', 'expanding'], returns: ['simple', 'log'] },
      { score: 'meanVariance' },
    ),
    withCandidates({
      a: {},
      b: { strategies: [{ name: 'systematic', objective: 'inverseVolatility', maxWeights: null }] },
    }),
  ])('resolves to itself, with the same candidates', (config) => {
    const resolved = resolveConfig(config);
    expect(resolveConfig(resolved)).toEqual(resolved);
    expect(resolveConfig(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
    expect(selectionCandidates(resolved)).toEqual(selectionCandidates(config));
  });

  it('has a year of history before the first pick, the first strategy and the Sharpe ratio by default', () => {
    const { selection } = resolveConfig({ ...withCandidates({ a: {} }), frequency: 'week' });
    expect(selection).toEqual({
      candidates: { a: {} },
      strategy: 'systematic',
      name: 'selected',
      score: 'sharpe',
      minimumHistory: 52,
      lookback: 'all',
    });
    const utility = resolveConfig(withGrid({ 'backtest.train': [24] }, { score: 'meanVariance' }));
    expect(utility.selection!.riskAversion).toBe(2.5);
  });
});

describe('a selection is refused', () => {
  it.each<[string, BacktestConfig, string, RegExp, RegExp]>([
    [
      'a mistyped field',
      withGrid({ 'backtest.trian': [24, 36] }),
      'unknown-key',
      /backtest has no field "trian"/,
      /did you mean "train"/,
    ],
    [
      'a mistyped strategy',
      withGrid({ 'strategies.sistematic.maxWeights': [1] }),
      'unknown-strategy',
      /no strategy "sistematic"/,
      /did you mean "systematic"/,
    ],
    [
      'a mistyped field of a strategy',
      withGrid({ 'strategies.systematic.maxWeight': [1, 2] }),
      'unknown-key',
      /has no field "maxWeight"/,
      /maxWeights/,
    ],
    [
      'a mistyped kernel',
      withGrid({ 'kernels.mnie.weights.class': [1] }),
      'unknown-kernel',
      /no kernel "mnie"/,
      /did you mean "mine"/,
    ],
    [
      'a mistyped part of a sum',
      withGrid({ 'kernels.mine.weights.clas': [1, 2] }),
      'unknown-kernel',
      /clas/,
      /class/,
    ],
    [
      'a path into a number',
      withGrid({ 'backtest.train.x': [1] }),
      'bad-value',
      /backtest.train is 36, which has no fields/,
      /backtest.train itself/,
    ],
    [
      'a path without a field',
      withGrid({ 'strategies.systematic': [{}] }),
      'bad-value',
      /no field of a strategy/,
      /NAME/,
    ],
    ['an empty part of a path', withGrid({ 'model..halfLife': [1] }), 'bad-value', /no name/, /full stop/],
    [
      'a value that cannot be',
      withGrid({ 'backtest.train': [24, -3] }),
      'bad-value',
      /the candidate "train=-3".*cannot be -3/,
      /training window/,
    ],
    ['a value twice', withGrid({ 'backtest.train': [24, 24] }), 'bad-value', /24 twice/, /once/],
    [
      'costs that differ',
      withGrid({ 'backtest.costs': [0, 0.01] }),
      'selection-shared',
      /"costs=0.01".*backtest.costs/,
      /run what differs in others apart/,
    ],
    [
      'decisions on other days',
      withGrid({ 'backtest.rebalance': [1, 3] }),
      'selection-shared',
      /backtest.rebalance/,
      /./,
    ],
    ['data that differ', withGrid({ from: ['2010-01-01'] }), 'selection-shared', /from/, /./],
    [
      'a kernel from a file that nobody read',
      withCandidates({ a: { kernels: { file: { path: 'k.csv' } } } }),
      'selection-shared',
      /kernels\.file\.path has to be the same/,
      /a kernel of its own in kernels, and let candidates differ in the kernels that model\.random names/,
    ],
    [
      'the same candidate twice',
      withCandidates({ a: {}, b: { strategies: [{ name: 'equalWeight', fallback: [] }] } }),
      'same-candidates',
      /"a" and "b"/,
      /field of the strategy/,
    ],
    [
      'a candidate with the name of the selection',
      withCandidates({ selected: {} }),
      'reserved-name',
      /selected/,
      /another name/,
    ],
    [
      'a selection with the name of a strategy',
      withGrid({ 'backtest.train': [24] }, { name: 'systematic' }),
      'reserved-name',
      /systematic/,
      /another name/,
    ],
    [
      'an unknown strategy',
      withGrid({ 'backtest.train': [24] }, { strategy: 'systemic' }),
      'unknown-strategy',
      /"systemic"/,
      /systematic/,
    ],
    ['no candidates', withGrid({}), 'missing-key', /no candidates/, /grid/],
    [
      'a grid and candidates',
      withGrid({ 'backtest.train': [24] }, { candidates: { a: {} } }),
      'bad-value',
      /both/,
      /leave one/,
    ],
    [
      'a risk aversion of no use',
      withGrid({ 'backtest.train': [24] }, { riskAversion: 3 }),
      'bad-value',
      /riskAversion/,
      /leave it out/,
    ],
    [
      'a mistyped field of its own',
      withGrid({ 'backtest.train': [24] }, { minHistory: 3 }),
      'unknown-key',
      /minHistory/,
      /./,
    ],
    [
      'too many',
      withGrid({
        'backtest.train': Array.from({ length: 40 }, (_, k) => 20 + k),
        'model.halfLife': Array.from({ length: 30 }, (_, k) => 1 + k),
      }),
      'bad-value',
      /1200 combinations/,
      /fewer/,
    ],
  ])('for %s', (_, config, code, message, hint) => {
    const error = refusal(config);
    expect(error.message).toMatch(message);
    expect(error.code).toBe(code);
    expect(error.hint).toMatch(hint);
  });

  it('with what is wrong in every combination once', () => {
    const error = refusal(withGrid({ 'backtest.trian': [1, 2, 3], 'model.halfLife': [1, 2] }));
    expect(error.message).toBe('the candidate "trian=1, halfLife=1": backtest has no field "trian"');
    expect(error.details).toMatchObject({ candidate: 'trian=1, halfLife=1', path: 'backtest.trian' });
  });

  it('where candidates are asked for of a configuration without one', () => {
    expect(() => selectionCandidates(base)).toThrow('no selection');
  });
});

describe('partial configurations', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.array(fc.integer(), { maxLength: 3 }),
      fc.tuple(tie('value'), tie('value')).map(([x, y]) => [
        { name: 'a', x },
        { name: 'b', y },
      ]),
      tie('object'),
    ),
    object: fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 4 }),
  }));

  it('make one out of another where both list the same names', () => {
    fc.assert(
      fc.property(json.object, json.object, (a, b) => {
        const [from, to] = [a as object, b as object];
        expect(sameJson(merged(from, difference(from, to)), to)).toBe(true);
        expect(difference(from, from)).toEqual({});
        expect(sameJson(merged(from, {}), from)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
