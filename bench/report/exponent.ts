import type { Curve } from './results.types.js';

/** The exponent of growth over a range of sizes. */
export interface Exponent {
  value: number;
  from: number;
  to: number;
}

/** The slope of log time on log size by least squares; null of fewer than two points. */
export function exponentOf({ points }: Curve, side: 'ours' | 'theirs'): Exponent | null {
  const known = points.flatMap((point) => {
    const time = point[side];
    return time === null ? [] : [{ size: point.x, x: Math.log(point.x), y: Math.log(time) }];
  });
  if (known.length < 2) return null;
  const mean = (of: 'x' | 'y') => known.reduce((sum, point) => sum + point[of], 0) / known.length;
  const [x, y] = [mean('x'), mean('y')];
  const products = known.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const squares = known.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return { value: products / squares, from: known[0].size, to: known[known.length - 1].size };
}
