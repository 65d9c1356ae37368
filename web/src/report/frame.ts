/** The page within the page: shows a report under a policy of its own, which lets no script but the charts' run. */
import client from '../../../dist/report-client.js?url';
import { styles } from '../../../src/report/styles.js';
import type { ReportContent } from '../worker/protocol.js';

addEventListener('message', (event: MessageEvent<ReportContent>) => {
  if (event.source === parent && event.origin === location.origin) show(event.data);
});

/** The HTML of a report is escaped where it was made, and scripts in it would not run: the charts' is added here. */
function show({ title, html }: ReportContent): void {
  document.title = title;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [sheet];
  document.body.innerHTML = html;
  const script = document.createElement('script');
  script.src = client;
  document.body.append(script);
}

/** The frame is as tall as its report. */
new ResizeObserver(() => {
  frameElement?.setAttribute('height', String(document.documentElement.offsetHeight));
}).observe(document.documentElement);

parent.postMessage('ready', location.origin);
