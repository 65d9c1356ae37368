/** Kernels and correlations of the last decision's window, all in one order of the assets. */
import type { BacktestResult, BacktestSnapshot } from '../backtest/types.js';
import { strategyModelCovariances } from '../config/strategies.js';
import { captions } from './captions.js';
import { choice } from './choice.js';
import { figure } from './figure.js';
import { html, type Html } from './html.js';
import { orderingMatrix } from './model-chart-data.js';

export function kernelTitle(snapshot: BacktestSnapshot): string {
  const names = kernelNames(snapshot);
  if (names.length > 1) return 'Relationship kernels';
  return names.length === 0 ? 'Relationship kernel' : `Relationship kernel “${names[0]}”`;
}

function kernelNames({ kernelName, furtherKernels = [] }: BacktestSnapshot): string[] {
  return [...(kernelName === null ? [] : [kernelName]), ...furtherKernels.map(({ name }) => name)];
}

export function kernels(result: BacktestResult): Html {
  const { snapshot } = result;
  if (snapshot.notes !== undefined) return notesOf(snapshot.notes);
  if (snapshot.kernel === null)
    return html`<p>No relationship kernel was used at the decision of ${snapshot.decision}.</p>`;
  return html`${unused(result)} ${choice('kernel', 'Kernel', kernelNames(snapshot))}
  ${figure('kernel', captions.kernel)} ${asOf(snapshot)}`;
}

/** Side by side, on the same colours. */
export function correlations(result: BacktestResult): Html {
  const { snapshot } = result;
  const { assets, systematicCorrelation, totalCorrelation = null, decision, notes } = snapshot;
  if (notes !== undefined) return notesOf(notes);
  if (assets.length === 0)
    return html`<p>No correlation could be estimated at the decision of ${decision}.</p>`;
  return html`${systematicCorrelation !== null && unused(result)}
    <div class="beside">
      ${figure('sample-correlation', captions['sample-correlation'])}
      ${
        systematicCorrelation === null
          ? html`<p>There is no systematic covariance at the decision of ${decision}.</p>`
          : figure('systematic-correlation', captions['systematic-correlation'])
      }
      ${totalCorrelation !== null && figure('total-correlation', captions['total-correlation'])}
    </div>
    ${asOf(snapshot)}`;
}

/** What is left out, and why. */
function notesOf(notes: readonly string[]): Html {
  return html`${notes.map((note) => html`<p class="note">${note[0].toUpperCase()}${note.slice(1)}.</p>`)}`;
}

/** Which strategies did not use the model at the last decision, and what they did instead. */
function unused({ strategies, config }: BacktestResult): Html {
  const sentences = strategies.flatMap(({ name, windows }) => {
    const covariance = config.strategies?.find((strategy) => strategy.name === name)?.covariance;
    const last = windows.at(-1);
    if (covariance === undefined || !strategyModelCovariances.includes(covariance)) return [];
    if (last === undefined || last.status === 'ok') return [];
    return [`${name}: ${last.reason ?? 'no reason given'}; ${last.used ?? 'nothing'} instead.`];
  });
  if (sentences.length === 0) return html``;
  return html`<p class="alert">Not used at this decision by ${sentences.join(' ')}</p>`;
}

function asOf(snapshot: BacktestSnapshot): Html {
  return html`<p class="note">
    As of the decision of ${snapshot.decision}. All matrices have the assets in one order, that of a cluster
    tree of the ${orderingMatrix(snapshot)} correlation (average linkage on √(½(1 − ρ)), branches turned so
    that neighbours are alike).
  </p>`;
}
