import { expect, it } from 'vitest';
import { chartData } from '../../../src/report/chart-data.js';
import { chartsOf } from '../../../src/report/charts/charts.js';
import { chartPictures } from '../../../src/report/charts/svg.js';
import { sampleResult } from '../../support/sample-result.js';

const options = { theme: 'light', width: 700 } as const;

it('every view of every chart is a picture of its own, of the width asked for', () => {
  const result = sampleResult();
  const pictures = chartPictures(result, options);
  const views = chartsOf(chartData(result)).flatMap((chart) => chart.views);
  expect(Object.keys(pictures)).toHaveLength(views.length);
  for (const [file, svg] of Object.entries(pictures)) {
    expect(file).toMatch(/^[\w.-]+\.svg$/);
    expect(svg).toMatch(/^<svg width="700" height="\d/);
  }
});

it('the same result gives the same pictures, in another theme others', () => {
  const pictures = chartPictures(sampleResult(), options);
  expect(chartPictures(sampleResult(), options)).toEqual(pictures);
  expect(chartPictures(sampleResult(), { ...options, theme: 'dark' })['drawdown.svg']).not.toBe(
    pictures['drawdown.svg'],
  );
});

it('names of strategies are neither markup nor folders, and do not collide', () => {
  const strategies = ['<b>"a"</b>', '../up', 'x/y', 'x?y'];
  const pictures = chartPictures(sampleResult({ strategies }), options);
  expect(Object.keys(pictures).filter((file) => file.startsWith('weights-'))).toEqual([
    'weights--b-a-b-.svg',
    'weights-..-up.svg',
    'weights-x-y.svg',
    'weights-x-y-2.svg',
  ]);
  expect(pictures['drawdown.svg']).toContain('&lt;b&gt;');
  expect(pictures['drawdown.svg']).not.toContain('<b>');
});
