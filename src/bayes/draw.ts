import { type EngineCore, type Frame, frameBytes } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { varianceLabels } from '../model/design.js';
import { type PanelInputs, type PanelOutputs, requestBytes, writeRequest } from '../model/request.js';
import { seedWords } from '../numeric/seed.js';
import type { EnginePrior, SamplerOptions } from './options.js';

/** The engine's DrawStatistic: what each draw has, in this order. */
export const drawStatistics = [
  'logDensity',
  'energy',
  'acceptance',
  'depth',
  'leapfrogs',
  'divergent',
] as const;

/** The engine's NO_START. */
export const noStart = 100;

/** Number of 4-byte fields in a SampleRequest, see assembly/bayes/request.ts. */
const REQUEST_FIELDS = 18;

/** What the engine is asked for. */
export interface DrawInputs {
  inputs: PanelInputs;
  priors: readonly EnginePrior[];
  options: SamplerOptions;
  /** which of the chains are run; default all */
  only?: { first: number; count: number };
}

/** What it leaves behind. */
export interface DrawOutputs {
  /** a FitStatus, or `noStart`; beside the summary of the panel, by which errors are told */
  status: number;
  panel: PanelOutputs;
  /** q: the σ at which a component alone makes up the residual variance of the returns; mean shares of a cell's variance there */
  units: Float64Array;
  shares: Float64Array;
  /** chains × draws × q: σ² */
  variances: Float64Array;
  /** chains × draws × `drawStatistics` */
  statistics: Float64Array;
  stepSizes: Float64Array;
}

/** Runs chains in the engine's second module. */
export function drawPosterior(core: EngineCore<FurtherExports>, request: DrawInputs): DrawOutputs {
  return core.run(
    () => bytesOf(request),
    (engine, frame) => {
      const { address, read } = writeSampleRequest(request, engine, frame);
      frame.reserve(engine.samplePanelWorkspace(address));
      return read(engine.samplePanel(address));
    },
  );
}

/**
 * log p(θ | y) without constants and its gradient, σ_k = u_k·|sinh θ_k|, of the components that are not fixed.
 *
 * @returns of every θ the density and then the gradient; the status where the panel cannot be prepared
 */
export function densityOf(
  core: EngineCore<FurtherExports>,
  request: DrawInputs,
  thetas: readonly Float64Array[],
): { units: Float64Array; values: { density: number; gradient: Float64Array }[] } {
  return core.run(
    () => bytesOf(request) + frameBytes(2 * thetas[0].length, 1),
    (engine, frame) => {
      const { address, read } = writeSampleRequest(request, engine, frame);
      const d = thetas[0].length;
      const theta = frame.doubles(2 * d);
      const out = frame.doubles(1);
      frame.reserve(engine.samplePanelWorkspace(address));
      const values = thetas.map((values) => {
        frame.memory().set(values, theta / 8);
        const status = engine.posteriorDensity(address, theta, out);
        if (status !== 0) throw new RangeError(`the panel cannot be prepared: status ${status}`);
        return { density: frame.read(out, 1)[0], gradient: frame.read(theta + 8 * d, d) };
      });
      return { units: read(0).units, values };
    },
  );
}

function sizesOf({ inputs, options, only }: DrawInputs): { q: number; chains: number; kept: number } {
  const chains = only?.count ?? options.chains;
  return { q: varianceLabels(inputs.design).length, chains, kept: chains * options.draws };
}

function bytesOf(request: DrawInputs): number {
  const { q, chains, kept } = sizesOf(request);
  return (
    requestBytes(request.inputs) +
    frameBytes(REQUEST_FIELDS, 1, q, q, q, q, q, kept * q, kept * drawStatistics.length, chains)
  );
}

function writeSampleRequest(
  request: DrawInputs,
  engine: FurtherExports,
  frame: Frame,
): { address: number; read: (status: number) => DrawOutputs } {
  const { inputs, priors, options, only } = request;
  const { q, chains, kept } = sizesOf(request);
  const panel = writeRequest(inputs, engine, frame);
  const address = frame.integers(REQUEST_FIELDS);
  const target = frame.copy(Float64Array.of(options.targetAcceptance));
  const kinds = frame.copyIntegers(priors.map(({ code }) => code));
  const scales = frame.copy(Float64Array.from(priors, ({ scale }) => scale));
  const relative = frame.copy(Float64Array.from(priors, (prior) => prior.relative));
  const [units, shares] = [frame.doubles(q), frame.doubles(q)];
  const variances = frame.doubles(kept * q);
  const statistics = frame.doubles(kept * drawStatistics.length);
  const stepSizes = frame.doubles(chains);
  const [low, high] = seedWords(options.seed);
  new Int32Array(engine.memory.buffer, address, REQUEST_FIELDS).set([
    ...[panel.address, only?.first ?? 0, chains, options.warmup, options.draws, options.maxTreeDepth],
    ...[low, high, target, kinds, scales, relative],
    ...[units, shares, variances, statistics, stepSizes],
  ]);
  const read = (status: number): DrawOutputs => ({
    status,
    panel: panel.read(status),
    units: frame.read(units, q),
    shares: frame.read(shares, q),
    variances: frame.read(variances, kept * q),
    statistics: frame.read(statistics, kept * drawStatistics.length),
    stepSizes: frame.read(stepSizes, chains),
  });
  return { address, read };
}
