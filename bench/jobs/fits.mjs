/** One REML fit of the default model beside the baseline's. */
import { simulatedPanel } from '../problems.mjs';

export function fitJobs({ engine, baseline, quick }) {
  const sizes = [
    [9, 24],
    [50, 120],
    [100, 252],
  ];
  return (quick ? sizes.slice(0, 2) : sizes).map(([n, T]) => {
    const { panel, model } = simulatedPanel(n, T);
    const theirs = () =>
      baseline.fitPanel(panel.returns, panel.covariates.market, model.kernels.K.values).variances;
    return {
      id: `fit-${n}x${T}`,
      group: 'fits',
      name: `REML fit, ${n} assets × ${T} periods`,
      ours: () => engine.fitPanel(panel, model),
      note: 'with all effects, standard errors and fitted values, which the baseline does without',
      peers: [
        {
          name: 'baseline',
          run: theirs,
          gap: () => gapOfVariances(engine.fitPanel(panel, model).variances, theirs()),
          limit: 1e-8,
        },
      ],
    };
  });
}

/** Largest difference of variances in units of their sum. */
export function gapOfVariances(ours, theirs) {
  const total = ours.reduce((sum, { estimate }) => sum + estimate, 0);
  return ours.reduce((gap, { estimate }, k) => Math.max(gap, Math.abs(estimate - theirs[k])), 0) / total;
}
