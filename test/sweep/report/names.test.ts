import { expect, it } from 'vitest';
import { counted, levelText, valueText } from '../../../src/sweep/report/names.js';

it('values of parameters are written as they are, numbers to six digits with a minus sign', () => {
  expect([12, 0.1 + 0.2, -0.5, 'sample', true, [1, 'a'], null, undefined].map(valueText)).toEqual([
    '12',
    '0.3',
    '−0.5',
    'sample',
    'true',
    '[1,"a"]',
    'left out',
    'not set',
  ]);
  expect(valueText('x'.repeat(60))).toBe(`${'x'.repeat(47)}…`);
});

it('ranges of numbers have both ends, single numbers one', () => {
  expect(levelText({ range: [0.123456, 0.25], value: undefined })).toBe('0.1235 to 0.25');
  expect(levelText({ range: [24, 24], value: undefined })).toBe('24');
  expect(levelText({ range: null, value: null })).toBe('left out');
});

it('numbers of things have their thousands apart', () => {
  expect([counted(1, 'trial'), counted(4320, 'trial')]).toEqual(['1 trial', '4,320 trials']);
});
