/** The report within the page, and the files to save. */
import { button, byId, element, saveFile } from '../dom.js';
import type { ReportContent, ShownResult } from '../worker/protocol.js';

/** Shows a result: its report, and the files to save. */
export function showResult({ report, files }: ShownResult): void {
  byId('result').hidden = false;
  showReport(report);
  showDownloads(files);
}

/** Shows a report in a page of its own (`report.html`, which gives it its height), in the place of an earlier one. */
function showReport(report: ReportContent): void {
  const frame = element('iframe', { src: './report.html', title: 'Report of the backtest' });
  const answer = (event: MessageEvent<unknown>): void => {
    if (event.source !== frame.contentWindow || event.data !== 'ready') return;
    removeEventListener('message', answer);
    frame.contentWindow!.postMessage(report, location.origin);
  };
  addEventListener('message', answer);
  byId('report').replaceChildren(frame);
}

function showDownloads(files: ShownResult['files']): void {
  byId('downloads').replaceChildren(
    ...Object.entries(files).map(([name, blob]) => button(`Save ${name}`, () => saveFile(name, blob))),
  );
}
