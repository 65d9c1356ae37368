import type { PanelFit, PanelModel } from '../model/types.js';
import { FEW_DEGREES } from './student.js';
import type { PanelPosterior, PosteriorNote } from './types.js';

/** R̂ above this, an effective sample size a chain or an E-BFMI below these: the draws are not to be trusted yet. */
const LARGEST_R_HAT = 1.01;
const LEAST_SIZE = 100;
const LEAST_E_BFMI = 0.3;

/** What a reader of the draws has to know, see docs/bayes.md. */
export function samplerNotes({
  chains,
  draws,
  summary,
  sampler,
  errors,
  model,
  fit,
}: Pick<PanelPosterior, 'chains' | 'draws' | 'summary' | 'sampler' | 'errors'> & {
  model: PanelModel;
  fit: PanelFit;
}): PosteriorNote[] {
  const notes: PosteriorNote[] = [];
  const add = (code: PosteriorNote['code'], message: string): void => void notes.push({ code, message });
  const names = (bad: (row: PanelPosterior['summary'][number]) => boolean): string =>
    summary
      .filter(bad)
      .map(({ name }) => name)
      .join(', ');
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

  if (chains === 1) add('one-chain', 'one chain cannot tell whether it has converged: run four');
  const apart = names(({ rHat }) => rHat > LARGEST_R_HAT);
  if (apart !== '')
    add('r-hat', `R-hat above ${LARGEST_R_HAT}: ${apart}: the chains do not agree, draw more`);
  const least = LEAST_SIZE * chains;
  const few = names(({ essBulk, essTail }) => essBulk < least || essTail < least);
  if (few !== '') add('low-ess', `fewer than ${least} effective draws: ${few}: draw more`);
  const divergences = total(sampler.divergences);
  if (divergences > 0) {
    add(
      'divergences',
      `${divergences} of ${chains * draws} trajectories diverged: the draws may miss a part of the posterior, raise targetAcceptance`,
    );
  }
  const saturated = total(sampler.saturated);
  if (saturated > 0)
    add('tree-depth', `${saturated} of ${chains * draws} trajectories reached maxTreeDepth: raise it`);
  const low = sampler.eBfmi.filter((value) => value < LEAST_E_BFMI).length;
  if (low > 0)
    add(
      'low-e-bfmi',
      `E-BFMI below ${LEAST_E_BFMI} in ${low} of ${chains} chains: draw more, or use tighter priors`,
    );
  const heavy = errors?.degreesOfFreedom.filter((degrees) => degrees < FEW_DEGREES).length ?? 0;
  if (heavy > 0 && errors?.estimated === true) {
    add(
      'few-degrees',
      `${heavy} of ${chains * draws} draws have fewer than ${FEW_DEGREES} degrees of freedom: their covariances df/(df - 2) are more than three times those of the bulk of the periods, and weigh much in means`,
    );
  }
  if (model.scale === 'residual')
    add(
      'plug-in-scales',
      'the residual scales of the assets are taken as known: intervals do not count them',
    );
  const fixed = fit.variances.filter((variance) => variance.fixed === true).map(({ label }) => label);
  if (fixed.length > 0) add('fixed-variances', `fixed and not drawn: ${fixed.join(', ')}`);
  return notes;
}
