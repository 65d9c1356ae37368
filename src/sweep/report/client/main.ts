/** Runs in the page of a sweep's report: reads its data and draws its charts. */
import { mountAll } from '../../../report/client/mount-all.js';
import type { SweepChartData } from '../chart-data.js';
import { sweepCharts } from '../charts/charts.js';

mountAll(sweepCharts(JSON.parse(document.getElementById('result')!.textContent) as SweepChartData));
