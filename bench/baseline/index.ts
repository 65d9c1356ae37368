/**
 * The engine's algorithms in TypeScript over ml-matrix and npm `quadprog`: what the benchmarks compare it with. The
 * same collapse and search, eigendecompositions by ml-matrix, products by blocked loops (four times as fast as
 * ml-matrix's), programs by quadprog.
 */
export { fitPanel, type PanelFit } from './fit.js';
export { minimumVariance } from './minimum-variance.js';
export { type RollingOptions, type RollingResult, rollingBacktest, strategies } from './rolling.js';
