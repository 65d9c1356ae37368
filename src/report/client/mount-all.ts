import type { Chart } from '../charts/chart.js';
import { followPrintAndTheme, mountChart } from './chart.js';

type Control = HTMLSelectElement | HTMLInputElement;

/** Draws every chart of a page and follows its controls, the theme and the printer. */
export function mountAll(charts: readonly Chart[]): void {
  document.documentElement.classList.add('scripted');
  for (const { name, views } of charts) {
    const controls = Array.from(document.querySelectorAll<Control>(`[data-chart="${name}"]`));
    const redraw = mountChart(name, (theme, width) => views[chosen(controls)].draw(theme, width));
    for (const control of controls) control.addEventListener('change', redraw);
  }
  followPrintAndTheme();
}

/** Which view the controls ask for together, the last varying fastest: of a list its choice, of a box whether it is ticked. */
function chosen(controls: readonly Control[]): number {
  return controls.reduce(
    (view, control) =>
      control instanceof HTMLInputElement
        ? 2 * view + Number(control.checked)
        : control.length * view + control.selectedIndex,
    0,
  );
}
