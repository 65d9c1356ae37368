import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestResult,
  fitModel,
  fitResult,
  type KernelConfig,
  type PriceTable,
  repairKernel,
  windowKernels,
} from '../../src/browser.js';
import { fitText } from '../../src/cli/fit-text.js';
import { renderReport } from '../../src/report.js';
import { engines } from '../support/engines.js';
import { knownAt, perturbed } from '../support/perturbation.js';
import { columnsOf, simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'TLT', 'XLE', 'VNQ'];
const data = simulatedPrices({ seed: 41, assets, months: 44 });
const classes = { equity: ['SPY', 'IWM', 'EFA', 'XLE'], bond: ['AGG', 'TLT'] };

const kernels = {
  features: {
    characteristics: ['beta', 'volatility', 'mean'],
    learn: ['relevance', 'classWeight'],
  },
  distance: { kind: 'gaussian', characteristics: ['volatility', 'trend'], learn: ['lengthScale'] },
  line: { kind: 'linear', characteristics: ['beta', 'volatility'], learn: ['relevance'] },
  sum: { weights: { features: 0.5, risk: 0.5 }, learn: ['weights'] },
} satisfies Record<string, KernelConfig>;

const configured = (term: string, rest: BacktestConfig | object = {}): BacktestConfig => ({
  market: 'SPY',
  classes,
  kernels,
  model: { random: [`asset:time(${term})`], minHeritability: 0 },
  backtest: { train: 30, rebalance: 4, costs: 0.001 },
  strategies: [{ name: 'systematic' }, { name: 'equalWeight' }],
  ...rest,
});
const run = (config: BacktestConfig, prices: PriceTable = data): Promise<BacktestResult> =>
  backtest(engine, prices, config);
/** Without what learns. */
const fixedKernels = Object.fromEntries(
  Object.entries<KernelConfig>(kernels).map(([name, kernel]): [string, KernelConfig] => [
    name,
    { ...kernel, learn: undefined, ...(name === 'features' && { classWeight: 1 }) },
  ]),
);

describe('kernels that windows learn', () => {
  it.each(['features', 'distance', 'line', 'sum'])(
    'have a likelihood not below that of the fixed kernel, and are those of the fit: %s',
    async (name) => {
      const learned = await run(configured(name));
      const fixed = await run(configured(name, { kernels: fixedKernels }));
      expect(learned.decisions.length).toBeGreaterThan(2);
      learned.decisions.forEach(({ learning, fit }, k) => {
        const before = fixed.decisions[k].fit!.logLikelihood;
        expect(learning!.startLogLikelihood).toBeCloseTo(before, 6);
        expect(learning!.gain).toBeGreaterThanOrEqual(0);
        expect(fit!.logLikelihood).toBeCloseTo(learning!.logLikelihood, 5);
        expect(learning!.kernels[name].learned).toEqual(kernels[name as 'line'].learn);
        expect(fixed.decisions[k].learning).toBeUndefined();
      });
      expect(learned.decisions.some(({ learning }) => learning!.gain > 0)).toBe(true);
      expect(learned.strategies[0].netReturns).not.toEqual(fixed.strategies[0].netReturns);
    },
  );

  it('of a sum are its own parts too', async () => {
    const { decisions } = await run(configured('sum'));
    for (const { learning, kernels: built } of decisions) {
      expect(Object.keys(learning!.kernels).sort()).toEqual(['features', 'sum']);
      const { features, risk } = learning!.kernels.sum.weights!;
      expect(features + risk).toBeCloseTo(1, 12);
      expect(built.map(({ name }) => name)).toEqual(['sum']);
    }
  });

  it('are those of the formula at the parameters that the result shows', () => {
    const one: BacktestConfig = configured('line', { kernels: { line: kernels.line } });
    const { kernels: found, returns, fit } = fitModel(engine, data, one);
    const { relevances } = found!.learning!.kernels.line;
    const { beta, volatility } = relevances!;
    expect((beta + volatility) / 2).toBeCloseTo(1, 12);
    const N = returns.assets.length;
    const market = returns.returns.filter((_, cell) => cell % N === 0);
    const unit = (name: 'beta' | 'volatility'): Float64Array =>
      windowKernels(engine, {
        returns,
        market,
        definitions: { it: { kind: 'linear', characteristics: [name], classWeight: 0 } },
        names: ['it'],
      }).kernels.it.values;
    const [b, v] = [unit('beta'), unit('volatility')];
    const total = beta + volatility;
    const values = b.map((value, cell) => (beta * value + volatility * v[cell]) / total);
    const { kernel } = repairKernel(engine, { labels: [...returns.assets], values });
    found!.kernels.line.values.forEach((value, cell) => expect(value).toBeCloseTo(kernel.values[cell], 7));
    expect(fit.logLikelihood).toBeCloseTo(found!.learning!.logLikelihood, 5);
  });

  it.each(['features', 'sum'])(
    'know nothing of what comes after a decision, to the bit: %s',
    async (name) => {
      const before = await run(configured(name));
      for (const k of [0, 1]) {
        const day = before.decisions[k].decision;
        const after = await run(
          configured(name),
          perturbed(data, (date) => date > day),
        );
        expect(after.decisions.slice(0, k + 1)).toEqual(before.decisions.slice(0, k + 1));
        expect(knownAt(k, after.strategies[0])).toEqual(knownAt(k, before.strategies[0]));
        expect(after.decisions[k + 1].learning).not.toEqual(before.decisions[k + 1].learning);
      }
    },
  );

  it('know nothing of earlier windows, to the bit', async () => {
    const all = await run(configured('features'));
    const { learning } = all.decisions.at(-1)!;
    const first = data.dates.filter((date) => date < all.decisions.at(-1)!.trainStart.slice(0, 7)).at(-1)!;
    const late = await run(configured('features', { from: first }));
    const same = late.decisions.find(({ decision }) => decision === all.decisions.at(-1)!.decision);
    expect(late.decisions.length).toBeLessThan(all.decisions.length);
    expect(same!.learning).toEqual(learning);
  });

  it('depend on no order of the assets', async () => {
    const before = await run(configured('features'));
    const after = await run(configured('features'), columnsOf(data, [...assets].reverse()));
    after.decisions.forEach(({ learning }, k) => {
      const other = before.decisions[k].learning!;
      expect(learning!.logLikelihood).toBeCloseTo(other.logLikelihood, 5);
      expect(learning!.kernels.features.zero).toEqual(other.kernels.features.zero);
      for (const [name, relevance] of Object.entries(learning!.kernels.features.relevances!)) {
        expect(relevance).toBeCloseTo(other.kernels.features.relevances![name], 2);
      }
    });
  });

  it('stay fixed with a note where assets tell nothing', async () => {
    const result = await run(
      configured('features', {
        kernels: { features: { characteristics: ['beta'], learn: ['classWeight'] } },
        classes: { all: [...assets] },
      }),
    );
    for (const { notes, learning, fit } of result.decisions) {
      expect(learning).toBeUndefined();
      expect(notes.join('\n')).toContain('kernels are fixed, nothing was learned of them: no kernel has');
      expect(fit).not.toBeNull();
    }
  });

  it('are in the summary of a fit and in the report', async () => {
    const result = fitResult(fitModel(engine, data, configured('features')));
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ learning: result.learning });
    const text = fitText(result, process.stdout, 'there');
    expect(text).toMatch(/features +relevance of beta +[\d.]+/);
    expect(text).toMatch(/features +lengthScale +[\d.]+ +not learned/);
    expect(text).toContain(`(${result.learning!.iterations} iterations`);
    const whole = await run(configured('features'));
    const page = renderReport(whole);
    expect(page).toContain('<h2>Learned kernels</h2>');
    expect(page).toContain('relevance of volatility');
    const fixed = renderReport(await run(configured('features', { kernels: fixedKernels })));
    expect(fixed).not.toContain('Learned kernels');
  });
});
