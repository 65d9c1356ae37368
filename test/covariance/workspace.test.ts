import { describe, expect, it } from 'vitest';
import { type EngineEstimator, requestBytes, writeRequest } from '../../src/covariance/estimate.js';
import { cores } from '../support/engine-core.js';
import { randomReturns } from '../support/tables.js';

const names: EngineEstimator[] = [
  'exponential',
  'constantCorrelation',
  'singleFactor',
  'nonlinear',
  'nonlinear2020',
  'pcaFactor',
];

describe.each(cores)('workspace of covariances, %s build', (_, core) => {
  it.each(names)('%s takes no more than its query says, nor its request', (name) => {
    for (const [T, N] of [
      [13, 1],
      [40, 7],
      [30, 33],
      [90, 70],
      [300, 40],
    ]) {
      const returns = randomReturns(31, T, N);
      const status = core.run(
        () => requestBytes(returns),
        (engine, frame) => {
          const before = engine.mark() >>> 0;
          const weights = new Float64Array(T).fill(1 / T);
          const { address } = writeRequest(frame, name, returns, name === 'exponential' ? { weights } : {});
          expect((engine.mark() >>> 0) - before).toBeLessThanOrEqual(requestBytes(returns));
          const workspace = engine.estimateCovarianceWorkspace(address);
          frame.reserve(workspace);
          // the rest of the memory is taken, so that an estimate that needs more traps
          engine.allocate(engine.memory.buffer.byteLength - (engine.mark() >>> 0) - workspace);
          return engine.estimateCovariance(address);
        },
      );
      expect(status).toBe(0);
    }
  });
});
