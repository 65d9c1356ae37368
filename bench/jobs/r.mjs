/** The same panel through lme4 and the same programs through quadprog, where `Rscript` has them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomPanel } from '../lme4-problems.mjs';
import { simulatedCovariance } from '../problems.mjs';
import { timed } from '../sampling.mjs';
import { gapOfVariance, longOnly } from './programs.mjs';

/** @returns records as `runJobs` has them, `versions`, and why something was not run */
export async function rJobs({ engine, quick }, seconds) {
  const [fits, programs] = [
    await besideLme4(engine, quick, seconds),
    await besideQuadprog(engine, quick, seconds),
  ];
  return {
    records: [...fits.records, ...programs.records],
    versions: [...new Set([fits.versions, programs.versions].filter(Boolean))],
    skipped: [fits.skipped, programs.skipped].filter(Boolean),
  };
}

function besideLme4(engine, quick, seconds) {
  return inFolder(async (folder) => {
    const problems = (
      quick
        ? [[20, 120]]
        : [
            [20, 120],
            [50, 500],
          ]
    ).map(([n, T]) => ({ n, T, ...randomPanel(n, T) }));
    const jobs = problems.map(({ n, T, columns }) => {
      const names = Object.keys(columns);
      const rows = Array.from(columns.y, (_, i) => names.map((name) => columns[name][i]).join(','));
      writeFileSync(join(folder, `panel${n}x${T}.csv`), `${[names.join(','), ...rows].join('\n')}\n`);
      const formula = 'y ~ market + (1 | period) + (1 | asset) + (0 + market | asset)';
      return `"panel-${n}x${T}","panel${n}x${T}","asset period","${formula}"`;
    });
    writeFileSync(join(folder, 'jobs.csv'), `id,data,factors,formula\n${jobs.join('\n')}\n`);
    const run = R(['bench/lme4.R', 'fit', folder], 'lme4');
    if (run.skipped) return run;
    const theirs = readRows(join(folder, 'results.csv'));
    const records = [];
    for (const [k, { n, T, panel, model }] of problems.entries()) {
      const fit = () => engine.fitPanel(panel, model);
      const gap = Math.abs(Number(theirs[k].criterion) / (-2 * fit().logLikelihood) - 1);
      const time = 1e6 * Number(theirs[k].seconds);
      records.push(
        await record(fit, seconds, {
          id: `lme4-${n}x${T}`,
          name: `REML fit, ${n} assets × ${T} periods, random intercepts, slopes and periods`,
          peer: { name: 'lme4', median: time, low: null, high: null, gap, limit: 1e-8 },
          note: 'gap of the criterion',
        }),
      );
    }
    return { records, versions: run.versions };
  });
}

function besideQuadprog(engine, quick, seconds) {
  return inFolder(async (folder) => {
    const sizes = quick ? [10, 50] : [10, 50, 100, 200];
    for (const n of sizes) {
      const P = simulatedCovariance(n);
      const rows = Array.from({ length: n }, (_, i) => P.subarray(i * n, (i + 1) * n).join(','));
      writeFileSync(join(folder, `P-${n}.csv`), `${rows.join('\n')}\n`);
    }
    const run = R(['bench/quadprog.R', folder], 'quadprog');
    if (run.skipped) return run;
    const times = readRows(join(folder, 'times.csv'));
    const records = [];
    for (const n of sizes) {
      const P = simulatedCovariance(n);
      const problem = longOnly(n, P);
      const weights = readFileSync(join(folder, `weights-${n}.csv`), 'utf8')
        .trim()
        .split('\n')
        .map(Number);
      const row = times.find((time) => Number(time.n) === n);
      const [median, low, high] = [row.seconds, row.low, row.high].map((value) => 1e6 * Number(value));
      records.push(
        await record(() => engine.solveQP(problem), seconds, {
          id: `r-quadprog-${n}`,
          name: `long-only minimum variance, n = ${n}`,
          peer: {
            name: 'R quadprog',
            median,
            low,
            high,
            gap: gapOfVariance(P, weights, engine.solveQP(problem).x),
            limit: 1e-8,
          },
          note: '',
        }),
      );
    }
    return { records, versions: run.versions };
  });
}

async function record(ours, seconds, { id, name, peer, note }) {
  if (!(peer.gap <= peer.limit)) throw new Error(`${name}: ${peer.name} differs by ${peer.gap}`);
  const [times] = await timed([ours], seconds);
  const { name: against, median, low, high, gap } = peer;
  const ratio = median / times.median;
  const theirs = { name: against, median, low, high, samples: null, gap, ratio, reason: '' };
  return { id, group: 'R', name, ours: times, note, peers: [{ ...theirs, note: 'processor time' }] };
}

function R(args, library) {
  const run = spawnSync('Rscript', args, { encoding: 'utf8' });
  if (!run.error && run.status === 0) return { versions: run.stdout };
  const why = run.error ? 'there is no Rscript' : run.stderr.trim().split('\n').at(-1);
  return { records: [], versions: '', skipped: `${library} in R was not run: ${why}` };
}

function readRows(file) {
  const [header, ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(header.map((name, k) => [name, row[k]])));
}

async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-r-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
