import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestResult,
  backtest,
  BacktestError,
  deflatedSharpe,
  type PriceTable,
  selectionCandidates,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { moneyAccount } from '../support/money-account.js';
import { knownAt, perturbed } from '../support/perturbation.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 41, assets, months: 72 });

/** Candidates of different windows, bounds and covariances; trades cost, and wait for a month. */
const config: BacktestConfig = {
  market: 'SPY',
  riskFree: 0.01,
  backtest: { train: 24, rebalance: 2, costs: 0.002, lag: 1 },
  strategies: [{ name: 'sample' }, { name: 'systematic' }, { name: 'equalWeight' }],
  selection: {
    grid: {
      'backtest.train': [18, 24],
      'strategies.sample.maxWeights': [0.3, 1],
      'strategies.sample.covariance': ['sample', 'ledoitWolf', 'oas'],
    },
    minimumHistory: 8,
  },
};
const rate = 1.01 ** (1 / 12) - 1;

/** Candidates of the model: kernels, terms, half-lives. */
const ofModel: BacktestConfig = {
  market: 'SPY',
  kernels: { mine: { weights: { risk: 1, class: 0.5 } } },
  classes: { equity: ['SPY', 'IWM', 'EFA'], other: ['AGG', 'GLD'] },
  model: { random: ['time', 'asset:time(mine)'], minHeritability: 0 },
  backtest: { train: 18, rebalance: 3, costs: 0.001 },
  strategies: [{ name: 'systematic' }],
  selection: {
    candidates: {
      plain: {},
      classes: { kernels: { mine: { weights: { class: 4 } } } },
      recent: { model: { halfLife: 6 } },
      one: { model: { random: ['asset:time(mine)'] } },
      all: { backtest: { window: 'expanding' }, strategies: [{ name: 'systematic', covariance: 'total' }] },
    },
    minimumHistory: 6,
    score: 'volatility',
  },
};

function withoutSelection(given: BacktestConfig): BacktestConfig {
  const rest = { ...given };
  delete rest.selection;
  return rest;
}

const selectedOf = ({ strategies }: BacktestResult) => strategies.at(-1)!;

function ratio(excess: readonly number[]): number {
  const mean = excess.reduce((sum, e) => sum + e, 0) / excess.length;
  const squares = excess.reduce((sum, e) => sum + (e - mean) ** 2, 0);
  return mean / Math.sqrt(squares / (excess.length - 1));
}

describe('a strategy selected among candidates', () => {
  it('holds at each decision what the candidate chose whose own backtest has the largest Sharpe ratio so far', async () => {
    const result = await backtest(engine, data, config);
    const candidates = selectionCandidates(config);
    expect(candidates).toHaveLength(12);
    const own: BacktestResult[] = [];
    for (const candidate of candidates) own.push(await backtest(engine, data, candidate.config));
    const selected = selectedOf(result);
    const picked = new Set<number>();
    const { decisions } = result.selection!;
    expect(decisions).toHaveLength(selected.windows.length);
    for (const [k, { decision, candidate, periods, scores, reason }] of decisions.entries()) {
      for (const { strategies } of own) expect(strategies[0].windows[k].decision).toBe(decision);
      const ended = own[0].strategies[0].periods.filter((period) => period <= decision).length;
      let best = 0;
      if (ended < 8) {
        expect([candidate, periods]).toEqual([candidates[0].name, 0]);
        expect(reason).toContain('fewer than the 8 of minimumHistory');
        expect(Object.values(scores).every((score) => score === null)).toBe(true);
      } else {
        const ratios = own.map(
          ({ strategies: [{ netReturns }] }) =>
            Math.sqrt(12) * ratio(netReturns.slice(0, ended).map((r) => r - rate)),
        );
        candidates.forEach(({ name }, c) => expect(scores[name]).toBeCloseTo(ratios[c], 9));
        best = ratios.indexOf(Math.max(...ratios));
        picked.add(best);
        expect([candidate, periods, reason]).toEqual([candidates[best].name, ended, null]);
      }
      expect(selected.windows[k].weights).toEqual(own[best].strategies[0].windows[k].weights);
      const note = result.decisions[k].notes.at(-1);
      expect(note).toContain(`selected holds ${candidate} (`);
    }
    expect(picked.size).toBeGreaterThan(2);

    const { selection } = result;
    selection!.candidates.forEach(({ name, statistics, picked }, c) => {
      expect(name).toBe(candidates[c].name);
      expect(statistics).toEqual(own[c].strategies[0].statistics);
      expect(picked).toBe(decisions.filter(({ candidate }) => candidate === name).length);
    });
    expect(selection!.switches).toBe(
      decisions.filter(({ candidate }, k) => k > 0 && candidate !== decisions[k - 1].candidate).length,
    );
  });

  it.each([
    ['returns alone', config],
    ['the model', ofModel],
  ])('changes no earlier pick, score or weight with later prices, candidates of %s', async (_, given) => {
    const plain = await backtest(engine, data, given);
    const selected = selectedOf(plain);
    let later = 0;
    for (const k of [2, 5, 8, selected.windows.length - 2]) {
      const { decision } = selected.windows[k];
      const other = await backtest(
        engine,
        perturbed(data, (date) => date > decision),
        given,
      );
      expect(knownAt(k, selectedOf(other))).toEqual(knownAt(k, selected));
      expect(other.selection!.decisions.slice(0, k + 1)).toEqual(plain.selection!.decisions.slice(0, k + 1));
      if (JSON.stringify(selectedOf(other).windows) !== JSON.stringify(selected.windows)) later++;
    }
    expect(later).toBe(4);
    expect(plain.selection!.switches).toBeGreaterThan(0);
  });

  it('changes nothing before with more data', async () => {
    const until = (months: number): PriceTable => {
      const rows = 4 * months;
      return {
        assets,
        dates: data.dates.slice(0, rows),
        prices: data.prices.subarray(0, rows * assets.length),
      };
    };
    const [short, long] = [await backtest(engine, until(60), config), await backtest(engine, data, config)];
    const windows = selectedOf(short).windows.length;
    expect(short.selection!.decisions).toEqual(long.selection!.decisions.slice(0, windows));
    expect(selectedOf(short).netReturns).toEqual(
      selectedOf(long).netReturns.slice(0, selectedOf(short).netReturns.length),
    );
  });

  it('is the plain strategy, bit for bit, where there is one candidate', async () => {
    const alone = { ...config, strategies: [{ name: 'sample' }] };
    const rest = withoutSelection(alone);
    const plain = await backtest(engine, data, rest);
    const one = await backtest(engine, data, { ...rest, selection: { candidates: { only: {} } } });
    const [sample] = plain.strategies;
    const selected = selectedOf(one);
    expect({ ...selected, name: 'sample' }).toEqual({ ...sample });
    expect(selected.columns).toEqual(sample.columns);
    expect(selected.ledger).toEqual(sample.ledger);
    expect(one.selection!.switches).toBe(0);
    const { trials } = one.selection!;
    expect([trials.count, trials.expectedMaximumSharpe]).toEqual([1, 0]);
    expect(trials.deflatedSharpe.selected).toBe(sample.statistics.probabilisticSharpe);
  });

  it('leaves the strategies beside it as they are without a selection, from the same first decision on', async () => {
    const rest = withoutSelection(config);
    const plain = await backtest(engine, data, rest);
    const { strategies } = await backtest(engine, data, config);
    expect(strategies.map(({ name }) => name)).toEqual(['sample', 'systematic', 'equalWeight', 'selected']);
    plain.strategies.forEach((strategy, s) => expect({ ...strategies[s] }).toEqual({ ...strategy }));
    const later = await backtest(engine, data, {
      ...config,
      selection: { grid: { 'backtest.train': [24, 36] } },
    });
    const delayed = await backtest(engine, data, { ...rest, backtest: { ...rest.backtest, warmUp: 36 } });
    expect(later.config.backtest!.warmUp).toBe(36);
    expect(later.strategies[0].windows[0].decision).toBe(plain.decisions[6].decision);
    delayed.strategies.forEach((strategy, s) => expect({ ...later.strategies[s] }).toEqual({ ...strategy }));
  });

  it('pays for its trades, from one candidate to another too: its wealth is that of shares and money', async () => {
    const result = await backtest(engine, data, config);
    const selected = selectedOf(result);
    const table = toReturns(data, { frequency: 'month' });
    const rows = table.dates.map((_, t) =>
      Array.from(table.returns.subarray(t * assets.length, (t + 1) * assets.length)),
    );
    const at = selected.windows.map(({ decision }) => table.dates.indexOf(decision));
    const schedule = {
      length: at.length,
      at: (k: number) => ({
        decision: at[k],
        holdStart: at[k] + 2,
        holdEnd: k + 1 < at.length ? at[k + 1] + 2 : rows.length,
      }),
    };
    const account = moneyAccount({
      schedule: schedule as Parameters<typeof moneyAccount>[0]['schedule'],
      targets: selected.windows.map(({ weights }) => assets.map((asset) => weights[asset])),
      returns: rows,
      riskFree: rows.map(() => rate),
      capital: 1,
      linear: assets.map(() => 0.002),
      quadratic: assets.map(() => 0),
      impact: null,
      borrow: assets.map(() => 0),
      margin: 0,
      delisting: () => 0,
    });
    expect(account).toHaveLength(selected.netReturns.length);
    account.forEach(({ start, end }, t) => expect(end / start - 1).toBeCloseTo(selected.netReturns[t], 12));
    // what a change of candidate costs is more than staying with either
    const changes = result.selection!.decisions.flatMap(({ candidate }, k, all) =>
      k > 0 && candidate !== all[k - 1].candidate ? [k] : [],
    );
    expect(changes.length).toBeGreaterThan(1);
    const { wealthAtStart, wealthAtEnd, gains, interest, costs } = selected.ledger!;
    wealthAtEnd.forEach((end, t) =>
      expect(end).toBeCloseTo(wealthAtStart[t] + gains[t] + interest[t] - costs.linear[t], 12),
    );
    for (const k of changes) expect(selected.windows[k].cost).toBeGreaterThan(0);
  });

  it('deflates its Sharpe ratio and those of candidates by all candidates, the more the lower', async () => {
    const { selection, strategies, trials } = await backtest(engine, data, config);
    const ratios = selection!.candidates.map(({ statistics }) => statistics.sharpe! / Math.sqrt(12));
    const mean = ratios.reduce((sum, r) => sum + r, 0) / 12;
    const sharpeVariance = ratios.reduce((sum, r) => sum + (r - mean) ** 2, 0) / 11;
    expect(selection!.trials.count).toBe(12);
    expect(selection!.trials.sharpeVariance).toBeCloseTo(sharpeVariance, 12);
    const { netReturns } = strategies.at(-1)!;
    const rates = netReturns.map(() => rate);
    const own = selection!.trials.deflatedSharpe.selected!;
    expect(own).toBeCloseTo(deflatedSharpe(netReturns, rates, { count: 12, sharpeVariance })!, 9);
    expect(own).toBeLessThan(strategies.at(-1)!.statistics.probabilisticSharpe!);
    expect(deflatedSharpe(netReturns, rates, { count: 24, sharpeVariance })).toBeLessThan(own);
    expect(trials!.deflatedSharpe.selected).toBe(own);
    // the strategies beside it are trials of their own
    const rest = withoutSelection(config);
    const plain = await backtest(engine, data, { ...rest, backtest: { ...rest.backtest, warmUp: 24 } });
    expect(trials!.count).toBe(3);
    expect(trials!.deflatedSharpe).toMatchObject(plain.trials!.deflatedSharpe);
    for (const { name, deflatedSharpe } of selection!.candidates)
      expect(deflatedSharpe).toBe(selection!.trials.deflatedSharpe[name]);
  });
});

describe('a run with a selection', () => {
  it('gives the same from its resolved configuration, and as JSON', async () => {
    const result = await backtest(engine, data, config);
    const again = await backtest(engine, data, result.config);
    expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(result)));
  });

  it('says how a candidate came by its weights where it fell back, and which one', async () => {
    const result = await backtest(engine, data, {
      ...ofModel,
      selection: { ...ofModel.selection, candidates: { never: { model: { minHeritability: 1 } } } },
    });
    for (const { status, used, reason } of selectedOf(result).windows) {
      expect([status, used]).toEqual(['fallback', 'ledoitWolf']);
      expect(reason).toMatch(/^never: systematic: heritability .* is below 1/);
    }
  });

  it('ends with the name of the candidate where one fails and the run is strict', async () => {
    const error = await backtest(engine, data, {
      ...ofModel,
      backtest: { ...ofModel.backtest, strict: true },
      selection: { candidates: { fine: {}, never: { model: { minHeritability: 1 } } } },
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BacktestError);
    expect(error).toMatchObject({ code: 'strict', details: { candidate: 'never' } });
    expect((error as Error).message).toMatch(/^the candidate "never": /);
  });

  it('counts the windows of all runs, and stops between them', async () => {
    const seen: number[] = [];
    const totals = new Set<number>();
    await backtest(engine, data, config, {
      onProgress: (done, total) => {
        seen.push(done);
        totals.add(total);
      },
    });
    const [total] = totals;
    expect([...totals]).toEqual([13 * 23]);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(total);
    const controller = new AbortController();
    const stopped = backtest(engine, data, config, {
      onProgress: (done) => done > total / 2 && controller.abort(new Error('enough')),
      signal: controller.signal,
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  it('asks the functions of its strategy for candidates too, and stays with the first where all are alike', async () => {
    const hold = Object.fromEntries(assets.map((asset) => [asset, asset === 'AGG' ? 1 : 0]));
    const shared = { sample: { objective: () => hold }, systematic: { objective: () => hold } };
    const { selection, ...result } = await backtest(
      engine,
      data,
      { ...config, selection: { grid: { 'backtest.train': [18, 24] }, minimumHistory: 8 } },
      { functions: shared },
    );
    for (const { weights, status } of result.strategies.at(-1)!.windows)
      expect([weights, status]).toEqual([hold, 'ok']);
    for (const { candidate, reason, periods } of selection!.decisions) {
      expect(candidate).toBe('train=18');
      if (periods > 0) expect(reason).toBe('2 candidates have the best score');
    }
  });

  it('takes a selection of least volatility and of the largest mean-variance utility', async () => {
    const grid = { 'strategies.sample.maxWeights': [0.3, 0.6, 1] };
    const run = async (selection: BacktestConfig['selection']) =>
      (await backtest(engine, data, { ...config, selection: { grid, minimumHistory: 4, ...selection } }))
        .selection!;
    const own: number[][] = [];
    for (const candidate of selectionCandidates({ ...config, selection: { grid } }))
      own.push((await backtest(engine, data, candidate.config)).strategies[0].netReturns);
    const [volatility, utility] = [
      await run({ score: 'volatility', lookback: 12 }),
      await run({ score: 'meanVariance', riskAversion: 6 }),
    ];
    const variance = (r: number[]) => {
      const mean = r.reduce((sum, x) => sum + x, 0) / r.length;
      return { mean, value: r.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (r.length - 1) };
    };
    volatility.decisions.forEach(({ periods, scores, candidate, reason }, k) => {
      const ended = Math.max(0, 2 * k - 1);
      expect(periods).toBe(ended < 4 ? 0 : Math.min(12, ended));
      if (periods === 0) return;
      const least = own.map((r) => Math.sqrt(12 * variance(r.slice(ended - periods, ended)).value));
      least.forEach((value, c) => expect(Object.values(scores)[c]).toBeCloseTo(value, 12));
      if (reason === null) expect(Object.keys(scores)[least.indexOf(Math.min(...least))]).toBe(candidate);
      const best = own.map((r) => {
        const { mean, value } = variance(r.slice(0, ended).map((x) => x - rate));
        return 12 * (mean - 3 * value);
      });
      best.forEach((value, c) =>
        expect(Object.values(utility.decisions[k].scores)[c]).toBeCloseTo(value, 12),
      );
    });
  });
});
