/** The page within the page: shows a report under a policy of its own, which lets no script but the charts' run. */
import client from '../../../dist/report-client.js?url';

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== parent || event.origin !== location.origin || typeof event.data !== 'string') return;
  show(event.data);
});

/** Takes over title, styles and body of a report; its data and charts follow. */
function show(report: string): void {
  const parsed = new DOMParser().parseFromString(report, 'text/html');
  document.title = parsed.title;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(parsed.querySelector('style')?.textContent ?? '');
  document.adoptedStyleSheets = [sheet];
  document.body.replaceChildren(...Array.from(parsed.body.childNodes));
  const script = document.createElement('script');
  script.src = client;
  document.body.append(script);
}

parent.postMessage('ready', location.origin);

new ResizeObserver(() => {
  frameElement?.setAttribute('height', String(document.documentElement.offsetHeight));
}).observe(document.documentElement);
