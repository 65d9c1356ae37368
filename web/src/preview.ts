/** What a run would do, before it is done: what `mixfolio check` prints. */
import { decisionHeadings } from '../../src/cli/preview-facts.js';
import type { Configuration } from './configuration.js';
import { byId, element, table } from './dom.js';
import type { Files } from './files.js';
import type { Form } from './form/form.js';
import type { WorkerLine } from './page-worker.js';
import { fieldProblems, showProblems } from './problems.js';
import type { Preview } from './worker/protocol.js';

/** Assets that sit out and are told of; the others are counted. */
const most = 30;

export function wirePreview(config: Configuration, files: Files, form: Form, worker: WorkerLine): void {
  const region = byId('preview');
  const status = byId('status');
  let asked = 0;
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    status.textContent = 'Reading the files';
    const outcome = await worker.remote().preview(config.value(), files.all());
    if (mine !== asked) return;
    if ('errors' in outcome) {
      status.textContent = 'There is something against a run.';
      showProblems(byId('problems'), outcome.errors, form.focus);
      form.complain(fieldProblems(outcome.errors));
      return;
    }
    status.textContent = 'Nothing speaks against a run.';
    region.replaceChildren(...shown(outcome.value));
    region.hidden = false;
    byId('preview-heading').focus();
  };
  byId('check').addEventListener('click', () => void ask());
  // what another configuration would do is not known
  config.onChange(() => {
    asked++;
    region.hidden = true;
  });
}

function shown({ facts, decisions, satOut, notes }: Preview): HTMLElement[] {
  const list = element(
    'dl',
    { class: 'facts' },
    ...facts.flatMap(([name, fact]) => [element('dt', {}, name), element('dd', {}, fact)]),
  );
  return [
    element('h3', { id: 'preview-heading', tabindex: '-1' }, 'What the run will do'),
    list,
    table('Decisions', decisionHeadings, decisions),
    ...satOut.flatMap(({ decision, satOut: assets }) => {
      const items = assets.slice(0, most).map(({ asset, reason }) => `${asset}: ${reason}`);
      const others = assets.length > most ? [`and ${assets.length - most} more`] : [];
      return listed(`Sit out at ${decision}`, [...items, ...others]);
    }),
    ...listed('Notes', notes),
  ];
}

export function listed(title: string, items: readonly string[]): HTMLElement[] {
  if (items.length === 0) return [];
  return [element('h4', {}, title), element('ul', {}, ...items.map((text) => element('li', {}, text)))];
}
