import Papa from 'papaparse';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FitResult } from '../../src/fit/types.js';
import { hasShared, shared } from '../support/shared.js';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

const outputs = [
  'blups.csv',
  'fit.json',
  'fitted.csv',
  'fixed-effects.csv',
  'period-influence.csv',
  'residuals.csv',
  'sample-correlations.csv',
  'systematic-correlations.csv',
  'variances.csv',
];
const simple = { fixed: ['1', 'market'], random: ['asset(risk)', 'time'], scale: 'none' };

function readFit(folder: string): FitResult {
  return JSON.parse(readFileSync(join(folder, 'fit.json'), 'utf8')) as FitResult;
}

function readCsv(path: string): string[][] {
  return Papa.parse<string[]>(readFileSync(path, 'utf8'), { skipEmptyLines: true }).data;
}

/** Month-end prices of many assets around one market, each with a cycle of its own. */
function wideMarket(assets: number): string {
  const names = Array.from({ length: assets }, (_, i) => `A${i}`);
  const level = [100, ...names.map(() => 100)];
  const rows = Array.from({ length: 40 }, (_, t) => {
    const date = new Date(Date.UTC(2018, t + 1, 0)).toISOString().slice(0, 10);
    const market = 0.03 * Math.sin(1.7 * t);
    level[0] *= 1 + market;
    names.forEach((_, i) => (level[i + 1] *= 1 + 0.8 * market + 0.02 * Math.sin((i + 2) * t * t)));
    return `${date},${level.map((price) => price.toFixed(6)).join(',')}\n`;
  });
  return `date,MKT,${names.join(',')}\n${rows.join('')}`;
}

describe('mixfolio fit', () => {
  it('prints posteriors of variances and weights, and has them in JSON', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const study = writeStudy(folder);
    const { status, stdout } = await runCli(['fit', '--config', study, '--bayes'], folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Posterior +Mean +SD +5 % +50 % +95 % +R-hat +Bulk ESS +Tail ESS$/m);
    expect(stdout).toMatch(/^Minimum-variance weights +Mean +5 % +50 % +95 % +Mean covariance +Held$/m);
    const json = await runCli(['fit', '--config', study, '--bayes', '--json'], folder);
    const { bayes, variances } = JSON.parse(json.stdout) as FitResult;
    expect(bayes!.summary.map(({ name }) => name)).toEqual([
      ...variances.map(({ label }) => label),
      'heritability',
    ]);
    const total = bayes!.weights.reduce((sum, { mean }) => sum + mean, 0);
    expect(total).toBeCloseTo(1, 8);
    const plain = await runCli(['fit', '--config', study, '--json'], folder);
    expect(JSON.parse(plain.stdout)).not.toHaveProperty('bayes');
  });

  it('draws the degrees of freedom of t errors too', { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    const heavy = writeStudy(folder, { model: { errors: { kind: 't' } } });
    const tails = await runCli(['fit', '--config', heavy, '--bayes', '--json'], folder);
    const posterior = (JSON.parse(tails.stdout) as FitResult).bayes!;
    expect(posterior.summary.map(({ name }) => name).at(-2)).toBe('degreesOfFreedom');
    expect(posterior.errors).toMatchObject({ estimated: true, prior: { shape: 2, rate: 0.1, above: 2.1 } });
    expect(posterior.errors!.weights).toHaveLength(59);
  });

  it('prints the degrees of freedom of t errors and the periods that count least, and writes all weights', async () => {
    const folder = temporaryFolder();
    const rows = monthlyPrices().trimEnd().split('\n');
    const crashed = rows.map((line, t) => {
      const [date, market, ...others] = line.split(',');
      return t < 31
        ? line
        : [date, market, ...others.map((price, i) => (Number(price) * (0.8 - 0.1 * i)).toFixed(4))].join(',');
    });
    const study = writeStudy(folder, { model: { errors: { kind: 't' } } }, `${crashed.join('\n')}\n`);
    const { status, stdout } = await runCli(['fit', '--config', study, '--out', 'out'], folder);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Log-likelihood +\d+\.\d{4} \(REML, t errors\)$/m);
    expect(stdout).toMatch(
      /^Errors +t with \d+\.\d+ degrees of freedom \(standard error \d+(?:\.\d+)?\), estimated, \d+ iterations of the weights$/m,
    );
    expect(stdout).toMatch(/^Weights by period {2}0\.0\d+ to \d\.\d+ \(t errors, 1 is a usual period\)$/m);
    const bars = [...stdout.matchAll(/^ {2}20\d\d-\d\d-\d\d {2}([▁-█]+)$/gm)]
      .map(([, line]) => line)
      .join('');
    expect(bars).toHaveLength(59);
    expect([...bars].filter((bar) => bar === '▁')).toHaveLength(1);
    expect(bars[29]).toBe('▁'); // 2020-07-31
    expect(stdout).toMatch(/^Lowest weights +Weight\n2020-07-31 +0\.0/m);
    const [header, ...weights] = readCsv(join(folder, 'out', 'period-weights.csv'));
    expect(header).toEqual(['period', 'weight']);
    expect(weights).toHaveLength(59);
    const { errors } = readFit(join(folder, 'out')).model;
    const lowest = weights.map(([period, weight]) => ({ period, weight: Number(weight) }));
    lowest.sort((a, b) => a.weight - b.weight);
    expect(errors!.lowestWeights).toEqual(lowest.slice(0, 5));
  });

  it('prints the model, its effects, variances and covariances, and writes nothing without --out', async () => {
    const folder = temporaryFolder();
    const run = await runCli(['fit', '--config', writeStudy(folder)], folder);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    for (const line of [
      /^Model +return ~ 0 \+ asset \+ asset:market \+ \(1 \| time\) \+ \(1 \| asset:time, combined\)$/m,
      /^Assets +4: AAA BBB CCC DDD$/m,
      /^Periods +59 months, 2018-02-28 to 2022-12-31$/m,
      /^Market +MKT, an asset that is no part of the fit$/m,
      /^Fixed effects by asset +asset +SE +t +asset:market +SE +t$/m,
      /^AAA( +\S+){6}$/m,
      /^residual +\S+ +\S.* \d+\.\d %$/m,
      /^Heritability +\S/m,
      /^Log-likelihood +\d+\.\d{4} \(REML\)$/m,
      /^Converged +yes, \d+ iterations?, KKT residual /m,
      /^ {2}time: 59 effects, /m,
      /^Most related, combined +K +Least related +K$/m,
      /^[A-Z]{3}–[A-Z]{3} +0\.\d{3} +[A-Z]{3}–[A-Z]{3} +0\.\d{3}$/m,
      /^systematic +\d/m,
      /^idiosyncratic +singular$/m,
      /^ {2}posterior: \d+ % of its residual part are the model’s, k [\d.∞]+ beside ν \d+\.\d, log evidence \d+\.\d above that of the model alone$/m,
      /^Systematic correlations$/m,
      /^DDD( +−?[01]\.\d\d){4}$/m,
    ])
      expect(run.stdout).toMatch(line);
    // neither a terminal nor colours
    // eslint-disable-next-line no-control-regex
    expect(run.stdout).not.toMatch(/\u001b/);
    expect(readdirSync(folder).sort()).toEqual(['prices.csv', 'study.json']);
  });

  it('fits by maximum likelihood, and without the fixed effects that are combinations of others', async () => {
    const folder = temporaryFolder();
    const fixed = ['1', 'asset', 'asset:market'];
    const model = { method: 'ML', aliased: 'drop', fixed };
    const config = writeStudy(folder, { model });
    const { status, stdout } = await runCli(['fit', '--config', config, '--tests']);
    expect(status).toBe(0);
    for (const line of [
      /^Model +return ~ 0 \+ asset \+ asset:market \+ \(1 \| time\) \+ \(1 \| asset:time, combined\)$/m,
      /left out as combinations of other fixed effects: 1$/m,
      /^Log-likelihood +\d+\.\d{4} \(ML\)$/m,
      // 3 variances, 8 fixed effects, 4 residual scales
      /^AIC, BIC +−?\d+\.\d\d, −?\d+\.\d\d \(ML, 15 parameters\)$/m,
      /^time +\d+\.\d\d +½χ²₀ \+ ½χ²₁ +[<01]\S+$/m,
    ])
      expect(stdout).toMatch(line);
    const result = JSON.parse((await runCli(['fit', '--config', config, '--json'])).stdout) as FitResult;
    expect(result).toMatchObject({ method: 'ML', dropped: ['1'] });
    expect(result.model.fixed).toEqual(['asset', 'asset:market']);
    expect(result.variances.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);

    const refused = await runCli(['fit', '--config', writeStudy(folder, { model: { fixed } })]);
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('the fixed effect "1" is a combination of the other fixed effects');
  });

  it('prints criteria, an interval, reliabilities and a look at the residuals; tests when asked', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder);
    const { stdout } = await runCli(['fit', '--config', config, '--tests']);
    for (const line of [
      /^AIC, BIC +−?\d+\.\d\d, −?\d+\.\d\d \(REML, 3 variances and 4 scales\)$/m,
      /^Interval of h² +[01]\.\d{3} to [01]\.\d{3} \(95 %, profile likelihood\)$/m,
      /^Without the term +2Δℓ +Distribution +p$/m,
      /^time +\d+\.\d\d +½χ²₀ \+ ½χ²₁ +[<01]\S+$/m,
      /^Reliability of BLUPs +Mean +From, to$/m,
      /^Residuals +Skewness .* Breusch–Pagan p \(market\)$/m,
      /^Periods that move the variances +Cook's D( +\S+, SE){2,3}\n20\d\d-\d\d-\d\d +\d\.\d{3}( +[+−]?\d+\.\d\d){2,3}$/m,
      /^all( +[−<]?\d\S*){6}$/m,
      /^Periods farthest from the model, δ²\n( {2}20\d\d-\d\d-\d\d +\S+ \(4 assets\)\n){5}/m,
    ])
      expect(stdout).toMatch(line);
    const { inference } = JSON.parse(
      (await runCli(['fit', '--config', config, '--json'])).stdout,
    ) as FitResult;
    expect(inference).toMatchObject({
      tests: null,
      criteria: { method: 'REML', parameters: 7, variances: 3, scales: 4 },
      notes: [],
    });
  });

  it('prints a residual variance a group, a test of equal ones, and the groups in fit.json', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder, {
      classes: { Near: ['AAA', 'BBB'], Far: ['CCC', 'DDD'] },
      model: { residualGroups: { assets: 'class', periods: 'regime' } },
    });
    const { stdout } = await runCli(['fit', '--config', config, '--tests', '--out', 'out'], folder);
    for (const line of [
      /^Groups +a residual variance by class and regime$/m,
      /^residual\[Near:High\] +\S+ +\S.* \d+\.\d %$/m,
      /^residual\[Far:Normal\] +\S+ +\S.* \d+\.\d %$/m,
      /^AIC, BIC +.*\(REML, 8 variances and 4 scales\)$/m,
      /^residual groups +\d+\.\d\d +χ²₅ +[<01]\S+$/m,
    ])
      expect(stdout).toMatch(line);
    const { model, variances } = readFit(join(folder, 'out'));
    expect(model.residualGroups).toEqual({ assets: 'class', periods: 'regime' });
    expect(variances.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    const written = readCsv(join(folder, 'out', 'variances.csv')).slice(1);
    expect(written.map(([label]) => label)).toEqual(variances.map(({ label }) => label));
  });

  it('prints persistent effects as breeding values, the largest first', async () => {
    const folder = temporaryFolder();
    const { stdout } = await runCli(['fit', '--config', writeStudy(folder, { model: simple })]);
    const [, block] = /^BLUPs of asset\(risk\), the largest first\n((?: {2}.*\n)+)/m.exec(stdout)!;
    const rows = block
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ +/));
    expect(rows.map(([asset]) => asset).sort()).toEqual(['AAA', 'BBB', 'CCC', 'DDD']);
    const values = rows.map(([, value]) => Number(value.replaceAll('−', '-')));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    for (const row of rows)
      expect(row.slice(2)).toEqual(['reliability', expect.stringMatching(/^(0\.\d\d|–)$/)]);
    expect(stdout).toMatch(/^Fixed effect +Estimate +SE +t\n1 .*\nmarket /m);
  });

  it('fits a model that is written as a formula', async () => {
    const folder = temporaryFolder();
    const formula = 'return ~ market + (1 | asset, risk) + (1 | time)';
    const out = (name: string) => join(folder, name);
    await runCli(['fit', '--config', writeStudy(folder, { model: simple }), '--out', out('lists')]);
    const study = writeStudy(folder, { model: { formula, scale: 'none' } });
    const run = await runCli(['fit', '--config', study, '--out', out('formula')]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout.split('\n')[0].replace(/^Model +/, '')).toBe(formula);
    const fit = readFit(out('formula'));
    expect(fit.formula).toBe(formula);
    expect(fit.model).toMatchObject({ fixed: simple.fixed, random: simple.random });
    expect(fit).toEqual(readFit(out('lists')));
  });

  it('refuses what is no formula with its column, with 2', async () => {
    const folder = temporaryFolder();
    const study = writeStudy(folder, { model: { formula: 'return ~ (1 + market | asset, risk)' } });
    const run = await runCli(['fit', '--config', study]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain(
      'at column 15 expected one effect: a panel has independent intercepts and slopes',
    );
    expect(run.stderr).toMatch(
      /^hint: write a term each, \(1 \| asset, risk\) \+ \(0 \+ market \| asset, risk\)/m,
    );
  });

  it('writes its files, whose numbers are those of fit.json, bit for bit', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'results', 'fit');
    const config = writeStudy(folder, { model: simple });
    const run = await runCli(['fit', '--config', config, '--out', out]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout.endsWith(`Files: ${out}\n`)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(outputs);

    const fit = readFit(out);
    const effects = readCsv(join(out, 'fixed-effects.csv'));
    expect(effects[0]).toEqual(['label', 'term', 'asset', 'estimate', 'standardError', 'tValue']);
    expect(
      effects.slice(1).map(([label, term, asset, ...cells]) => [label, term, asset, ...cells.map(Number)]),
    ).toEqual(fit.fixedEffects.map((e) => [e.label, e.term, '', e.estimate, e.standardError, e.tValue]));
    for (const { estimate, standardError, tValue } of fit.fixedEffects)
      expect(tValue).toBe(estimate / standardError);

    const [, ...variances] = readCsv(join(out, 'variances.csv'));
    expect(variances.map(([label, estimate, , , share]) => [label, Number(estimate), Number(share)])).toEqual(
      fit.variances.map(({ label, estimate, share }) => [label, estimate, share]),
    );
    const [, ...blups] = readCsv(join(out, 'blups.csv'));
    expect(
      blups.slice(0, 4).map(([term, asset, period, value]) => [term, asset, period, Number(value)]),
    ).toEqual(fit.persistentEffects[0].effects.map(({ asset, value }) => ['asset(risk)', asset, '', value]));
    expect(blups.slice(4).map(([term, asset]) => [term, asset])).toEqual(Array(59).fill(['time', '']));

    const [head, ...influence] = readCsv(join(out, 'period-influence.csv'));
    const { components, periods } = fit.inference!.influence!;
    expect(head).toEqual(['period', 'observations', 'cookDistance', ...components]);
    expect(influence.map(([period, ...cells]) => [period, ...cells.map(Number)])).toEqual(
      periods.map((own) => [own.period, own.observations, own.cookDistance, ...own.standardized]),
    );

    const [header, ...correlations] = readCsv(join(out, 'sample-correlations.csv'));
    expect(header.slice(1)).toEqual(fit.correlations.assets);
    expect(correlations.flatMap(([, ...cells]) => cells.map(Number))).toEqual(fit.correlations.sample);
  });

  it('writes fitted values and residuals that add up to the returns', async () => {
    const folder = temporaryFolder();
    await runCli(['fit', '--config', writeStudy(folder), '--out', folder]);
    const fitted = readCsv(join(folder, 'fitted.csv'));
    const residuals = readCsv(join(folder, 'residuals.csv'));
    expect(fitted[0]).toEqual(['period', 'AAA', 'BBB', 'CCC', 'DDD']);
    expect(residuals[0]).toEqual(fitted[0]);
    expect(fitted).toHaveLength(60);
    const prices = monthlyPrices()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    fitted.slice(1).forEach(([period, ...cells], t) => {
      expect(period).toBe(prices[t + 2][0]);
      cells.forEach((cell, i) => {
        const simpleReturn = Number(prices[t + 2][i + 2]) / Number(prices[t + 1][i + 2]) - 1;
        expect(Number(cell) + Number(residuals[t + 1][i + 1])).toBeCloseTo(simpleReturn, 14);
      });
    });
  });

  it('prints with --json what fit.json holds, and nothing else', async () => {
    const folder = temporaryFolder();
    const run = await runCli(['fit', '--config', writeStudy(folder), '--out', folder, '--json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toBe(readFileSync(join(folder, 'fit.json'), 'utf8'));
  });

  it('fits to the last periods, or up to another date, when told so', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder);
    const periods = async (...args: string[]) =>
      (JSON.parse((await runCli(['fit', '--config', config, '--json', ...args])).stdout) as FitResult).data
        .periods;
    expect(await periods('--train', '24')).toEqual({ count: 24, first: '2021-01-31', last: '2022-12-31' });
    expect(await periods('--all')).toEqual({ count: 59, first: '2018-02-28', last: '2022-12-31' });
    expect(await periods('--to', '2020-06-30', '--train', '12')).toEqual({
      count: 12,
      first: '2019-07-31',
      last: '2020-06-30',
    });
  });

  it('cuts the tables of a wide universe and says where the rest is', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(
      folder,
      { model: { fixed: ['asset:market'], random: ['asset(risk)'], scale: 'none' } },
      wideMarket(40),
    );
    const { stdout } = await runCli(['fit', '--config', config, '--out', join(folder, 'out')]);
    const place = `the files in ${join(folder, 'out')}`;
    expect(stdout).toContain(`A29 `);
    expect(stdout).toContain(`  and 10 more, see ${place}\n`);
    expect(stdout.match(/ {2}and 10 more/g)).toHaveLength(3);
    expect(stdout).toContain(`Sample correlations\n  of 41 assets: see ${place}\n`);
    expect(readCsv(join(folder, 'out', 'sample-correlations.csv'))).toHaveLength(42);
  });

  it('fits the stocks of the example, whose market is a file of its own', async () => {
    const run = await runCli(['fit', '--config', 'examples/stocks.json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toMatch(/^Assets +4: MSFT AMZN IBM AAPL$/m);
    expect(run.stdout).toMatch(/^Market +price of .*sp500\.csv$/m);
    expect(run.stdout).toMatch(/^ {2}GOOG sat out: 55 of 122 returns missing, first 2000-02-29$/m);
  });
});

describe('a fit with the average as the market', () => {
  it('has no time effect, says so, and shows the others', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder, { market: 'average' });
    const run = await runCli(['fit', '--config', config, '--out', join(folder, 'out')]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('the term "time" is left out');
    const fit = JSON.parse(readFileSync(join(folder, 'out', 'fit.json'), 'utf8')) as FitResult;
    expect(fit.variances.map(({ label }) => label)).toEqual(['asset:time(combined)', 'residual']);
    expect(fit.periodEffects.map(({ term }) => term)).toEqual(['asset:time(combined)']);
    const shares = fit.variances.map(({ share }) => share);
    expect(shares[0] + shares[1]).toBeCloseTo(1, 12);
    // an asset in a period each: 59 of five
    expect(readCsv(join(folder, 'out', 'blups.csv'))).toHaveLength(1 + 59 * 5);
  });
});

describe.skipIf(!hasShared)('the study of ten ETFs', () => {
  it.each([
    ['study.json', ['time', 'asset:time(combined)']],
    ['study-simple.json', ['asset(combined)']],
    ['study-full.json', ['asset(combined)', 'time', 'asset:time(combined)']],
  ])('fits the model of examples/%s to its 60 months', async (name, random) => {
    const prices = shared('data/etf10_adj.csv');
    const run = await runCli(['fit', '--config', `examples/${name}`, '--prices', prices, '--json']);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const fit = JSON.parse(run.stdout) as FitResult;
    expect(fit.data.periods).toEqual({ count: 60, first: '2020-08-31', last: '2025-07-31' });
    expect(fit.model).toMatchObject({ random, converged: true, path: 'spectral' });
    for (const { atBoundary, estimate } of fit.variances) expect(estimate === 0).toBe(atBoundary);
  });
});

describe('a fit that fails', () => {
  async function failing(changes: Record<string, unknown>, status: number, code: string, ...args: string[]) {
    const folder = temporaryFolder();
    const out = join(folder, 'out');
    const run = await runCli(['fit', '--config', writeStudy(folder, changes), '--out', out, ...args]);
    expect(run).toMatchObject({ status, stdout: '' });
    expect(run.stderr).toMatch(/^error \[[a-z-]+\]: .*\nhint: .*\n$/);
    expect(run.stderr).toContain(`error [${code}]`);
    expect(existsSync(out)).toBe(false);
    return run.stderr;
  }

  it('exits with 2 for a model that cannot be fitted, and says what to do', async () => {
    const stderr = await failing({ model: { random: ['asset(combined)'] } }, 2, 'no-information');
    expect(stderr).toContain('hint: leave the term out');
  });

  it('exits with 2 for asset:time without a kernel, and says what to write', async () => {
    const stderr = await failing({ model: { random: ['time', 'asset:time'] } }, 2, 'bad-value');
    expect(stderr).toContain('which is the residual');
    expect(stderr).toContain('asset:time(combined)');
  });

  it('exits with 2 for a date that is none, and with 3 for more periods than there are', async () => {
    await failing({}, 2, 'bad-value', '--to', 'yesterday');
    await failing({}, 3, 'too-few-periods', '--train', '60');
  });

  it.each([
    ['no configuration', [], "required option '--config <file>' not specified"],
    ['a train that is no number', ['--config', 'x', '--train', '2.5'], 'a number of periods'],
    ['train beside all', ['--config', 'x', '--train', '24', '--all'], 'cannot be used with'],
  ])('exits with 2 for bad usage: %s', async (_, args, message) => {
    const { status, stdout, stderr } = await runCli(['fit', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('error [usage]');
    expect(stderr).toContain(message);
  });

  it('leaves it to a backtest to fall back, which says that the model took no part', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder, { model: { random: ['asset(combined)'] } });
    expect((await runCli(['fit', '--config', config])).status).toBe(2);
    const run = await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('the model could be fitted in none of the 12 windows');
  });

  it('leaves the file that stands where the folder should be alone', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder);
    writeFileSync(join(folder, 'mine'), 'mine');
    const run = await runCli(['fit', '--config', config, '--out', join(folder, 'mine')]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('error [not-a-folder]');
    expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('mine');
  });
});
