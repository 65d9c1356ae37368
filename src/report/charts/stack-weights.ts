import type { StackData } from '../time/stacks.js';
import { drawBands } from './bands.js';
import type { Draw } from './draw.js';
import { bandColour } from './weights.js';

/** Weights of the models of a stack by decision, a band a model, so that the bands fill the height. */
export function drawStackWeights({ dates, models }: StackData): Draw {
  return drawBands({
    dates,
    bands: models.map(({ name, weights }) => ({ name, values: weights })),
    colour: bandColour,
    format: (value) => `${(100 * value).toFixed(1)} %`,
    heights: { narrow: 300, wide: 320 },
    max: 1,
    none: 'no stack',
  });
}
