/** Runs in the page of a report: reads its data and draws its charts. */
import type { ChartData } from '../chart-data.js';
import { chartsOf } from '../charts/charts.js';
import { mountAll } from './mount-all.js';

mountAll(chartsOf(JSON.parse(document.getElementById('result')!.textContent) as ChartData));
