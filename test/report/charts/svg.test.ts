import { expect, it } from 'vitest';
import { captionsOf } from '../../../src/report/captions.js';
import { chartData } from '../../../src/report/chart-data.js';
import { chartsOf } from '../../../src/report/charts/charts.js';
import { chartPictures } from '../../../src/report/charts/svg.js';
import { escapeHtml } from '../../../src/report/html.js';
import { renderReport } from '../../../src/report/page.js';
import { timeData } from '../../../src/report/time/data.js';
import { sampleResult } from '../../support/sample-result.js';

const options = { theme: 'light', width: 700 } as const;

it('every view of every chart is a picture of its own, of the width asked for', () => {
  const result = sampleResult();
  const pictures = chartPictures(result, options);
  const views = chartsOf(chartData(result)).flatMap((chart) => chart.views);
  expect(Object.keys(pictures)).toHaveLength(views.length);
  for (const [file, svg] of Object.entries(pictures)) {
    expect(file).toMatch(/^[\w.-]+\.svg$/);
    expect(svg).toMatch(/^<svg role="img" width="700" height="\d/);
  }
});

it('the same result gives the same pictures, in another theme others', () => {
  const pictures = chartPictures(sampleResult(), options);
  expect(chartPictures(sampleResult(), options)).toEqual(pictures);
  expect(chartPictures(sampleResult(), { ...options, theme: 'dark' })['drawdown.svg']).not.toBe(
    pictures['drawdown.svg'],
  );
});

it('each picture begins with its title and the sentence that the report has below the chart', () => {
  const result = sampleResult();
  const pictures = Object.values(chartPictures(result, options));
  const page = renderReport(result, '');
  const words = pictures.map((svg) => /^<svg [^>]*><title>([^<]+)<\/title><desc>([^<]+)<\/desc>/.exec(svg)!);
  for (const [, , sentence] of words) expect(page).toContain(`<figcaption>${sentence}</figcaption>`);
  const titles = words.map(([, title]) => title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles).toEqual(
    expect.arrayContaining(['Wealth: logarithmic', 'Drawdown', 'Weights: systematic', 'Rolling volatility']),
  );
  const { 'rolling-volatility': rolling } = captionsOf(result, timeData(result));
  expect(words.find(([, title]) => title === 'Rolling volatility')![2]).toBe(escapeHtml(rolling.text));
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
  expect(pictures['weights--b-a-b-.svg']).toContain(
    '<title>Weights: &lt;b&gt;&quot;a&quot;&lt;/b&gt;</title>',
  );
  expect(pictures['drawdown.svg']).toContain('&lt;b&gt;');
  expect(pictures['drawdown.svg']).not.toContain('<b>');
});
