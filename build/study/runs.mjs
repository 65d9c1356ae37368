import { readFileSync } from 'node:fs';
import { fitModel } from '../../dist/index.js';

const example = (name) => JSON.parse(readFileSync(`examples/${name}.json`, 'utf8'));

/** The configurations of `examples/`: the default model, the study's simple and its full one. */
export const configs = {
  default: example('study'),
  simple: example('study-simple'),
  full: example('study-full'),
};

/** The same over all of the file. */
export function whole(config) {
  return { ...config, from: undefined, to: undefined };
}

/** A model's fit to the study's months and to all of the file. */
export function spans(engine, prices) {
  const fits = (change) =>
    Object.fromEntries(
      Object.entries(configs).map(([name, config]) => [name, fitModel(engine, prices, change(config))]),
    );
  return [fits((config) => config), fits(whole)].map((span) => {
    const { periods } = span.default.panel;
    const [from, to] = [periods[0].slice(0, 7), periods.at(-1).slice(0, 7)];
    return {
      name: `${from.slice(0, 4)}–${to.slice(2, 4)}`,
      months: `${from} to ${to}`,
      ...span,
      simpleWithMarket: withMarket(engine, span.simple),
    };
  });
}

/** The study leaves SPY in the panel, beside the market's return, which is its own. */
function withMarket(engine, { returns, panel, model, kernels }) {
  const all = { ...panel, assets: returns.assets, returns: returns.returns };
  return { panel: all, fit: engine.fitPanel(all, { ...model, kernels: kernels.kernels }) };
}
