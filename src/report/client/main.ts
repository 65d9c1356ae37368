/** Runs in the page of a report: reads its data and draws its charts. */
import type { ChartData } from '../chart-data.js';
import { chartsOf } from '../charts/charts.js';
import { followPrintAndTheme, mountChart } from './chart.js';

const data = JSON.parse(document.getElementById('result')!.textContent) as ChartData;
document.documentElement.classList.add('scripted');

for (const { name, views } of chartsOf(data)) {
  const control = document.querySelector<HTMLSelectElement | HTMLInputElement>(`[data-chart="${name}"]`);
  const redraw = mountChart(name, (theme, width) => views[chosen(control)].draw(theme, width));
  control?.addEventListener('change', redraw);
}

followPrintAndTheme();

/** Which view a control asks for: that of a list, or the second where a box is ticked. */
function chosen(control: HTMLSelectElement | HTMLInputElement | null): number {
  if (control === null) return 0;
  return control instanceof HTMLInputElement ? Number(control.checked) : control.selectedIndex;
}
