import { html, type Html } from '../../report/html.js';
import { page, pageData, pageFooter, withoutScript } from '../../report/page-parts.js';
import { groupChartData } from './chart-data.js';
import { analyseGroup } from './group-analysis.js';
import { limits } from './limits.js';
import { factsOf, workAlert } from './parts/facts.js';
import { groupSections, sweepSections } from './parts/sections.js';
import { headVerdict } from './parts/verdict.js';
import { sweepStyles } from './styles.js';
import type { SweepReportInput } from './types.js';

/**
 * One self-contained HTML page of a sweep: what it says of luck first, tables that need no script, charts drawn by
 * `client`, no network. Trials are aggregated before anything is written, so that the page of 100,000 is no larger than
 * that of 5,000.
 *
 * @param client JavaScript that draws the charts: the text of `sweep-report-client.js` of the package
 */
export function renderSweepReport(input: SweepReportInput, client: string): string {
  const { title, engineVersion } = input;
  const content = sweepReportContent(input);
  return page({ title, engineVersion, content, client, furtherStyles: sweepStyles });
}

/** What stands in the body: text and tables, and the data that `client` draws. */
function sweepReportContent(input: SweepReportInput): Html {
  const shown = input.groups.slice(0, limits.groups);
  const [cells, points] = [limits.cells, limits.points].map((all) => Math.floor(all / shown.length));
  const isOnly = input.groups.length === 1;
  const analyses = shown.map((group, k) => analyseGroup(`g${k + 1}`, group, input.parameters, cells, isOnly));
  return html`<header>
      <h1>${input.title}</h1>
      ${headVerdict(input.groups)} ${workAlert(input.counts)} ${factsOf(input)} ${withoutScript()}
    </header>
    <main>${analyses.map(groupSections)} ${sweepSections(input)}</main>
    ${pageFooter(input.engineVersion)}
    ${pageData(analyses.map((analysis) => groupChartData(analysis, points)))}`;
}
