import { ConfigError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import { badExpression, type Expression, parseExpression } from '../linear-constraints.js';

/** An opinion about returns, p'E r = q, and how sure it is. */
export interface View {
  /** p by ticker: `{ SPY: 1 }` is about one asset, `{ SPY: 1, IWM: -1 }` about how much more one returns than another */
  weights: Readonly<Record<string, number>>;
  /** q per period, of what the prior is of: the risk-free rate included where it is there */
  return: number;
  /** c in (0, 1]: of a view alone, how far it moves what is expected from the prior to q; 1 is certain. Default 0.5 */
  confidence?: number;
  /** ω ≥ 0 in the place of a confidence: the variance of the view's error, per period */
  variance?: number;
}

/**
 * A view as text, `"SPY - IWM == 0.02"`, `"GLD = 0.01"`: p'E r = q as linear constraints are written, of tickers alone. A sum of
 * returns of a group's members is no return of the group: say whose mean is meant, `"0.5*SPY + 0.5*IWM == 0.02"`.
 *
 * @param path where it stands, for messages
 * @throws ConfigError `bad-view` with the text and the position in it
 */
export function parseView(
  text: string,
  tickers: readonly string[],
  path: string,
  details: Readonly<Record<string, unknown>> = {},
): Required<Pick<View, 'weights' | 'return'>> {
  const expression: Expression = { code: 'bad-view', path, details: { path, view: text, ...details }, words };
  const { coefficients, lower, upper } = parseExpression(text, tickers, expression);
  if (lower === upper) return { weights: Object.fromEntries(coefficients), return: lower };
  throw badExpression(
    text,
    expression,
    Math.max(0, text.search(/[<>]/)),
    'is an inequality',
    'a view is an equality with a confidence: write == in its place',
  );
}

const words: Expression['words'] = {
  a: 'a view',
  of: 'return',
  names: 'a ticker',
  unknown: 'is no ticker among the assets',
  size: 'returns are fractions, 0.02 for 2 %',
  example: 'SPY - IWM == 0.02',
};

/** A view in the order of a covariance's assets. */
export interface ResolvedView {
  label: string;
  p: Float64Array;
  q: number;
  uncertainty: { variance: number } | { confidence: number };
}

/**
 * @param index position among the views, for messages
 * @throws ConfigError `bad-view`, `unknown-asset`
 */
export function resolveView(given: string | View, index: number, assets: readonly string[]): ResolvedView {
  const path = `views[${index}]`;
  const view: View = typeof given === 'string' ? parseView(given, assets, path, { index }) : given;
  const bad = (what: string, hint: string): ConfigError =>
    new ConfigError('bad-view', `${path} ${what}`, hint, { path, index });
  const p = new Float64Array(assets.length);
  for (const [asset, weight] of Object.entries(view.weights)) {
    const position = assets.indexOf(asset);
    if (position < 0) {
      throw new ConfigError(
        'unknown-asset',
        `${path} is about ${asset}, which is not among the ${assets.length} assets`,
        suggestion(asset, assets),
        { path, index, asset },
      );
    }
    if (!Number.isFinite(weight))
      throw bad(`has the weight ${String(weight)} of ${asset}`, 'give a finite number');
    p[position] = weight;
  }
  if (p.every((weight) => weight === 0))
    throw bad('is about no asset', 'give at least one a weight that is not 0');
  if (!Number.isFinite(view.return))
    throw bad(`has the return ${String(view.return)}`, 'give a number per period, 0.004 for 0.4 %');
  const { confidence, variance } = view;
  if (confidence !== undefined && variance !== undefined)
    throw bad('has a confidence and a variance', 'give one of the two');
  if (confidence !== undefined && !(confidence > 0 && confidence <= 1))
    throw bad(`has the confidence ${String(confidence)}`, 'give a number above 0 and at most 1');
  if (variance !== undefined && !(variance >= 0 && Number.isFinite(variance)))
    throw bad(
      `has the variance ${String(variance)}`,
      'give a number that is not negative, 0 for a certain view',
    );
  return {
    label: typeof given === 'string' ? given : `${sumInWords(view.weights)} = ${view.return}`,
    p,
    q: view.return,
    uncertainty: variance === undefined ? { confidence: confidence ?? 0.5 } : { variance },
  };
}

/** `SPY - 0.5*IWM` */
function sumInWords(weights: View['weights']): string {
  const terms = Object.entries(weights).filter(([, weight]) => weight !== 0);
  return terms
    .map(([asset, weight], k) => {
      const size = Math.abs(weight) === 1 ? asset : `${Math.abs(weight)}*${asset}`;
      if (k === 0) return weight < 0 ? `-${size}` : size;
      return `${weight < 0 ? '-' : '+'} ${size}`;
    })
    .join(' ');
}
