import type { BacktestResult, CorrelationSpectrum } from '../backtest/types.js';
import { captions } from './captions.js';
import { figure } from './figure.js';
import { decimal, percent, significant } from './format.js';
import { html, type Html } from './html.js';
import { noiseEdge } from './model-chart-data.js';
import { titled } from './tables.js';

/** Eigenvalues of the last window's correlation matrices and condition numbers; null where there are none. */
export function spectraSection({ snapshot }: BacktestResult): Html | null {
  const { spectra = null } = snapshot;
  if (spectra === null || (spectra.matrices.length === 0 && spectra.notes.length === 0)) return null;
  const notes = html`${spectra.notes.map((note) => html`<p class="note">${note[0].toUpperCase()}${note.slice(1)}.</p>`)}`;
  if (spectra.matrices.length === 0) return notes;
  const [N, T] = [spectra.matrices[0].eigenvalues.length, spectra.periods];
  const edge = T > 1 ? noiseEdge(N, T) : null;
  return html`${figure('spectra', captions.spectra)}
  ${titled<CorrelationSpectrum>(
    'Condition numbers',
    [
      { heading: 'Covariance', cell: ({ covariance }) => covariance },
      {
        heading: 'Condition number',
        definition:
          'largest over smallest eigenvalue of the covariance, ∞ where the smallest is 0 but for rounding',
        cell: ({ conditionNumber }) => (conditionNumber === null ? '∞' : significant(conditionNumber)),
        kind: 'number',
      },
      {
        heading: 'Of the correlations',
        definition: 'the same of the correlation matrix, whose eigenvalues the chart has',
        cell: ({ eigenvalues }) =>
          eigenvalues[N - 1] === 0 ? '∞' : significant(eigenvalues[0] / eigenvalues[N - 1]),
        kind: 'number',
      },
      {
        heading: 'Largest eigenvalue',
        definition: 'its share of the sum of all: how much of the correlations one portfolio has',
        cell: ({ eigenvalues }) => percent(eigenvalues[0] / N, 1),
        kind: 'number',
      },
      {
        heading: 'Eigenvalues at 0',
        definition: `of ${N}; at most 1e−13 of the largest`,
        cell: ({ eigenvalues }) => eigenvalues.filter((value) => value === 0).length,
        kind: 'number',
      },
    ],
    spectra.matrices,
  )}
  ${edge !== null && edgeNote(N, T, edge, spectra.matrices)} ${notes}`;
}

function edgeNote(N: number, T: number, edge: number, matrices: readonly CorrelationSpectrum[]): Html {
  const sample = matrices.find(({ covariance }) => covariance === 'sample');
  const above = sample && sample.eigenvalues.filter((value) => value > edge).length;
  return html`<p class="note">
    The edge of noise is (1 + √(N/(T − 1)))² = ${decimal(edge)}, ${percent(edge / N, 1)} of the sum N, for N =
    ${N} assets and T = ${T} periods (Marchenko and Pastur 1967): in the limit of many assets and periods,
    eigenvalues of the sample correlation of independent returns, alike in distribution, are below it.
    ${above !== undefined && `Of the sample’s, ${above} ${above === 1 ? 'is' : 'are'} above.`} An eigenvalue
    of 0 has no place on a logarithmic axis: lines end before it.
  </p>`;
}
