import { type EngineCore, type Frame, frameBytes } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { varianceLabels } from '../model/design.js';
import { type PanelInputs, type PanelOutputs, requestBytes, writeRequest } from '../model/request.js';
import { seedWords } from '../numeric/seed.js';
import type { EnginePrior, SamplerOptions } from './options.js';
import type { StudentInputs } from './student.js';

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
const REQUEST_FIELDS = 21;

/** Doubles in the engine's StudentInput. */
const STUDENT_LENGTH = 4;

/** What the engine is asked for. */
export interface DrawInputs {
  inputs: PanelInputs;
  priors: readonly EnginePrior[];
  options: SamplerOptions;
  /** t errors; default normal ones */
  student?: StudentInputs | null;
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
  /** with t errors, else empty: chains × draws, degrees of freedom; chains × T, mean weights of the periods */
  degrees: Float64Array;
  weights: Float64Array;
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

function sizesOf({ inputs, options, only, student = null }: DrawInputs): {
  q: number;
  chains: number;
  kept: number;
  degrees: number;
  weights: number;
} {
  const chains = only?.count ?? options.chains;
  const kept = chains * options.draws;
  const [degrees, weights] = student === null ? [0, 0] : [kept, chains * inputs.periods];
  return { q: varianceLabels(inputs.design).length, chains, kept, degrees, weights };
}

function bytesOf(request: DrawInputs): number {
  const { q, chains, kept, degrees, weights } = sizesOf(request);
  return (
    requestBytes(request.inputs) +
    frameBytes(REQUEST_FIELDS, 1, q, q, q, q, q, kept * q, kept * drawStatistics.length, chains) +
    frameBytes(0, STUDENT_LENGTH, degrees, weights)
  );
}

function writeSampleRequest(
  request: DrawInputs,
  engine: FurtherExports,
  frame: Frame,
): { address: number; read: (status: number) => DrawOutputs } {
  const { inputs, priors, options, only, student = null } = request;
  const { q, chains, kept, ...sizes } = sizesOf(request);
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
  const tails =
    student &&
    frame.copy(Float64Array.of(student.degrees ?? 0, student.prior.shape, student.prior.rate, student.least));
  const [degrees, weights] =
    student === null ? [0, 0] : [frame.doubles(sizes.degrees), frame.doubles(sizes.weights)];
  const [low, high] = seedWords(options.seed);
  new Int32Array(engine.memory.buffer, address, REQUEST_FIELDS).set([
    ...[panel.address, only?.first ?? 0, chains, options.warmup, options.draws, options.maxTreeDepth],
    ...[low, high, target, kinds, scales, relative],
    ...[units, shares, variances, statistics, stepSizes],
    ...[tails ?? 0, degrees, weights],
  ]);
  const read = (status: number): DrawOutputs => ({
    status,
    panel: panel.read(status),
    units: frame.read(units, q),
    shares: frame.read(shares, q),
    variances: frame.read(variances, kept * q),
    statistics: frame.read(statistics, kept * drawStatistics.length),
    stepSizes: frame.read(stepSizes, chains),
    degrees: frame.read(degrees, sizes.degrees),
    weights: frame.read(weights, sizes.weights),
  });
  return { address, read };
}
