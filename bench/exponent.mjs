/**
 * The exponent of growth: the slope of log y on log x by least squares.
 *
 * @param points `{ x, y }`, both above 0, at least two different x
 */
export function exponent(points) {
  const logs = points.map(({ x, y }) => [Math.log(x), Math.log(y)]);
  const mean = (k) => logs.reduce((sum, log) => sum + log[k], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const products = logs.reduce((sum, log) => sum + (log[0] - x) * (log[1] - y), 0);
  return products / logs.reduce((sum, log) => sum + (log[0] - x) ** 2, 0);
}
