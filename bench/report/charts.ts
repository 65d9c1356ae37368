/** Charts of a run as SVG, rendered without a browser; readable on light and on dark pages. */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Curve, Job, Results, Times } from './results.types.js';

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const [INK, FAINT] = ['#7a8491', 'rgba(128, 136, 148, 0.3)'];
const COLORS = { ours: '#3b82f6', theirs: '#d97706' };
const WIDTH = 760;

function render(height: number, option: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({ animation: false, backgroundColor: 'transparent', textStyle: { color: INK }, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const axis = (extra: Record<string, unknown>) => ({
  axisLine: { lineStyle: { color: INK } },
  axisLabel: { color: INK },
  splitLine: { lineStyle: { color: FAINT } },
  nameTextStyle: { color: INK },
  ...extra,
});
const legend = (...names: string[]) => ({ data: names, textStyle: { color: INK }, top: 0 });

/** SVG by name; only those that the results have figures for. */
export function chartsOf({ runs: [run] }: Results): Record<string, string> {
  const charts: Record<string, string> = {};
  const windows = run.jobs.filter(({ group }) => group === 'windows');
  if (windows.length > 0) charts.windows = windowsChart(windows);
  const compared = run.jobs.filter(
    ({ group, peers }) => ['matrices', 'programs', 'fits', 'windows'].includes(group) && peers[0]?.ratio,
  );
  if (compared.length > 0) charts.ratios = ratiosChart(compared);
  if (run.curves && run.curves.length > 0) charts.growth = growthChart(run.curves);
  return charts;
}

function windowsChart(jobs: Job[]): string {
  const rate = ({ median }: Times) => Number((1e6 / median).toPrecision(3));
  const series = (name: string, color: string, data: number[]) => ({
    name,
    type: 'bar',
    data,
    itemStyle: { color },
    label: { show: true, position: 'top', color: INK },
  });
  const least = Math.min(...jobs.flatMap(({ ours, peers: [peer] }) => [rate(ours), rate(peer)]));
  const floor = 10 ** Math.floor(Math.log10(least) - 0.3); // where bars begin, below 1 too
  return render(300, {
    legend: legend('mixfolio', 'baseline'),
    grid: { left: 70, right: 10, top: 50, bottom: 30 },
    xAxis: axis({
      type: 'category',
      data: jobs.map(({ id }) => id.replace('windows-', '').replace('x', ' × ')),
    }),
    yAxis: axis({ type: 'log', name: 'windows a second', min: floor, startValue: floor }),
    series: [
      series(
        'mixfolio',
        COLORS.ours,
        jobs.map(({ ours }) => rate(ours)),
      ),
      series(
        'baseline',
        COLORS.theirs,
        jobs.map(({ peers: [peer] }) => rate(peer)),
      ),
    ],
  });
}

function ratiosChart(jobs: Job[]): string {
  const rows = [...jobs].reverse();
  return render(60 + 20 * rows.length, {
    grid: { left: 330, right: 50, top: 10, bottom: 40 },
    xAxis: axis({ type: 'log', min: 1, name: 'times as fast', nameLocation: 'middle', nameGap: 25 }),
    yAxis: axis({
      type: 'category',
      data: rows.map(({ name, peers: [peer] }) => `${name} (${peer.name})`.replace(', four strategies', '')),
      axisLabel: { color: INK, fontSize: 11, width: 320, overflow: 'truncate' },
    }),
    series: [
      {
        type: 'bar',
        data: rows.map(({ peers: [peer] }) => Number(peer.ratio!.toPrecision(2))),
        itemStyle: { color: COLORS.ours },
        label: { show: true, position: 'right', color: INK, fontSize: 11 },
      },
    ],
  });
}

/** One small panel a curve. */
function growthChart(curves: Curve[]): string {
  const [panel, gap] = [230, 70];
  const place = (k: number) => ({
    left: 60 + (k % 2) * (WIDTH / 2),
    width: WIDTH / 2 - 90,
    top: 70 + Math.floor(k / 2) * (panel + gap),
    height: panel - 50,
  });
  const line = (name: string, color: string, k: number, { points }: Curve, side: 'ours' | 'theirs') => ({
    name,
    type: 'line',
    xAxisIndex: k,
    yAxisIndex: k,
    data: points.flatMap((point) => (point[side] === null ? [] : [[point.x, point[side] / 1000]])),
    itemStyle: { color },
    lineStyle: { color },
    symbolSize: 7,
  });
  return render(50 + Math.ceil(curves.length / 2) * (panel + gap), {
    legend: legend('mixfolio', 'baseline'),
    title: curves.map(({ name }, k) => ({
      text: `${name}, ms`,
      textStyle: { color: INK, fontSize: 12, fontWeight: 'normal' },
      left: place(k).left - 30,
      top: place(k).top - 35,
    })),
    grid: curves.map((_, k) => place(k)),
    xAxis: curves.map(({ unit }, k) =>
      axis({ type: 'log', gridIndex: k, name: unit, nameLocation: 'middle', nameGap: 25 }),
    ),
    yAxis: curves.map((_, k) => axis({ type: 'log', gridIndex: k })),
    series: curves.flatMap((curve, k) => [
      line('mixfolio', COLORS.ours, k, curve, 'ours'),
      line('baseline', COLORS.theirs, k, curve, 'theirs'),
    ]),
  });
}
