import type { Engine } from '../../src/browser.js';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { engines } from './engines.js';

export type PanelEngine = Engine & { fitPanel(panel: Panel, model: PanelModel, start?: PanelFit): PanelFit };

/** Both builds of the engine, for suites of `fitPanel`. */
export const panelEngines = engines as readonly (readonly ['release' | 'debug', PanelEngine])[];

/** Computes once, when first asked: a dense fit serves both builds. */
export function once<Value>(compute: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: compute() }).value;
}
