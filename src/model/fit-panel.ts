import { DataError, ModelError } from '../errors.js';
import type { EngineCore } from '../engine/core.js';
import { checkLength } from '../engine/linear-algebra.js';
import { designPanel, fixedEffectLabels, type PanelDesign } from './design.js';
import { refuseFit } from './fit-errors.js';
import { kernelBlock } from '../kernels/block.js';
import { type PanelInputs, type PanelOutputs, requestBytes, writeRequest } from './request.js';
import type { FixedEffect, Panel, PanelFit, PanelModel } from './types.js';

/** Far more than the dozen that a fit takes. */
const MAX_ITERATIONS = 200;

/**
 * Fits a mixed model to a complete panel by REML; see docs/theory.md.
 *
 * Every kernel under one name takes the spectral path, several names the collapsed path; results are the same.
 *
 * @param start a fit of the same terms whose variances are the starting values
 * @throws DataError `missing-cell`, `infinite-return`, `missing-covariate`, `duplicate-asset`, `duplicate-period`,
 *         `wrong-length`;
 *         ModelError for terms, kernels and components that cannot be estimated, each naming what and where
 */
export function fitPanel(core: EngineCore, panel: Panel, model: PanelModel, start?: PanelFit): PanelFit {
  checkPanel(panel);
  const design = designPanel(panel, model);
  const inputs = panelInputs(panel, model, design, start);
  const outputs = core.run(
    () => requestBytes(inputs),
    (engine, frame) => {
      const { address, read } = writeRequest(inputs, engine, frame);
      frame.reserve(engine.fitPanelWorkspace(address));
      return read(engine.fitPanel(address));
    },
  );
  refuseFit(outputs, panel, design);
  return describeFit(outputs, panel, design);
}

function checkPanel({ assets, periods, returns }: Panel): void {
  checkLength('returns', returns, periods.length * assets.length);
  if (assets.length === 0 || periods.length === 0) {
    throw new DataError(
      'empty-panel',
      `the panel has ${assets.length} assets and ${periods.length} periods`,
      'give at least one of each',
    );
  }
  for (const [kind, labels] of Object.entries({ asset: assets, period: periods })) {
    const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
    if (repeated !== undefined) {
      throw new DataError(
        `duplicate-${kind}`,
        `the ${kind} ${repeated} occurs twice`,
        `labels of ${kind}s are unique`,
        { [kind]: repeated },
      );
    }
  }
  const cell = returns.findIndex((value) => !Number.isFinite(value));
  if (cell >= 0) {
    const [period, asset] = [periods[Math.floor(cell / assets.length)], assets[cell % assets.length]];
    if (!Number.isNaN(returns[cell])) {
      throw new DataError(
        'infinite-return',
        `asset ${asset} has the return ${returns[cell]} in period ${period}`,
        'returns are finite numbers',
        { asset, period },
      );
    }
    throw new DataError(
      'missing-cell',
      `asset ${asset} has no return in period ${period}`,
      'leave the asset or the period out: panels with missing cells cannot be fitted yet',
      { asset, period },
    );
  }
}

function panelInputs(panel: Panel, model: PanelModel, design: PanelDesign, start?: PanelFit): PanelInputs {
  const [T, N] = [panel.periods.length, panel.assets.length];
  const fixed = design.assetFixed.length * N + design.commonFixed.length;
  if (T <= design.assetFixed.length || T * N - fixed <= design.random.length) {
    throw new ModelError(
      'too-few-periods',
      `${T} periods of ${N} assets cannot estimate ${fixed} fixed effects and ${design.random.length + 1} variances`,
      'use more periods or fewer terms',
      { periods: T, assets: N, fixedEffects: fixed, variances: design.random.length + 1 },
    );
  }
  if (model.scale !== undefined && model.scale !== 'none' && model.scale !== 'residual') {
    throw new ModelError('bad-scale', `scale is ${String(model.scale)}`, 'scale is none or residual', {
      scale: String(model.scale),
    });
  }
  return {
    periods: T,
    assets: N,
    design,
    returns: panel.returns,
    kernels: design.kernels.map((name) => kernelBlock(name, model.kernels[name], panel.assets)),
    scaleResidual: model.scale === 'residual',
    start: start ? startingValues(start, design) : null,
    maxIterations: MAX_ITERATIONS,
  };
}

/** Variances of a fit of the same terms. */
function startingValues({ variances }: PanelFit, design: PanelDesign): number[] {
  const labels = [...design.random.map(({ label }) => label), 'residual'];
  const fits =
    variances.length === labels.length &&
    variances.every(({ label, estimate }, k) => label === labels[k] && estimate >= 0 && estimate < Infinity);
  if (!fits) {
    throw new ModelError(
      'start-terms',
      `the starting fit has the variances ${variances.map(({ label, estimate }) => `${label} ${estimate}`).join(', ')} when the model has ${labels.join(', ')}`,
      'start from a fit of the same random terms',
      { terms: labels },
    );
  }
  return variances.map(({ estimate }) => estimate);
}

function describeFit(outputs: PanelOutputs, panel: Panel, design: PanelDesign): PanelFit {
  const [, logLikelihood, kktResidual, iterations, converged, heritability, heritabilityError, spectral] =
    outputs.summary;
  const labels = [...design.random.map(({ label }) => label), 'residual'];
  return {
    variances: labels.map((label, k) => ({
      label,
      estimate: outputs.variances[k],
      standardError: orNull(outputs.varianceErrors[k]),
      atBoundary: outputs.varianceErrors[k] < 0,
    })),
    fixedEffects: describeFixedEffects(outputs, panel, design),
    randomEffects: Object.fromEntries(design.random.map(({ label }, k) => [label, outputs.randomEffects[k]])),
    fitted: outputs.fitted,
    residuals: outputs.residuals,
    logLikelihood,
    heritability: { estimate: heritability, standardError: orNull(heritabilityError) },
    converged: converged === 1,
    iterations,
    kktResidual,
    path: spectral === 1 ? 'spectral' : 'collapsed',
    scales: outputs.scales,
    notes: describeRepairs(outputs),
  };
}

function describeFixedEffects(outputs: PanelOutputs, panel: Panel, design: PanelDesign): FixedEffect[] {
  const N = panel.assets.length;
  const labels = fixedEffectLabels(design, panel.assets);
  const pairs = design.fixedOrder.flatMap(({ perAsset, index }) => {
    const [effects, first, length] = perAsset
      ? [outputs.assetEffects, index * N, N]
      : [outputs.commonEffects, index, 1];
    return Array.from({ length }, (_, i) => [effects[first + i], effects[effects.length / 2 + first + i]]);
  });
  return pairs.map(([estimate, standardError], k) => ({
    label: labels[k],
    estimate,
    standardError,
    tValue: estimate / standardError,
  }));
}

function describeRepairs({ summary }: PanelOutputs): string[] {
  const [clipped, smallest] = [summary[8], summary[9]];
  if (clipped === 0) return [];
  return [
    `${clipped} negative kernel eigenvalues, down to ${smallest.toExponential(1)} of the largest, were set to 0`,
  ];
}

/** The engine writes −1 for what is undefined. */
function orNull(value: number): number | null {
  return value < 0 ? null : value;
}
