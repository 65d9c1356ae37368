/** Starting a run, following and cancelling it. */
import reportClient from '../../dist/report-client.js?url';
import type { Configuration } from './configuration.js';
import { byId } from './dom.js';
import type { Files } from './files.js';
import type { Form } from './form/form.js';
import type { WorkerLine } from './page-worker.js';
import { fieldProblems, pageError, showProblem, showProblems } from './problems.js';
import { showResult } from './report/view.js';
import type { FinishedBacktest, Outcome, Progress } from './worker/protocol.js';

/** Screen readers hear of progress so often; the bar moves all the time. */
const spokenMilliseconds = 2000;

export function wireRun(config: Configuration, files: Files, form: Form, worker: WorkerLine): void {
  const start = byId<HTMLButtonElement>('start');
  const cancel = byId<HTMLButtonElement>('cancel');
  const bar = byId<HTMLProgressElement>('progress');
  const status = byId('status');
  let reached: Progress = { phase: 'reading' };

  const running = (is: boolean): void => {
    const hadFocus = document.activeElement === start || document.activeElement === cancel;
    start.hidden = is;
    cancel.hidden = !is;
    bar.hidden = !is;
    byId('run').setAttribute('aria-busy', String(is));
    if (hadFocus) (is ? cancel : start).focus();
  };
  const speak = every(spokenMilliseconds, (text: string) => (status.textContent = text));
  const follow = (progress: Progress): void => {
    if (progress.phase !== reached.phase) speak.again();
    reached = progress;
    if (progress.phase === 'windows') {
      bar.max = progress.total;
      bar.value = progress.done;
      speak(`${progress.done} of ${progress.total} decisions done`);
    } else {
      bar.removeAttribute('value');
      speak(progress.phase === 'reading' ? 'Reading the files' : 'Making the report');
    }
  };

  const run = async (): Promise<void> => {
    showProblem(byId('problems'), null);
    byId('result').hidden = true;
    running(true);
    follow({ phase: 'reading' });
    let outcome: Outcome<FinishedBacktest> | null;
    try {
      outcome = await worker.run(
        config.value(),
        files.all(),
        new URL(reportClient, location.href).href,
        follow,
      );
    } catch (error) {
      outcome = { errors: [pageError((error as Error).message)] };
      worker.cancel(); // what broke is replaced
    }
    speak.again();
    const wantsResult = document.activeElement === cancel;
    running(false);
    if (outcome === null) {
      const done = reached.phase === 'windows' ? ` after ${reached.done} of ${reached.total} decisions` : '';
      status.textContent = `Cancelled${done}. Nothing is kept of it.`;
    } else if ('errors' in outcome) {
      status.textContent = 'The run ended with a problem.';
      showProblems(byId('problems'), outcome.errors, form.focus);
      form.complain(fieldProblems(outcome.errors));
    } else {
      show(outcome.value, status);
      if (!wantsResult) return;
      byId('result-heading').focus({ preventScroll: true });
      byId('result').scrollIntoView();
    }
  };
  start.addEventListener('click', () => void run());
  cancel.addEventListener('click', () => worker.cancel());
}

function show(finished: FinishedBacktest, status: HTMLElement): void {
  const { decisions, strategies, assets, milliseconds, notOk } = finished;
  const fallbacks = notOk === 0 ? '' : ` ${notOk} decisions did not go as configured: the report says why.`;
  status.textContent = `Done: ${decisions} decisions of ${strategies} strategies with ${assets} assets in ${(milliseconds / 1000).toFixed(2)} s.${fallbacks}`;
  showResult(finished);
}

/** Calls at most once in a while, the first at once; `again` lets the next at once, too. */
function every(milliseconds: number, act: (text: string) => void) {
  let last = -Infinity;
  const call = (text: string): void => {
    if (performance.now() - last < milliseconds) return;
    last = performance.now();
    act(text);
  };
  return Object.assign(call, { again: () => (last = -Infinity) });
}
