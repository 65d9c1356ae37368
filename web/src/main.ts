/** The page: files, configuration, run, report. */
import schemaAddress from '../../dist/config.schema.json?url';
import { configuration, isObject } from './configuration.js';
import { byId, element } from './dom.js';
import { files } from './files.js';
import { form } from './form/form.js';
import type { JsonSchema } from './form/schema.js';
import { parseJson } from './form/text.js';
import { wireNow } from './now.js';
import { opener } from './opening.js';
import { workerLine } from './page-worker.js';
import { wirePreview } from './preview.js';
import { fieldProblems, pageError, showProblem, showProblems } from './problems.js';
import { wireRun } from './run.js';
import { lastConfiguration, wireSession } from './session.js';
import { fromFragment, toFragment } from './share.js';

/** How long after the last key a configuration is checked. */
const checkMilliseconds = 200;

async function open(): Promise<void> {
  const schema = (await (await fetch(schemaAddress)).json()) as JsonSchema;
  const config = configuration();
  const worker = workerLine();
  document.body.append(element('datalist', { id: 'tickers' }));
  const fields = form(byId('form'), schema, config);
  const given = files(config, worker, opener(config, worker));
  const json = byId<HTMLTextAreaElement>('json');
  const problems = byId('problems');

  let checks = 0;
  const check = async (): Promise<void> => {
    const mine = ++checks;
    const errors = await worker.remote().check(config.value());
    if (mine !== checks) return;
    showProblems(problems, errors, fields.focus);
    fields.complain(fieldProblems(errors));
  };
  let waiting = 0;
  // what a run, a preview or a decision has to say is not taken away by a check from before it
  for (const id of ['start', 'check', 'decide']) {
    byId(id).addEventListener('click', () => {
      clearTimeout(waiting);
      checks++;
    });
  }
  config.onChange((origin) => {
    fields.show();
    if (origin !== 'json') json.value = JSON.stringify(config.value(), null, 2);
    if (origin !== 'json') byId('json-problem').textContent = '';
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void check(), checkMilliseconds);
  });
  json.addEventListener('input', () => {
    try {
      const value = parseJson(json.value);
      if (!isObject(value)) throw new SyntaxError('a configuration is an object of fields: { "prices": … }');
      byId('json-problem').textContent = '';
      config.replace(value, 'json');
    } catch (error) {
      byId('json-problem').textContent = `Not JSON yet: ${(error as SyntaxError).message}`;
    }
  });
  byId('form').addEventListener('submit', (event) => event.preventDefault());

  wireRun(config, given, fields, worker);
  wirePreview(config, given, fields, worker);
  wireNow(config, given, fields, worker);
  wireSession(config);
  wireShare(() => toFragment(config.value()));
  const openLast = async (): Promise<void> => {
    const last = lastConfiguration();
    if (last === null || Object.keys(config.value()).length > 0) return;
    config.replace(last, 'page');
    byId('status').textContent = 'The configuration is that of your last visit; files are not kept.';
    await given.loadSampleFor(last);
  };
  const openLink = async (): Promise<void> => {
    try {
      const shared = await fromFragment(location.hash);
      if (shared === null) return openLast();
      config.replace(shared, 'page');
      await given.loadSampleFor(shared);
    } catch (error) {
      showProblem(problems, pageError((error as Error).message));
    }
  };
  addEventListener('hashchange', () => void openLink());
  fields.show();
  await openLink();
  byId('version').textContent =
    `mixfolio ${await worker.remote().version()}. Past returns say little about future ones.`;
}

/** The link goes into the address bar, and to the clipboard where the browser lets it. */
function wireShare(fragment: () => Promise<string>): void {
  const status = byId('status');
  byId('share').addEventListener('click', () => {
    void (async () => {
      history.replaceState(null, '', await fragment());
      try {
        await navigator.clipboard.writeText(location.href);
        status.textContent = 'The link is copied. It holds the configuration, and no data.';
      } catch {
        status.textContent = 'The link is in the address bar. It holds the configuration, and no data.';
      }
    })();
  });
}

open().catch((error: unknown) => {
  showProblem(byId('problems'), pageError(`The page could not start: ${String(error)}`));
});
