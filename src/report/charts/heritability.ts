import { decimal } from '../format.js';
import type { HeritabilityData } from '../time/fits.js';
import type { Draw } from './draw.js';
import { drawGappedLines } from './gapped-lines.js';
import { twoErrors } from './variance-components.js';

/**
 * Heritability by decision with two standard errors on either side, cut to 0 and 1; a diamond where a strategy of the
 * model did something else, on 0 where there is no fit.
 */
export function drawHeritability(
  dates: readonly string[],
  { estimates, standardErrors, minimum, fallbacks }: HeritabilityData,
): Draw {
  const fallen = fallbacks.flatMap((names, k) => (names === null ? [] : [k]));
  return drawGappedLines({
    dates,
    lines: [
      {
        name: 'heritability',
        values: estimates,
        band: twoErrors(estimates, standardErrors, 0, 1),
        hollow: fallen.filter((k) => estimates[k] !== null),
        floating: fallbacks.map((names, k) => (names !== null && estimates[k] === null ? 0 : null)),
        text: (k) => {
          const [estimate, error] = [estimates[k], standardErrors[k]];
          if (estimate === null) return 'no fit';
          return `${decimal(estimate, 3)} ${error === null ? '(no SE)' : `± ${decimal(error, 3)}`}`;
        },
      },
    ],
    threshold: minimum > 0 ? { name: `minHeritability ${minimum}`, value: minimum } : undefined,
    format: (value) => value.toFixed(3),
    yAxis: () => ({ type: 'value', min: 0, max: 1 }),
    note: (k) => {
      const names = fallbacks[k];
      if (names !== null) return `did something else: ${names}`;
      return estimates[k] === null ? 'no fit' : null;
    },
  });
}
