import type { Draw } from './draw.js';

/** A chart of a report: `figure(name, …)` is its place in the page, `data-chart` names it in a control. */
export interface Chart {
  name: string;
  /** what a reader can choose from, in the order of the control's choices; one without a control */
  views: { name: string; draw: Draw }[];
}

/** One without a control. */
export function chart(name: string, draw: Draw): Chart {
  return { name, views: [{ name: '', draw }] };
}
