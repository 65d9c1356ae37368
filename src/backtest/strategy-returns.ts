/** Expected returns of a strategy in a window, and the covariance that they belong with. */
import type { ExpectedReturnsConfig, ResolvedStrategy } from '../config/strategy.types.js';
import type { Covariance } from '../covariance/types.js';
import { expectedReturnsOf } from '../portfolio/expected-returns.js';
import { byTicker } from '../portfolio/result.js';
import { blackLitterman } from '../portfolio/views/black-litterman.js';
import { parseView, type View } from '../portfolio/views/view.js';
import { equilibriumReturns } from '../portfolio/views/equilibrium.js';
import type { Deciding } from './decide.js';
import { type Outcome, attempt } from './outcome.js';
import { call, decisionData } from './user-functions.js';
import type { TrainingWindow } from './window.js';

/** What an objective is under. */
export interface Expectation {
  /** per period by ticker, the risk-free return included; null where the strategy asks for none */
  returns: Record<string, number> | null;
  /** the estimate, and with views what they leave uncertain of the means */
  covariance: Covariance;
}

/**
 * What a strategy expects under a covariance: means of the window, the model's, those of an equilibrium, or one of these
 * with the views that count on the day of the decision.
 */
export function expectationOf(
  strategy: ResolvedStrategy,
  context: Deciding,
  covariance: Covariance,
): Outcome<Expectation> {
  const { window, functions } = context;
  const { assets } = covariance;
  if (functions.expectedReturns !== undefined) {
    const own = functions.expectedReturns;
    const given = call('expectedReturns', () => own(decisionData(window, context.previous)));
    if ('failure' in given) return given;
    const checked = attempt(() => byTicker(window.assets, expectedReturnsOf(given.value, window.assets)));
    if ('failure' in checked) return { failure: `the function expectedReturns: ${checked.failure}` };
    return { value: { returns: select(checked.value, assets), covariance } };
  }
  const { expectedReturns: asked } = strategy;
  if (asked === undefined) return { value: { returns: null, covariance } };
  const config: ExpectedReturnsConfig = typeof asked === 'string' ? { prior: asked } : asked;
  const prior = priorOf(config, window, covariance);
  noteSetAside('marketWeights', config.marketWeights ?? {}, strategy, context, assets);
  if ('failure' in prior) return prior;
  const { counting, setAside } = viewsOf(config, window, assets);
  for (const { weights } of setAside) {
    const about = Object.keys(weights).filter((asset) => weights[asset] !== 0);
    noteSetAside(`the view on ${about.join(', ')}`, weights, strategy, context, assets);
  }
  if (counting.length === 0) return { value: { returns: prior.value, covariance } };
  const P = window.periodsPerYear;
  return attempt(() => {
    const views = counting.map((view) => ({ ...view, return: view.return / P }));
    const { tau } = config;
    const posterior = blackLitterman(context.engine, covariance, { prior: prior.value, views, tau });
    return { returns: posterior.expectedReturns, covariance: posterior.covariance };
  });
}

function priorOf(
  { prior = 'equilibrium', marketWeights, riskAversion }: ExpectedReturnsConfig,
  window: TrainingWindow,
  covariance: Covariance,
): Outcome<Record<string, number>> {
  const { assets } = covariance;
  if (prior === 'equilibrium') {
    // of the market portfolio what this window knows
    const held =
      marketWeights &&
      select(
        marketWeights,
        assets.filter((asset) => Object.hasOwn(marketWeights, asset)),
      );
    return attempt(() =>
      equilibriumReturns(covariance, { marketWeights: held, riskAversion, riskFree: window.riskFree }),
    );
  }
  const expected = window.expectedReturns(prior);
  return 'failure' in expected ? expected : { value: select(expected.value, assets) };
}

function select(values: Readonly<Record<string, number>>, assets: readonly string[]): Record<string, number> {
  return Object.fromEntries(assets.map((asset) => [asset, values[asset]]));
}

/** The views that count on the day of a decision, returns a year, and those that are about an asset that is not there. */
function viewsOf(
  { views = [] }: ExpectedReturnsConfig,
  { decision: day, universe }: TrainingWindow,
  assets: readonly string[],
): { counting: View[]; setAside: View[] } {
  const dated = views
    .filter(({ from, to }) => (from === undefined || from <= day) && (to === undefined || day <= to))
    .map(({ view, weights = {}, return: ofYear = NaN, confidence }): View => ({
      ...(view === undefined ? { weights, return: ofYear } : parseView(view, universe, 'views')),
      confidence,
    }));
  const isHere = ({ weights }: View): boolean =>
    Object.entries(weights).every(([asset, weight]) => weight === 0 || assets.includes(asset));
  return { counting: dated.filter(isHere), setAside: dated.filter((view) => !isHere(view)) };
}

/** Says what was said about assets that have no part in this window's covariance, and so counts for nothing. */
function noteSetAside(
  what: string,
  about: Readonly<Record<string, number>>,
  { name }: ResolvedStrategy,
  { window, note }: Deciding,
  assets: readonly string[],
): void {
  const missing = Object.keys(about).filter((asset) => about[asset] !== 0 && !assets.includes(asset));
  if (missing.length === 0) return;
  const [without, satOut] = [true, false].map((here) =>
    missing.filter((asset) => window.assets.includes(asset) === here),
  );
  const reasons = [
    ...(satOut.length === 0 ? [] : [`sat out: ${satOut.join(', ')}`]),
    ...(without.length === 0 ? [] : [`not in the covariance of this window: ${without.join(', ')}`]),
  ];
  note(`${name}: ${what} set aside, ${reasons.join('; ')}`);
}
