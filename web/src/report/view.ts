/** The report within the page, and the files to save. */
import { button, byId, element } from '../dom.js';
import type { FinishedBacktest, ReportContent } from '../worker/protocol.js';

/** Shows a report in a page of its own (`report.html`, which gives it its height), in the place of an earlier one. */
export function showReport(report: ReportContent): void {
  const frame = element('iframe', { src: './report.html', title: 'Report of the backtest' });
  const answer = (event: MessageEvent<unknown>): void => {
    if (event.source !== frame.contentWindow || event.data !== 'ready') return;
    removeEventListener('message', answer);
    frame.contentWindow!.postMessage(report, location.origin);
  };
  addEventListener('message', answer);
  byId('report').replaceChildren(frame);
}

export function showDownloads(files: FinishedBacktest['files']): void {
  byId('downloads').replaceChildren(
    ...Object.entries(files).map(([name, blob]) => button(`Save ${name}`, () => save(name, blob))),
  );
}

function save(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  element('a', { href: address, download: name }).click();
  // the browser has its own hold of the data once the save has begun
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
