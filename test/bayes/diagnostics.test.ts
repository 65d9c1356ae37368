import { expect, it } from 'vitest';
import { bulkESS, energyFraction, meanESS, rankRHat, tailESS } from '../../src/bayes/diagnostics.js';

/** Four chains of an autoregression by a linear congruential generator, 0.1 apart. */
function chains(): Float64Array {
  let state = 12345n;
  const uniform = (): number => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  };
  const values: number[] = [];
  for (let c = 0; c < 4; c++) {
    let v = 0;
    for (let t = 0; t < 100; t++) {
      v = 0.6 * v + uniform() + uniform() + uniform() - 1.5;
      values.push(v + 0.1 * c);
    }
  }
  return Float64Array.from(values);
}

// ArviZ 0.23.4 with SciPy 1.17.1 on the same numbers: rhat(method="rank"), ess(method="bulk", "tail", "mean"), bfmi
it('has the values of ArviZ', () => {
  const x = chains();
  expect(rankRHat(x, 4)).toBeCloseTo(1.0162740032762894, 9);
  expect(bulkESS(x, 4)).toBeCloseTo(123.38520757419838, 6);
  expect(tailESS(x, 4)).toBeCloseTo(186.89680846379554, 6);
  expect(meanESS(x, 4)).toBeCloseTo(123.39657311574715, 6);
});

it('has no value for a constant', () => {
  expect(rankRHat(new Float64Array(40), 4)).toBeNaN();
  expect(bulkESS(new Float64Array(40), 4)).toBeNaN();
});

it('tells energies that hardly move from independent ones', () => {
  expect(energyFraction(Float64Array.of(1, 2, 3, 4))).toBeCloseTo(3 / 5, 14);
});
