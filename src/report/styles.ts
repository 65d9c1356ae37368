/** Style sheet of the report: one column, light and dark, phone and print. Colours follow `client/theme.ts`. */
export const styles = `
:root {
  --background: #ffffff; --surface: #f5f6f8; --text: #1b1f24; --muted: #59636e; --line: #d5d9de;
  --accent: #0072b2; --fallback: #a94800; --alert: #fdf1e7;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --background: #14171a; --surface: #1e2226; --text: #e8eaed; --muted: #a3abb3; --line: #3a4046;
    --accent: #56b4e9; --fallback: #f0a35e; --alert: #33261a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem clamp(0.75rem, 3vw, 2rem); max-width: 76rem;
  background: var(--background); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.5rem 0 1rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
a { color: var(--accent); }
dl, dd, figure, pre { margin: 0; }
.facts { display: grid; gap: 0.15rem 1rem; font-size: 0.9rem; }
.facts > div { display: grid; grid-template-columns: 9rem 1fr; }
.facts dt { color: var(--muted); }
.alert { margin: 1rem 0; padding: 0.6rem 1rem; background: var(--alert); border-left: 4px solid var(--fallback); }
.alert p, .alert ul { margin: 0; }
.alert ul { padding-left: 1.2rem; max-height: 12rem; overflow: auto; }
.controls { margin: 0 0 0.5rem; font-size: 0.9rem; }
.controls span { display: inline-block; max-width: 100%; margin: 0 0.9rem 0.25rem 0; }
select { font: inherit; max-width: 100%; padding: 0.2rem 0.4rem; color: inherit; background: var(--surface); border: 1px solid var(--line); border-radius: 4px; }
.chart { width: 100%; min-height: 16rem; }
.chart > canvas { display: none; }
figcaption { color: var(--muted); font-size: 0.9rem; margin: 0.5rem 0 1rem; max-width: 46rem; }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
.beside > * { min-width: 0; }
.scroll {
  overflow: auto; max-height: 32rem; margin: 0.75rem 0 1rem; border: 1px solid var(--line); border-radius: 6px;
  /* a shadow where columns go on to the right, which the first gradient covers at their end */
  background:
    linear-gradient(to left, var(--background) 1.5rem, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(to left, color-mix(in srgb, var(--text) 20%, transparent), transparent) right / 1.1rem 100% no-repeat scroll;
}
.scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.85rem; overflow-wrap: normal; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: 0.35rem 0.7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--surface); color: var(--muted); vertical-align: bottom; }
tbody th { font-weight: 600; position: sticky; left: 0; background: var(--background); }
tbody tr:last-child > * { border-bottom: 0; }
td, tbody th { max-width: 24rem; }
tbody th, .number, .date, .figures { white-space: nowrap; }
.sentences div { min-width: 13rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
abbr { text-decoration: underline dotted; text-underline-offset: 3px; cursor: help; }
.definitions { font-size: 0.85rem; color: var(--muted); }
.definitions dt { display: inline; font-weight: 600; }
.definitions dt::after { content: ': '; }
.definitions dd { display: inline; }
.note { font-size: 0.85rem; color: var(--muted); margin-top: 0.25rem; }
.status.fallback, .status.skipped { color: var(--fallback); font-weight: 600; }
pre { padding: 0.75rem; font: 0.85rem/1.45 ui-monospace, 'Liberation Mono', monospace; white-space: pre; }
summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.85rem; }
html:not(.scripted) :is(figure, .controls, section.charts) { display: none; }
@media (max-width: 44rem) {
  .beside { grid-template-columns: 1fr; }
  .facts > div { grid-template-columns: 1fr; margin-bottom: 0.4rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .scroll { max-height: none; overflow: visible; border: 0; background: none; }
  .beside { grid-template-columns: 1fr 1fr; }
  .chart > div { display: none; }
  .chart > canvas { display: block; }
  thead th, tbody th { position: static; }
  td, th { padding: 0.2rem 0.3rem; font-size: 8pt; }
  :is(td, th):not(.date) { white-space: normal; }
  .figures div { min-width: 7rem; }
  .sentences div { min-width: 4rem; }
  figure, tr { break-inside: avoid; }
  h2, h3, .controls { break-after: avoid; }
  pre { white-space: pre-wrap; }
}
`;
