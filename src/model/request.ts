import type { Frame } from '../engine/core.js';
import type { ArenaExports } from '../engine/exports.js';
import { type PanelDesign, varianceLabels } from './design.js';
import type { FitOrigin } from './types.js';

/** A fit as the engine wants it: sizes and the data of one panel. */
export interface PanelInputs {
  periods: number;
  assets: number;
  design: PanelDesign;
  /** periods × assets; NaN marks a missing cell, only where there are patterns */
  returns: Float64Array;
  /** the periods of each set of observed assets and group of periods; null where no cell is missing and periods are alike */
  patterns: readonly (readonly number[])[] | null;
  /** one N×N block a kernel in use */
  kernels: Float64Array[];
  scaleResidual: boolean;
  /** optimise from starts at which one term or another dominates too */
  severalStarts: boolean;
  /** starting values, in the order of the terms, the residuals last */
  start: readonly number[] | null;
  /** variances that are given, NaN where one is estimated, in the same order; null where all are estimated */
  held: readonly number[] | null;
  /** what the fit will be said to be made of */
  origin: FitOrigin;
  /** of discounted periods, or null; only where every fixed effect is per asset and none persists */
  degrees: DiscountedDegrees | null;
  /** of the engine's `fixedCovariance` */
  wantsFixedCovariance?: boolean;
}

/** What discounted periods count as. */
export interface DiscountedDegrees {
  /** ν in the place of T − m_a */
  residual: number;
  /** in the place of T */
  periods: number;
}

/** What the engine leaves behind: copies of its output arrays. */
export interface PanelOutputs {
  status: number;
  summary: Float64Array;
  variances: Float64Array;
  varianceErrors: Float64Array;
  commonEffects: Float64Array;
  assetEffects: Float64Array;
  /** one array a random term */
  randomEffects: Float64Array[];
  fitted: Float64Array;
  residuals: Float64Array;
  scales: Float64Array;
  /** sampling covariance of the variances, 0 for those at the boundary */
  varianceCovariance: Float64Array;
  /** a cell's variance by component, in one unit for all */
  shares: Float64Array;
  /** ∂ℓ/∂σ_k² at the variances, and q×q average information; of those that are held too */
  score: Float64Array;
  information: Float64Array;
  /** f×f where it was asked for, else empty: of the effects per asset, column by column, then the common ones */
  fixedCovariance: Float64Array;
}

/** The engine's TermKind. */
const termKind = { asset: 0, assetSlope: 0, time: 1, assetTime: 2, residual: 3 } as const;

/** Far more than the dozen that a fit takes, and how many more for each residual variance beyond the first. */
const MAX_ITERATIONS = 200;
const ITERATIONS_A_GROUP = 10;

/** Number of doubles in the engine's summary. */
const SUMMARY_LENGTH = 10;

/** Number of 4-byte fields in a PanelRequest, see assembly/reml/request.ts. */
const REQUEST_FIELDS = 43;

/** Bytes of the frame that holds the arrays of a request; the workspace of the fit comes on top. */
export function requestBytes(inputs: PanelInputs): number {
  const { periods, assets, design, kernels, patterns } = inputs;
  const terms = varianceLabels(design).length;
  const { periodGroups, components } = design.residual;
  const columns = design.assetFixed.length + design.persistent.length + design.commonFixed.length;
  const doubles =
    3 * periods * assets +
    columns * periods +
    kernels.length * assets * assets +
    SUMMARY_LENGTH +
    2 +
    (4 + 2 * terms) * terms +
    2 * design.commonFixed.length +
    2 * design.assetFixed.length * assets +
    randomSizes({ periods, assets, design }).reduce((total, size) => total + size, 0) +
    assets;
  const covariance = covarianceLength(inputs);
  const absent = design.absent?.length ?? 0;
  const integers =
    REQUEST_FIELDS +
    5 * terms +
    absent +
    (patterns === null ? 0 : patterns.length + periods) +
    (periodGroups?.length ?? 0) +
    (components?.length ?? 0);
  return 8 * (doubles + covariance) + 4 * integers + 64 * 31;
}

/** f² of f fixed effects where their covariance is asked for. */
function covarianceLength({ assets, design, wantsFixedCovariance }: PanelInputs): number {
  return wantsFixedCovariance ? (design.assetFixed.length * assets + design.commonFixed.length) ** 2 : 0;
}

/** Number of BLUPs of each random term: N, T or T·N. */
function randomSizes({
  periods,
  assets,
  design,
}: Pick<PanelInputs, 'periods' | 'assets' | 'design'>): number[] {
  return design.random.map(({ term }) => {
    if (term.kind === 'time') return periods;
    return term.kind === 'assetTime' ? periods * assets : assets;
  });
}

/** Writes the request and its inputs into the frame; returns its address and a reader of the outputs. */
export function writeRequest(
  inputs: PanelInputs,
  engine: Pick<ArenaExports, 'memory'>,
  frame: Frame,
): { address: number; read: (status: number) => PanelOutputs } {
  const { periods: T, assets: N, design, kernels } = inputs;
  const residualKinds = design.residual.labels.map(() => termKind.residual);
  const q = design.random.length + residualKinds.length;
  const [mA, p] = [design.assetFixed.length, design.commonFixed.length];
  const columns = [...design.assetFixed, ...design.persistent, ...design.commonFixed];
  const sizes = randomSizes(inputs);
  const offsets = sizes.map((_, k) => sizes.slice(0, k).reduce((total, size) => total + size, 0));
  const randomLength = sizes.reduce((total, size) => total + size, 0);

  const address = frame.integers(REQUEST_FIELDS);
  const returns = frame.copy(inputs.returns);
  const columnData = frame.doubles(columns.length * T);
  const kernelData = frame.doubles(kernels.length * N * N);
  const kinds = frame.copyIntegers([
    ...design.random.map(({ term }) => termKind[term.kind]),
    ...residualKinds,
  ]);
  const termColumns = frame.copyIntegers([
    ...design.random.map(({ column }) => column),
    ...residualKinds.map(() => -1),
  ]);
  const termKernels = frame.copyIntegers([
    ...design.random.map(({ term }) => ('kernel' in term ? design.kernels.indexOf(term.kernel) : -1)),
    ...residualKinds.map(() => -1),
  ]);
  const randomOffsets = frame.copyIntegers([...offsets, ...residualKinds.map(() => 0)]);
  const patterns = inputs.patterns ?? [];
  const patternSizes = frame.copyIntegers(patterns.map((periods) => periods.length));
  const patternPeriods = frame.copyIntegers(patterns.flat());
  const degrees =
    inputs.degrees === null
      ? 0
      : frame.copy(Float64Array.of(inputs.degrees.residual, inputs.degrees.periods));
  const absent = design.absent === null ? 0 : frame.copyIntegers(design.absent);
  const summary = frame.doubles(SUMMARY_LENGTH);
  const variances = frame.copy(givenVariances(inputs, q));
  const varianceErrors = frame.doubles(q);
  const commonEffects = frame.doubles(2 * p);
  const assetEffects = frame.doubles(2 * mA * N);
  const randomEffects = frame.doubles(randomLength);
  const fitted = frame.doubles(T * N);
  const residuals = frame.doubles(T * N);
  const scales = frame.doubles(N);
  const varianceCovariance = frame.doubles(q * q);
  const shares = frame.doubles(q);
  const held =
    inputs.held === null ? 0 : frame.copyIntegers(inputs.held.map((value) => (Number.isNaN(value) ? 0 : 1)));
  const score = frame.doubles(q);
  const information = frame.doubles(q * q);
  const { periodGroups, components } = design.residual;
  const groupOfPeriods = periodGroups === null ? 0 : frame.copyIntegers([...periodGroups]);
  const residualComponents =
    components === null
      ? 0
      : frame.copyIntegers([...components].map((k) => (k < 0 ? k : design.random.length + k)));
  const fixedCovariance = inputs.wantsFixedCovariance ? frame.doubles(covarianceLength(inputs)) : 0;

  const { buffer } = engine.memory;
  columns.forEach(({ values }, k) => new Float64Array(buffer, columnData + 8 * k * T, T).set(values));
  kernels.forEach((values, k) => new Float64Array(buffer, kernelData + 8 * k * N * N, N * N).set(values));
  const sizeFields = [T, N, mA, design.persistent.length, p, q, kernels.length];
  const maxIterations = MAX_ITERATIONS + ITERATIONS_A_GROUP * (residualKinds.length - 1);
  const optionFields = [inputs.scaleResidual ? 1 : 0, inputs.start ? 1 : 0, maxIterations];
  const inputFields = [returns, columnData, kinds, termColumns, termKernels, kernelData];
  const outputFields = [
    summary,
    variances,
    varianceErrors,
    commonEffects,
    assetEffects,
    randomOffsets,
    randomEffects,
  ];
  new Int32Array(buffer, address, REQUEST_FIELDS).set([
    ...sizeFields,
    ...optionFields,
    ...inputFields,
    ...outputFields,
    fitted,
    residuals,
    scales,
    varianceCovariance,
    shares,
    patterns.length,
    patternSizes,
    patternPeriods,
    degrees,
    held,
    score,
    information,
    inputs.severalStarts ? 1 : 0,
    inputs.origin.method === 'ML' ? 1 : 0,
    absent,
    fixedCovariance,
    components === null ? 1 : components.length / N,
    groupOfPeriods,
    residualComponents,
    0, // basis: fits of the host share no kernel
  ]);

  const read = (status: number): PanelOutputs => ({
    status,
    summary: frame.read(summary, SUMMARY_LENGTH),
    variances: frame.read(variances, q),
    varianceErrors: frame.read(varianceErrors, q),
    commonEffects: frame.read(commonEffects, 2 * p),
    assetEffects: frame.read(assetEffects, 2 * mA * N),
    randomEffects: sizes.map((size, k) => frame.read(randomEffects + 8 * offsets[k], size)),
    fitted: frame.read(fitted, T * N),
    residuals: frame.read(residuals, T * N),
    scales: frame.read(scales, N),
    varianceCovariance: frame.read(varianceCovariance, q * q),
    shares: frame.read(shares, q),
    score: frame.read(score, q),
    information: frame.read(information, q * q),
    fixedCovariance: frame.read(fixedCovariance, covarianceLength(inputs)),
  });
  return { address, read };
}

/** Starting values where there are any, and the held ones in their places. */
function givenVariances({ start, held }: PanelInputs, q: number): Float64Array {
  return Float64Array.from({ length: q }, (_, k) => {
    const value = held?.[k] ?? NaN;
    return Number.isNaN(value) ? (start?.[k] ?? 0) : value;
  });
}
