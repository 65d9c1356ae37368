import { expect, it } from 'vitest';
import { readableColour } from '../../../src/report/charts/contrast.js';

// contrast of black and of white on #6baed6, by WCAG 2: 8.8 and 2.4; on #2171b5: 4.0 and 5.2
it.each([
  [0, '#000000'],
  [0.5, '#000000'],
  [0.75, '#ffffff'],
  [1, '#ffffff'],
])('digits are read best at %d of the blue scale in %s', (share, colour) => {
  expect(readableColour(['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'], share)).toBe(colour);
});
