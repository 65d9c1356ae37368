/**
 * The golden values of the tests in the form of `reported`: numbers as text, so that their digits count, or as they
 * are where they were not printed but computed.
 */

/** @param expected published/expected.json @param lme4 lme4.json */
export function fixtureReports({ key, lme4: golden }, labels, expected, lme4) {
  return [
    ...(golden ? [lme4Report(lme4[golden], labels)] : []),
    ...publishedReports(key, expected[key], labels),
  ];
}

function lme4Report({ remlCriterion, variances, fixed, fixedStandardError, ranef }, labels) {
  return {
    source: 'lme4 1.1.31',
    method: 'REML',
    criterion: remlCriterion,
    variances: byLabel(labels.variances, Object.values(variances)),
    fixed: effects(labels.columns, Object.values(fixed), Object.values(fixedStandardError)),
    // by term, levels in alphabetical order
    blups: Object.values(ranef).flatMap((byColumn) => Object.values(byColumn)),
  };
}

function publishedReports(key, values, labels) {
  if (!values) return [];
  if (key.startsWith('gryphon')) return gryphonReports(values, labels);
  if (key === 'mrode_ex3_1') return [mrodeReport(values, labels)];
  const { vc, se_vc_AI, se_AI, remlcrit, ll, beta, se, h2, h2_se_AI, ml } = values;
  const { cov, ...variances } = vc;
  const reml = {
    source: 'reference',
    method: 'REML',
    criterion: text(remlcrit),
    logLikelihood: text(ll),
    variances: byLabel(labels.variances, Object.values(variances).map(text)),
    covariance: text(cov),
    errors: byLabel(labels.variances, (se_vc_AI ?? se_AI)?.map(text)),
    fixed: effects(labels.columns, beta.map(text), se.map(text)),
    heritability: h2 === undefined ? undefined : [text(h2), text(h2_se_AI)],
  };
  if (!ml) return [reml];
  const deviations = byLabel(labels.variances, (ml.sd ?? ml.sd_sample_batch_resid).map(text));
  const fixed = effects(labels.columns, beta.map(text), ml.se.map(text));
  return [
    reml,
    { source: 'MixedModels.jl tests', method: 'ML', criterion: text(ml.deviance), deviations, fixed },
  ];
}

function gryphonReports({ published, recomputed }, labels) {
  const report = (source, { vc, se_AI, ll, asreml_logl, beta, se, h2, h2_se, h2_se_AI }) => ({
    source,
    method: 'REML',
    logLikelihood: text(ll),
    asremlLogLikelihood: text(asreml_logl),
    variances: byLabel(labels.variances, vc.map(text)),
    errors: byLabel(labels.variances, se_AI?.map(text)),
    fixed: beta && effects(labels.columns, beta.map(text), se.map(text)),
    heritability: h2 === undefined ? undefined : [text(h2), text(h2_se ?? h2_se_AI)],
  });
  return [report('ASReml-R 4.1', published), report('reference', recomputed)];
}

function mrodeReport({ beta, se, blup, ll_at_20_40: ll }, labels) {
  return {
    source: 'Mrode',
    method: 'REML',
    logLikelihood: text(ll),
    fixed: effects(labels.columns, beta.map(text), se.map(text)),
    levels: { label: labels.variances[0], values: blup.map(text) },
  };
}

const text = (value) => (value === undefined ? undefined : String(value));

function byLabel(labels, values) {
  return values && Object.fromEntries(labels.map((label, k) => [label, values[k]]));
}

function effects(columns, estimates, errors) {
  return Object.fromEntries(columns.map((column, k) => [column, [estimates[k], errors[k]]]));
}
