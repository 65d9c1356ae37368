/** Figure of the worked example, drawn without a page. */
import { init } from 'echarts';
import { importTypeScript } from '../import-typescript.mjs';

const { light: theme } = await importTypeScript('src/report/charts/theme.ts');
const { still } = await importTypeScript('src/report/charts/still.ts');
const universes = ['ten', 'six'];

/** Sharpe ratios of all points, the first period across and the second up; a universe a panel. */
export function laterFigure({ points, groups }) {
  const baseline = (universe, period) =>
    groups.find((group) => group.universe === universe && group.period === period).baselineSharpe;
  const values = (key) => points.map((point) => point[key]);
  const range = (key) => ({
    min: Math.floor(5 * Math.min(...values(key), 0.35)) / 5,
    max: Math.ceil(5 * Math.max(...values(key))) / 5,
  });
  const panels = universes.map((universe, k) => {
    const of = points.filter((point) => point.universe === universe);
    const at = ({ earlier, later }) => [earlier, later];
    return {
      title: {
        ...{ text: `${universe} ETFs`, left: `${k === 0 ? 28 : 77}%`, textAlign: 'center', top: 0 },
        textStyle: { color: theme.text, fontSize: 13, fontWeight: 'normal' },
      },
      series: [
        {
          ...{ type: 'scatter', xAxisIndex: k, yAxisIndex: k, symbolSize: 3.5 },
          itemStyle: { color: theme.categories[0], opacity: 0.5 },
          data: of.map(at),
          markLine: {
            ...{ silent: true, symbol: 'none', label: { show: false } },
            lineStyle: { color: theme.muted, type: 'dashed' },
            data: [{ xAxis: baseline(universe, 'to 2016') }, { yAxis: baseline(universe, 'since 2017') }],
          },
        },
        {
          ...{ type: 'scatter', xAxisIndex: k, yAxisIndex: k, symbolSize: 12 },
          itemStyle: { color: 'transparent', borderColor: theme.text, borderWidth: 1.5 },
          data: [at(of[0])],
        },
      ],
    };
  });
  const axes = (name, nameGap) => (_, k) => ({
    ...{ type: 'value', gridIndex: k, name, nameGap, nameLocation: 'middle' },
    ...range(name === 'to 2016' ? 'earlier' : 'later'),
    interval: 0.2,
    axisLabel: { color: theme.text, fontSize: 12, formatter: (value) => value.toFixed(1) },
    nameTextStyle: { color: theme.text, fontSize: 12 },
    axisLine: { lineStyle: { color: theme.line } },
    splitLine: { show: true, lineStyle: { color: theme.line } },
  });
  return drawn(360, {
    title: panels.map(({ title }) => title),
    grid: [
      { left: 60, width: 350, top: 28, bottom: 50 },
      { left: 485, width: 350, top: 28, bottom: 50 },
    ],
    xAxis: universes.map(axes('to 2016', 28)),
    yAxis: universes.map(axes('since 2017', 36)),
    series: panels.flatMap(({ series }) => series),
  });
}

/** The same option gives the same text. */
function drawn(height, option) {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height });
  chart.setOption({ animation: false, backgroundColor: theme.background, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return still(svg)
    .replace(/ ecmeta_\w+="[^"]*"/g, '')
    .replace(
      dot,
      (_, radius, x, y, style) => `<circle cx="${tenth(x)}" cy="${tenth(y)}" r="${radius}"${style}/>`,
    )
    .replace(/ (?:d|transform)="[^"]*"/g, (place) => place.replace(/-?\d+\.\d{3,}/g, hundredths));
}

/** A circle as the library of charts writes it, which is three times as long. */
const dot =
  /<path d="M1 0A1 1 0 1 1 1 -0\.[\d.]+A1 1 0 0 1 1 0" transform="matrix\(([\d.]+),0,0,[\d.]+,([\d.]+),([\d.]+)\)"( fill="[^"]*" fill-opacity="[^"]*")>\s*<\/path>/g;
const tenth = (number) => String(Number(Number(number).toFixed(1)));
const hundredths = (number) => String(Number(Number(number).toFixed(2)));
