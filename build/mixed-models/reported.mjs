/**
 * What manuals and vignettes print, by model; strings, since their digits count. `variances` and `errors` (standard
 * errors) are by term, `fixed` holds an estimate and its standard error by column.
 */

const manual = { source: 'MixedModels.jl manual', method: 'ML' };
const tests = { source: 'MixedModels.jl tests', method: 'ML' };
const quoted = { source: 'lme4, in sommer’s vignette', method: 'REML' };
const sommer = { source: 'sommer 4.4.4', method: 'REML' };
const site = { source: 'sommer 4.4.88', method: 'REML' };

export const reported = {
  dyestuff: [
    {
      ...manual,
      criterion: '327.32706',
      variances: { Batch: '1388.3334', residual: '2451.2500' },
      fixed: { '(Intercept)': ['1527.5', '17.6946'] },
    },
  ],
  dyestuff2: [
    {
      ...manual,
      criterion: '162.873037',
      variances: { Batch: '0.000000', residual: '13.346099' },
      fixed: { '(Intercept)': ['5.6656', '0.666986'] },
    },
  ],
  penicillin: [
    {
      ...manual,
      criterion: '332.18835',
      variances: { plate: '0.71497949', sample: '3.13519326', residual: '0.30242640' },
      fixed: { '(Intercept)': ['22.9722', '0.744596'] },
    },
  ],
  pastes: [
    {
      ...manual,
      criterion: '247.99447',
      variances: { sample: '8.4336167', batch: '1.1991787', residual: '0.6780021' },
      fixed: { '(Intercept)': ['60.0533', '0.642136'] },
    },
  ],
  sleepstudy_int: [
    { ...quoted, variances: { intercept: '1378.2', residual: '960.5' } },
    { ...sommer, variances: { intercept: '1378.158', residual: '960.458' } },
    { ...site, variances: { intercept: '1377.9644', residual: '960.4978' } },
  ],
  sleepstudy_slope: [
    { ...quoted, variances: { slope: '52.71', residual: '842.03' } },
    { ...tests, criterion: '1774.080315280528' },
    { ...sommer, variances: { slope: '52.70946', residual: '842.02736' } },
    { ...site, variances: { slope: '52.70898', residual: '842.09199' } },
  ],
  sleepstudy_zerocorr: [
    { ...quoted, variances: { intercept: '627.57', slope: '35.86', residual: '653.58' } },
    {
      ...tests,
      criterion: '1752.0032551398835',
      fixed: {
        1: ['251.40510484848585', '6.707710260366577'],
        Days: ['10.467285959595715', '1.5193083237479683'],
      },
    },
    { ...sommer, variances: { intercept: '627.54087', slope: '35.86008', residual: '653.58305' } },
    { ...site, variances: { intercept: '627.55204', slope: '35.85471', residual: '653.58238' } },
  ],
  sleepstudy_slopes: [
    { ...quoted, variances: { intercept: '612.10', slope: '35.07', residual: '654.94' } },
    {
      ...manual,
      criterion: '1751.93934',
      variances: { intercept: '565.51067', slope: '32.68212', residual: '654.94145' },
      covariance: '11.057',
      fixed: { 1: ['251.405', '6.63226'], Days: ['10.4673', '1.50224'] },
    },
    {
      ...sommer,
      variances: { intercept: '612.081194', slope: '35.073186', residual: '654.939143' },
      covariance: '9.604358',
    },
  ],
  oxboys: [
    {
      ...manual,
      criterion: '725.96769',
      variances: { intercept: '62.7908550', slope: '2.7117290', residual: '0.4354519' },
      fixed: { 1: ['149.372', '1.55464'], age: ['6.52547', '0.329771'] },
    },
  ],
  dtexample_boundary: [
    {
      ...sommer,
      variances: {
        Name: '3.718326',
        Env: '12.008785',
        'Env:Name': '5.152831',
        'Env:Block': '0',
        residual: '4.366107',
      },
      ratio: '0.6032698',
    },
    {
      ...site,
      variances: {
        Name: '3.718493',
        Env: '12.00829',
        'Env:Name': '5.152159',
        'Env:Block': '0.00008246712',
        residual: '4.366550',
      },
      ratio: '0.6032952',
    },
  ],
  dtexample_single: [
    { ...sommer, variances: { Name: '6.529', residual: '13.868' }, fixed: { 1: ['11.74', '0.4876'] } },
    { ...site, variances: { Name: '6.533', residual: '13.865' }, fixed: { 1: ['11.74'] } },
  ],
  dtexample_main: [
    {
      ...sommer,
      variances: { Name: '4.856', residual: '8.109' },
      fixed: { 1: ['16.385', '0.5849'], 'CA.2012': ['-5.688', '0.5741'], 'CA.2013': ['-6.218', '0.6107'] },
    },
    {
      ...site,
      variances: { Name: '4.857', residual: '8.107' },
      fixed: { 1: ['16.385'], 'CA.2012': ['-5.688'], 'CA.2013': ['-6.218'] },
    },
  ],
  dtexample_diag: [
    {
      ...sommer,
      variances: { 'CA.2011': '17.493', 'CA.2012': '5.337', 'CA.2013': '7.884', residual: '4.381' },
      fixed: { 1: ['16.621', '0.9481'], 'CA.2012': ['-5.958', '1.0454'], 'CA.2013': ['-6.662', '1.0981'] },
    },
    {
      ...site,
      variances: { 'CA.2011': '17.468', 'CA.2012': '5.339', 'CA.2013': '7.886', residual: '4.381' },
      fixed: { 1: ['16.621'], 'CA.2012': ['-5.958'], 'CA.2013': ['-6.662'] },
    },
  ],
  dtexample_compound: [
    {
      ...sommer,
      variances: { Name: '3.682', 'Env:Name': '5.173', residual: '4.366' },
      fixed: { 1: ['16.496', '0.6855'], 'CA.2012': ['-5.777', '0.7558'], 'CA.2013': ['-6.380', '0.7960'] },
    },
    {
      ...site,
      variances: { Name: '3.683', 'Env:Name': '5.171', residual: '4.367' },
      fixed: { 1: ['16.496'], 'CA.2012': ['-5.777'], 'CA.2013': ['-6.380'] },
    },
  ],
  cpdata_color_A: [{ ...sommer, heritability: ['0.6512605'] }],
};
