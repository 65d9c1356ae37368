/** The rows of an example: its strategies, those with a limit on turnover, those of the pooled model. */
import { rowsOf, timed } from './runs.mjs';

/** Assets have means and loadings of their own in the default model; here these come from one distribution. */
const pooledModel = {
  fixed: ['1', 'market'],
  random: ['asset(combined)', 'asset:market(combined)', 'time', 'asset:time(combined)'],
};

/** Strategies that the pooled model changes. */
const pooledStrategies = [
  { name: 'systematic' },
  { name: 'total' },
  {
    name: 'maximumSharpe model',
    objective: 'maximumSharpe',
    covariance: 'ledoitWolf',
    expectedReturns: 'model',
  },
  { name: 'meanVariance model', riskAversion: 5, covariance: 'ledoitWolf', expectedReturns: 'model' },
];

/** The main run and the same with the pooled model, whose strategies stand behind the others. */
export async function mainRows(engine, inputs, label, limits) {
  const { result, rows } = await timed(`${label}, all strategies`, () => rowsOf(engine, inputs, { limits }));
  const config = { ...inputs.config, model: pooledModel, strategies: pooledStrategies };
  const pooled = await timed(`${label}, pooled model`, () =>
    rowsOf(engine, { ...inputs, config }, { suffix: ', pooled' }),
  );
  return { result, rows: [...rows, ...pooled.rows] };
}
