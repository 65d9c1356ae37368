/** A report of another program and our fit of the same model, figure by figure. */

/**
 * @param report of `reported` or of the fixtures
 * @param fit ours, by the same method
 * @returns rows { source, method, quantity, printed, ours }; `printed` is text, or a number that was not rounded
 */
export function compare(report, fit, ratio) {
  const rows = [];
  const add = (quantity, printed, ours) => {
    if (printed !== undefined && ours !== undefined) {
      rows.push({ source: report.source, method: report.method, quantity, printed, ours });
    }
  };
  const estimates = fit.variances.map(({ estimate }) => estimate);
  add('−2ℓ', report.criterion, -2 * fit.logLikelihood);
  add('ℓ', report.logLikelihood, fit.logLikelihood);
  // ASReml leaves the constant out
  const contrasts = fit.residuals.filter((value) => !Number.isNaN(value)).length - fit.fixedEffects.length;
  add('ℓ + ½(n − p) log 2π', report.asremlLogLikelihood, fit.logLikelihood + 0.5 * contrasts * LOG_2_PI);
  fit.variances.forEach(({ label, estimate, standardError }) => {
    add(`variance ${label}`, report.variances?.[label], estimate);
    add(`deviation ${label}`, report.deviations?.[label], Math.sqrt(estimate));
    add(`variance ${label}, error`, report.errors?.[label], standardError);
  });
  add('covariance', report.covariance, fit.covariances?.[0].estimate);
  fit.fixedEffects.forEach(({ label, estimate, standardError }) => {
    add(`effect ${label}`, report.fixed?.[label]?.[0], estimate);
    add(`effect ${label}, error`, report.fixed?.[label]?.[1], standardError);
  });
  add('heritability', report.heritability?.[0], fit.heritability.estimate);
  add('heritability, error', report.heritability?.[1], fit.heritability.standardError);
  add('heritability of a mean', report.ratio, ratio?.(estimates));
  report.levels?.values.forEach((value, k) => {
    const { labels, values } = fit.randomEffects[report.levels.label];
    add(`BLUP ${labels[k]}`, value, values[k]);
  });
  return rows;
}

const LOG_2_PI = 1.8378770664093453;

/** Largest |difference| between BLUPs of a report and ours, by term in alphabetical order of the levels. */
export function blupGaps({ blups }, fit) {
  return Object.entries(fit.randomEffects).map(([label, { labels, values }], k) => {
    const sorted = labels.map((level, i) => [level, values[i]]).sort(([a], [b]) => (a < b ? -1 : 1));
    const gap = sorted.reduce((largest, [, value], i) => Math.max(largest, Math.abs(value - blups[k][i])), 0);
    const size = Math.max(...blups[k].map(Math.abs));
    return { label, count: labels.length, gap, size };
  });
}

/**
 * How far −2ℓ at the variances of a report lies above −2ℓ at ours: 0 at the maximum, positive where ours is the higher
 * likelihood. Null where a report does not have all of them.
 */
export function excess(engine, model, report, fit) {
  if (!report.variances && !report.deviations) return null;
  const { variances = {}, deviations = {}, covariance } = report;
  if (fit.covariances && covariance === undefined) return null;
  const given = Object.fromEntries([
    ...Object.entries(variances).map(([label, value]) => [label, Number(value)]),
    ...Object.entries(deviations).map(([label, value]) => [label, Number(value) ** 2]),
    ...(fit.covariances ?? []).map(({ labels }) => [`cov(${labels.join(', ')})`, Number(covariance)]),
  ]);
  const there = engine.fitMixedModel({ ...model, method: report.method, fixedVariances: given });
  return 2 * (fit.logLikelihood - there.logLikelihood);
}

/**
 * Decimals of a figure that was rounded to them; null for one that was not: a number, or text of so many digits that
 * it is a number written out.
 */
export function decimals(printed) {
  if (typeof printed !== 'string' || printed.replace(/\D|^-?0\.?0*/g, '').length > 13) return null;
  return /\.(\d+)/.exec(printed)?.[1].length ?? 0;
}

/**
 * Whether ours, rounded as a figure is printed, is what is printed; a tie and the binary form of a decimal do not count
 * against it. A plain 0 is an exact zero. Null for a figure that was not rounded.
 */
export function agrees({ printed, ours }) {
  const digits = decimals(printed);
  if (digits === null) return null;
  if (printed === '0') return ours === 0;
  return Math.abs(ours - Number(printed)) <= 0.5 * 10 ** -digits * (1 + 1e-9) + 1e-15;
}
