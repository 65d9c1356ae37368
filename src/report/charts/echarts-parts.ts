/** The parts of ECharts that charts are made of; nothing else gets into the bundles. A renderer is added by who draws. */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendScrollComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';

export const parts = [
  BarChart,
  HeatmapChart,
  LineChart,
  GridComponent,
  LegendScrollComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
];
