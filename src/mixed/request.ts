import { type Frame, frameBytes } from '../engine/core.js';
import type { EngineExports } from '../engine/exports.js';
import type { MixedDesign } from './design.js';

/** What the engine leaves behind: copies of its output arrays. */
export interface MixedOutputs {
  status: number;
  summary: Float64Array;
  /** by component: terms, covariances, residuals */
  variances: Float64Array;
  covariance: Float64Array;
  /** 0 inside, 1 at the boundary, 2 given */
  fates: Int32Array;
  /** q and q×q: ∂ℓ/∂σ_k² and the average information, of components that are given too */
  score: Float64Array;
  information: Float64Array;
  /** p: 1 where a column of X is a combination of earlier ones */
  aliased: Int32Array;
  /** p estimates and their covariance, p×p */
  fixedEffects: Float64Array;
  fixedCovariance: Float64Array;
  /** P·y of the rows in use, as weighted */
  Py: Float64Array;
  /** by kernel: how many eigenvalues were set to 0, the smallest over the largest */
  kernelRepairs: Float64Array;
  /** var(û − u) of every level, term after term; of `mixedPredictionErrors` alone */
  errorVariance: Float64Array;
}

export type MixedForm = 'dense' | 'henderson';

/** A fit takes a dozen or two; what takes more than this is polished by Newton's method. */
const MAX_ITERATIONS = 100;
const SUMMARY_LENGTH = 5;
/** Number of 4-byte fields in a MixedRequest, see assembly/mixed/request.ts. */
const REQUEST_FIELDS = 33;

/** Bytes of the frame that holds the arrays of a request; the workspace of the fit comes on top. */
export function mixedRequestBytes(design: MixedDesign): number {
  const n = design.rows.length;
  const p = design.X.length / n;
  const q = design.components.length;
  const terms = design.terms.length;
  const kernels = design.kernels.reduce((total, { size }) => total + size * size, 0);
  const integers = REQUEST_FIELDS + terms * (n + 2) + 2 * design.kernels.length + n + 2 * q + 2 * terms + p;
  return (
    frameBytes(
      n,
      n * p,
      terms * n,
      kernels,
      SUMMARY_LENGTH,
      n,
      2 * design.kernels.length,
      levelCount(design),
    ) +
    frameBytes(q, q, q * q, q * q, p, p * p) +
    frameBytes(integers, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  );
}

/** Writes the request and its inputs into the frame; returns its address and a reader of the outputs. */
export function writeMixedRequest(
  design: MixedDesign,
  maximumLikelihood: boolean,
  form: MixedForm,
  engine: EngineExports,
  frame: Frame,
): { address: number; read: (status: number) => MixedOutputs } {
  const n = design.rows.length;
  const p = design.X.length / n;
  const q = design.components.length;
  const { terms, kernels, pairs } = design;
  const starts: number[] = [];
  let doubles = 0;
  for (const { size } of kernels) {
    starts.push(doubles);
    doubles += size * size;
  }
  const address = frame.integers(REQUEST_FIELDS);
  const y = frame.copy(design.y);
  const X = frame.copy(design.X);
  const loadings = frame.doubles(terms.length * n);
  const levels = frame.integers(terms.length * n);
  const levelCounts = frame.copyIntegers(terms.map((term) => term.levels.length));
  const termKernels = frame.copyIntegers(terms.map(({ kernelIndex }) => kernelIndex));
  const kernelOffsets = frame.copyIntegers(starts);
  const kernelSizes = frame.copyIntegers(kernels.map(({ size }) => size));
  const kernelData = frame.doubles(doubles);
  const pairData = frame.copyIntegers(pairs.flat());
  const groupOf = frame.copyIntegers(design.groupOf);
  const fixed = frame.copyIntegers(design.given.map((value) => (value === null ? 0 : 1)));
  const summary = frame.doubles(SUMMARY_LENGTH);
  const variances = frame.copy(Float64Array.from(design.given, (value) => value ?? 0));
  const covariance = frame.doubles(q * q);
  const fates = frame.integers(q);
  const score = frame.doubles(q);
  const information = frame.doubles(q * q);
  const aliased = frame.integers(p);
  const fixedEffects = frame.doubles(p);
  const fixedCovariance = frame.doubles(p * p);
  const Py = frame.doubles(n);
  const kernelRepairs = frame.doubles(2 * kernels.length);
  const errorVariance = frame.doubles(levelCount(design));

  const { buffer } = engine.memory;
  terms.forEach(({ loading, level }, k) => {
    new Float64Array(buffer, loadings + 8 * k * n, n).set(loading);
    new Int32Array(buffer, levels + 4 * k * n, n).set(level);
  });
  kernels.forEach(({ size, values }, k) => {
    new Float64Array(buffer, kernelData + 8 * starts[k], size * size).set(values);
  });
  const sizeFields = [n, p, terms.length, pairs.length, design.groups.length, kernels.length];
  const optionFields = [maximumLikelihood ? 1 : 0, form === 'dense' ? 1 : 0, MAX_ITERATIONS];
  const dataFields = [
    y,
    X,
    loadings,
    levels,
    levelCounts,
    termKernels,
    kernelOffsets,
    kernelSizes,
    kernelData,
  ];
  const outputFields = [
    ...[summary, variances, covariance, fates, score, information, aliased],
    ...[fixedEffects, fixedCovariance, Py, kernelRepairs, errorVariance],
  ];
  new Int32Array(buffer, address, REQUEST_FIELDS).set([
    ...sizeFields,
    ...optionFields,
    ...dataFields,
    ...[pairData, groupOf, fixed],
    ...outputFields,
  ]);
  const read = (status: number): MixedOutputs => ({
    status,
    summary: frame.read(summary, SUMMARY_LENGTH),
    variances: frame.read(variances, q),
    covariance: frame.read(covariance, q * q),
    fates: frame.readIntegers(fates, q),
    score: frame.read(score, q),
    information: frame.read(information, q * q),
    aliased: frame.readIntegers(aliased, p),
    fixedEffects: frame.read(fixedEffects, p),
    fixedCovariance: frame.read(fixedCovariance, p * p),
    Py: frame.read(Py, n),
    kernelRepairs: frame.read(kernelRepairs, 2 * kernels.length),
    errorVariance: frame.read(errorVariance, levelCount(design)),
  });
  return { address, read };
}

/** Levels of all terms together. */
function levelCount({ terms }: MixedDesign): number {
  return terms.reduce((total, { levels }) => total + levels.length, 0);
}
