/**
 * Fits of `fitMixedModel` and `fitPanel` beside lme4's `lmer` on the same data, in one session: processor time, and the REML
 * criterion that each reaches. Writes bench/LME4.md. Needs Rscript with lme4; says so and does nothing without.
 *
 *     npm run bench:lme4
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../dist/index.js';
import { crossed, lines, mixedModel, randomPanel } from './lme4-problems.mjs';
import { format, processorMicroseconds, ratio, report } from './measure.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mixfolio-lme4-'));
const R = (...args) => spawnSync('Rscript', ['bench/lme4.R', ...args], { encoding: 'utf8' });

const dataSets = ['sleepstudy', 'Penicillin', 'Dyestuff2', 'InstEval'];
const exported = R('export', folder, ...dataSets);
if (exported.error || exported.status !== 0) {
  process.stdout.write(
    `bench:lme4 is skipped, Rscript with lme4 is not there: ${exported.error?.message ?? exported.stderr.trim()}\n`,
  );
  rmSync(folder, { recursive: true });
  process.exit(0);
}

const engine = await createEngine();
const jobs = [];

function job(name, data, factors, formula, fit) {
  jobs.push({ id: `j${jobs.length}`, name, data, factors, formula, fit });
}
const general = (model) => () => engine.fitMixedModel(model);

function readColumns(name) {
  const [header, ...rows] = readFileSync(join(folder, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return Object.fromEntries(header.map((column, c) => [column, rows.map((row) => row[c])]));
}
function writeColumns(name, columns) {
  const names = Object.keys(columns);
  const rows = Array.from(columns[names[0]], (_, i) => names.map((column) => columns[column][i]).join(','));
  writeFileSync(join(folder, `${name}.csv`), `${[names.join(','), ...rows].join('\n')}\n`);
}

const sleep = readColumns('sleepstudy');
const days = Float64Array.from(sleep.Days, Number);
job(
  'sleepstudy, correlated slopes, 180 observations',
  'sleepstudy',
  'Subject',
  'Reaction ~ Days + (Days | Subject)',
  general(
    mixedModel(Float64Array.from(sleep.Reaction, Number), days, [
      ['intercept', sleep.Subject],
      ['slope', sleep.Subject, days, 'intercept'],
    ]),
  ),
);
const penicillin = readColumns('Penicillin');
job(
  'Penicillin, crossed, 144 observations',
  'Penicillin',
  'plate sample',
  'diameter ~ 1 + (1 | plate) + (1 | sample)',
  general(
    mixedModel(Float64Array.from(penicillin.diameter, Number), null, [
      ['plate', penicillin.plate],
      ['sample', penicillin.sample],
    ]),
  ),
);
const dyestuff = readColumns('Dyestuff2');
job(
  'Dyestuff2, a variance of 0, 30 observations',
  'Dyestuff2',
  'Batch',
  'Yield ~ 1 + (1 | Batch)',
  general(mixedModel(Float64Array.from(dyestuff.Yield, Number), null, [['Batch', dyestuff.Batch]])),
);

for (const [m, r, rho] of [
  [20, 5, 1],
  [100, 10, 0.3],
  [500, 10, 0.3],
]) {
  const columns = lines(m, r, rho);
  const name = `lines${m}`;
  writeColumns(name, columns);
  job(
    `correlated slopes${rho === 1 ? ', true correlation 1' : ''}, ${m} subjects × ${r}`,
    name,
    'subject',
    'y ~ x + (x | subject)',
    general(
      mixedModel(columns.y, columns.x, [
        ['intercept', columns.subject],
        ['slope', columns.subject, columns.x, 'intercept'],
      ]),
    ),
  );
}

for (const [n, a, b] of [
  [2000, 50, 40],
  [20000, 200, 100],
  [50000, 1000, 500],
]) {
  const columns = crossed(n, a, b);
  const name = `crossed${n}`;
  writeColumns(name, columns);
  const terms = [
    ['f', columns.f],
    ['g', columns.g],
  ];
  job(
    `crossed, ${a} and ${b} levels, ${n} observations`,
    name,
    'f g',
    'y ~ 1 + (1 | f) + (1 | g)',
    general(mixedModel(columns.y, null, terms)),
  );
}

for (const [n, T] of [
  [20, 120],
  [50, 500],
  [50, 2500],
]) {
  const { panel, model, columns } = randomPanel(n, T);
  const name = `panel${n}x${T}`;
  writeColumns(name, columns);
  const formula = 'y ~ market + (1 | period) + (1 | asset) + (0 + market | asset)';
  const what = `panel, ${n} assets × ${T} periods`;
  job(`${what}, \`fitPanel\``, name, 'asset period', formula, () => engine.fitPanel(panel, model));
  if (T > 500) continue;
  const terms = [
    ['time', columns.period],
    ['asset', columns.asset],
    ['slope', columns.asset, columns.market],
  ];
  job(
    `${what}, \`fitMixedModel\``,
    name,
    'asset period',
    formula,
    general(mixedModel(columns.y, columns.market, terms)),
  );
}
const evaluations = readColumns('InstEval');
job(
  'InstEval, 2,972 and 1,128 levels, 73,421 observations',
  'InstEval',
  's d',
  'y ~ 1 + (1 | s) + (1 | d)',
  general(
    mixedModel(Float64Array.from(evaluations.y, Number), null, [
      ['s', evaluations.s],
      ['d', evaluations.d],
    ]),
  ),
);

const ours = jobs.map(({ fit, name }) => {
  try {
    const { logLikelihood, converged, variances } = fit();
    if (!converged) throw new Error(`${name}: no convergence`);
    return {
      criterion: -2 * logLikelihood,
      atBoundary: variances.some(({ atBoundary }) => atBoundary),
      time: processorMicroseconds(fit, 5),
    };
  } catch (error) {
    if (error.code !== 'too-large') throw error;
    return { refused: error.code };
  }
});

const quoted = (row) => row.map((cell) => `"${cell}"`).join(',');
const table = [
  ['id', 'data', 'factors', 'formula'],
  ...jobs.map(({ id, data, factors, formula }) => [id, data, factors, formula]),
];
writeFileSync(join(folder, 'jobs.csv'), `${table.map(quoted).join('\n')}\n`);
const run = R('fit', folder);
if (run.status !== 0) throw new Error(run.stderr);
const theirs = readColumns('results');
rmSync(folder, { recursive: true });

const rows = jobs.map(({ name, formula }, k) => {
  const time = 1e6 * Number(theirs.seconds[k]);
  const mine = ours[k];
  const said = theirs.said[k] || (theirs.singular[k] === 'TRUE' ? 'singular' : '');
  const gap = Number(theirs.criterion[k]) - mine.criterion;
  const rounding = 1e-13 * Math.abs(mine.criterion);
  return [
    name,
    `\`${formula.replaceAll('|', '\\|')}\``,
    mine.refused ? `refused, \`${mine.refused}\`` : format(mine.time),
    format(time),
    mine.refused ? '' : ratio(mine.time, time),
    mine.refused
      ? ''
      : Math.abs(gap) < rounding
        ? '0'
        : gap.toExponential(1).replaceAll('-', '−').replace('e+0', ''),
    [mine.atBoundary ? 'ours: at the boundary' : '', said ? `lme4: ${said}` : ''].filter(Boolean).join('; '),
  ];
});
report(
  'bench/LME4.md',
  'Fits beside lme4',
  'npm run bench:lme4',
  ['data', 'model', 'mixfolio', 'lme4', 'ratio', 'criterion of lme4, less ours', 'said'],
  rows,
  ` ${run.stdout}, REML with the defaults of both; times are processor time, and neither uses a second thread; a ratio above 1 is in our favour. The criterion is −2ℓ: above 0 ours is the higher likelihood; a difference of less than 1e−13 of it is rounding and shown as 0.`,
);
