import type { Engine } from '../create-engine.js';
import type { ReturnTable } from '../data/types.js';
import type { Kernel } from './types.js';
import type { CharacteristicName } from './characteristics.js';
import { type ClassIndicators, classFeatures } from './class-features.js';
import { combineKernels } from './combine.js';
import { assetFeatures } from './features.js';
import { type KernelKind, type MeasuredKernel, measuredKernel } from './relationship.js';
import { describeRepair, repairKernel } from './repair.js';
import type { FeatureTable } from './types.js';

/** What the kernels of a training window are made of. */
export interface WindowKernelInput {
  /** the window's returns, no missing cell */
  returns: ReturnTable;
  /** the market's return in each of its periods */
  market: Float64Array;
  /** classes of the assets; without them there is no class kernel */
  classes?: ClassIndicators;
  /** default all eight */
  characteristics?: readonly CharacteristicName[];
  /** default `exponential` */
  kind?: KernelKind;
  /** of the class and the risk kernel in `combined`; default 0.6 and 0.4 */
  weights?: { class: number; risk: number };
}

export interface WindowKernels {
  /** from the characteristics of the window's returns */
  risk: Kernel;
  /** from the classes; not there when no class tells the assets apart */
  class?: Kernel;
  /** the weighted sum of both, or the risk kernel alone */
  combined: Kernel;
  /** what was dropped, replaced or repaired, in words */
  notes: string[];
}

/**
 * The kernels `risk`, `class` and `combined` = 0.6·class + 0.4·risk of one training window, each positive definite.
 *
 * Everything is computed from the window alone. Without classes, or where all assets are in the same ones,
 * `combined` is the risk kernel.
 *
 * @throws DataError as `assetFeatures`, `classFeatures` and `relationshipKernel`
 */
export function windowKernels(engine: Engine, input: WindowKernelInput): WindowKernels {
  const notes: string[] = [];
  const build = (name: string, features: FeatureTable): Kernel => {
    const measured = measuredKernel(features, input.kind);
    notes.push(...describeFeatures(name, features, measured));
    const { kernel, repaired } = repairKernel(engine, measured.kernel, name);
    if (repaired) notes.push(describeRepair(name, repaired));
    return kernel;
  };

  const risk = build('risk', assetFeatures(input.returns, input.market, input.characteristics));
  if (!input.classes) return { risk, combined: risk, notes };
  const indicators = classFeatures(input.classes, input.returns.assets);
  if (indicators.names.length === 0) {
    notes.push('all assets are in the same classes: kernel "combined" is kernel "risk" alone');
    return { risk, combined: risk, notes };
  }
  const classKernel = build('class', indicators);
  const weights = input.weights ?? { class: 0.6, risk: 0.4 };
  const sum = combineKernels({ class: classKernel, risk }, { class: weights.class, risk: weights.risk });
  const { kernel: combined, repaired } = repairKernel(engine, sum, 'combined');
  if (repaired) notes.push(describeRepair('combined', repaired));
  return { risk, class: classKernel, combined, notes };
}

function describeFeatures(name: string, features: FeatureTable, { scale, alike }: MeasuredKernel): string[] {
  const notes: string[] = [];
  if (features.dropped.length > 0) {
    notes.push(
      `kernel "${name}" does without ${features.dropped.join(', ')}: no difference between the assets`,
    );
  }
  if (alike > 0) {
    const pairs = (features.assets.length * (features.assets.length - 1)) / 2;
    notes.push(
      `kernel "${name}": ${alike} of ${pairs} pairs are alike in every feature; ` +
        `distances are measured by the median of the others, ${scale}`,
    );
  }
  return notes;
}
