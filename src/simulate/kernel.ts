import { classesFromMembers } from '../data/classes.js';
import { ModelError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import { classFeatures } from '../kernels/class-features.js';
import { combineKernels } from '../kernels/combine.js';
import { relationshipKernel } from '../kernels/relationship.js';
import type { FeatureTable, Kernel } from '../kernels/types.js';
import { semidefiniteFactor } from '../numeric/semidefinite-factor.js';
import type { MarketProcess } from './types.js';
import type { Universe } from './universe.js';

/**
 * The kernel that effects are drawn from by default: 0.6·class + 0.4·risk, as a backtest combines them, of the true
 * classes and the true characteristics: mean α + β·mean_m, beta, volatility √(β²σ_m² + s²), standardised across
 * assets. Where no class tells the assets apart it is the risk kernel.
 */
export function simulatedKernel(universe: Universe, market: MarketProcess): Kernel {
  const risk = relationshipKernel(characteristicsOf(universe, market));
  const indicators = classFeatures(classesFromMembers(universe.classes, universe.assets));
  if (indicators.names.length === 0) return risk;
  return combineKernels({ class: relationshipKernel(indicators), risk }, { class: 0.6, risk: 0.4 });
}

/**
 * A given kernel over these assets and its lower factor L, LL' = K.
 *
 * @throws ModelError `kernel-not-semidefinite`, and what is wrong with labels, size or symmetry
 */
export function factoredKernel(
  kernel: Kernel,
  assets: readonly string[],
): { kernel: Kernel; factor: Float64Array } {
  const values = kernelBlock('K', kernel, assets);
  const factor = semidefiniteFactor(values, assets.length);
  if (factor === null) {
    throw new ModelError(
      'kernel-not-semidefinite',
      `the ${assets.length}×${assets.length} kernel is not positive semi-definite: it is no covariance to draw from`,
      'repairKernel raises its eigenvalues and says by how much',
      { size: assets.length },
    );
  }
  return { kernel: { labels: [...assets], values }, factor };
}

function characteristicsOf({ assets, alphas, betas, scales }: Universe, market: MarketProcess): FeatureTable {
  const columns: Record<string, Float64Array> = {
    mean: Float64Array.from(assets, (asset) => alphas[asset] + betas[asset] * market.mean),
    beta: Float64Array.from(assets, (asset) => betas[asset]),
    volatility: Float64Array.from(assets, (asset) => {
      const [common, own] = [betas[asset] * market.volatility, scales[asset]];
      return Math.sqrt(common * common + own * own);
    }),
  };
  const names = Object.keys(columns).filter((name) =>
    columns[name].some((value) => value !== columns[name][0]),
  );
  const values = new Float64Array(assets.length * names.length);
  names.forEach((name, k) => {
    const { mean, deviation } = moments(columns[name]);
    columns[name].forEach((value, i) => (values[i * names.length + k] = (value - mean) / deviation));
  });
  return {
    assets: [...assets],
    names,
    values,
    dropped: Object.keys(columns).filter((name) => !names.includes(name)),
  };
}

/** x̄ and √(Σ(x − x̄)²/(N − 1)) */
function moments(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
