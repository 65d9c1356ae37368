/** Scores of a covariance that is a function of the caller, by the definitions of `forecastScores`. */

/** Collects log|Σ| + r'Σ⁻¹r and the returns of Σ⁻¹1/(1'Σ⁻¹1) by period; see `ForecastScores`. */
export class Scores {
  losses = [];
  returns = [];
  skipped = 0;

  /**
   * @param values N×N, of a decision
   * @param held   rows of N excess returns until the next decision
   */
  add(engine, values, held) {
    const N = Math.sqrt(values.length);
    let L;
    try {
      L = engine.cholesky(values, N);
    } catch {
      this.skipped++;
      return;
    }
    const logDeterminant = L.reduce((sum, _, i) => (i < N ? sum + 2 * Math.log(L[i * N + i]) : sum), 0);
    const half = forward(L, new Float64Array(N).fill(1));
    const precision = half.reduce((sum, value) => sum + value * value, 0);
    for (const row of held) {
      const z = forward(L, row);
      let [distance, product] = [0, 0];
      for (let i = 0; i < N; i++) {
        distance += z[i] * z[i];
        product += z[i] * half[i];
      }
      this.losses.push((logDeterminant + distance) / N);
      this.returns.push(product / precision);
    }
  }

  result(perYear) {
    const { losses, returns } = this;
    if (losses.length < 2) return { qlike: null, minimumVarianceVolatility: null, unscored: this.skipped };
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const centre = mean(returns);
    const squares = returns.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    return {
      qlike: mean(losses),
      minimumVarianceVolatility: Math.sqrt((perYear * squares) / (returns.length - 1)),
      unscored: this.skipped,
    };
  }
}

/** L⁻¹b */
function forward(L, b) {
  const N = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < N; i++) {
    let value = x[i];
    for (let j = 0; j < i; j++) value -= L[i * N + j] * x[j];
    x[i] = value / L[i * N + i];
  }
  return x;
}
