/** Charts as pictures, drawn without a page. */
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { BacktestResult } from '../../backtest/types.js';
import { captionsOf } from '../captions.js';
import { chartData } from '../chart-data.js';
import type { Caption } from '../figure.js';
import { html } from '../html.js';
import { chartsOf } from './charts.js';
import { completeOption } from './draw.js';
import { parts } from './echarts-parts.js';
import { still } from './still.js';
import { dark, light } from './theme.js';

use([...parts, SVGRenderer]);

/** What a chart looks like where it is saved. */
export interface PictureOptions {
  theme: 'light' | 'dark';
  /** CSS pixels; the height follows from what a chart shows */
  width: number;
}

/**
 * Every chart of a report as SVG by name of its file, each choice of a chart as one of its own: `weights-sample.svg`.
 * The same result gives the same text. Each has its title and its caption of the report within itself, for who does
 * not see it.
 *
 * @param result as `renderReport` takes it
 * @returns by name of a file the text of an SVG document, `options.width` CSS pixels wide
 */
export function chartPictures(result: BacktestResult, options: PictureOptions): Record<string, string> {
  const theme = { light, dark }[options.theme];
  const pictures: Record<string, string> = {};
  const data = chartData(result);
  const captions = captionsOf(result, data.time);
  for (const { name, views } of chartsOf(data)) {
    const { title, text } = captions[name];
    for (const view of views) {
      const { height, option } = view.draw(theme, options.width);
      const chart = init(null, null, { renderer: 'svg', ssr: true, width: options.width, height });
      chart.setOption({ ...completeOption(theme, option), backgroundColor: theme.background });
      const file = fileName(pictures, views.length > 1 ? `${name}-${view.name}` : name);
      const caption = { title: views.length > 1 ? `${title}: ${view.name}` : title, text };
      pictures[file] = described(still(chart.renderToSVGString()), caption);
      chart.dispose();
    }
  }
  return pictures;
}

/** With the words that stand for it, as the first things in it: names that readers of screens take. */
function described(svg: string, { title, text }: Caption): string {
  const words = html`<title>${title}</title><desc>${text}</desc>`.text;
  return svg.replace(/^<svg([^>]*)>/, (_, attributes: string) => `<svg role="img"${attributes}>${words}`);
}

/** Names of strategies are anything: what a file system may not like becomes `-`, and a name that is taken gets a number. */
function fileName(taken: Readonly<Record<string, string>>, name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80);
  let [candidate, k] = [`${plain}.svg`, 1];
  while (Object.hasOwn(taken, candidate)) candidate = `${plain}-${++k}.svg`;
  return candidate;
}
