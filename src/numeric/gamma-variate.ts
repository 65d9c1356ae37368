import { log } from './elementary.js';
import type { RandomStream } from './random.js';

/**
 * Gamma(shape, 1) by the method of Marsaglia and Tsang (2000): d·v, v = (1 + cz)³, d = shape − ⅓, c = 1/√(9d), accepted
 * where log u < ½z² + d − dv + d log v.
 *
 * @param shape 1 or more
 */
export function gammaVariate({ uniform, normal }: RandomStream, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal();
    const root = 1 + c * z;
    if (root <= 0) continue;
    const v = root * root * root;
    // 1 − u is above 0
    if (log(1 - uniform()) < 0.5 * z * z + d - d * v + d * log(v)) return d * v;
  }
}
