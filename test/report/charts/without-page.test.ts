import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { describe, expect, it } from 'vitest';
import { chartData } from '../../../src/report/chart-data.js';
import { chartsOf } from '../../../src/report/charts/charts.js';
import { completeOption } from '../../../src/report/charts/draw.js';
import { parts } from '../../../src/report/charts/echarts-parts.js';
import { dark, light } from '../../../src/report/charts/theme.js';
import { sampleResult } from '../../support/sample-result.js';

use([...parts, SVGRenderer]);

const views = chartsOf(chartData(sampleResult())).flatMap(({ name, views }) =>
  views.slice(0, 2).map(({ name: view, draw }) => ({ title: `${name} ${view}`, draw })),
);

describe('every chart is drawn where there is no page', () => {
  it.each(views)('$title', ({ draw }) => {
    for (const theme of [light, dark]) {
      const { height, option } = draw(theme, 800);
      const chart = init(null, null, { renderer: 'svg', ssr: true, width: 800, height });
      chart.setOption(completeOption(theme, option));
      const svg = chart.renderToSVGString();
      chart.dispose();
      expect(svg).toContain('<path');
      expect(svg).not.toMatch(/NaN|undefined/);
    }
  });
});
