import { describe, it } from 'vitest';
import { sampleMeans } from '../../src/backtest/expected-returns.js';
import { expectClose } from '../support/close.js';
import { returnTable } from '../support/tables.js';

describe('expected returns of a window', () => {
  it('from the sample are means over its periods', () => {
    expectClose(
      sampleMeans(
        returnTable([
          [0.01, 0.02],
          [0.03, -0.06],
        ]),
      ),
      [0.02, -0.02],
      1e-15,
    );
  });
});
