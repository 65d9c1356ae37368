/** JSON files that the user gives: a configuration takes the place of the page's, a result is shown as its report. */
import reportClient from '../../dist/report-client.js?url';
import { type Configuration, isObject, type JsonObject } from './configuration.js';
import { byId } from './dom.js';
import { parseJson } from './form/text.js';
import type { WorkerLine } from './page-worker.js';
import { pageError, showProblem } from './problems.js';
import { showResult } from './report/view.js';

/** Takes the JSON files out, opens them, and returns the others. */
export function opener(config: Configuration, worker: WorkerLine): (files: File[]) => Promise<File[]> {
  const problem = byId('problems');
  const open = async (file: File): Promise<void> => {
    let value;
    try {
      value = parseJson(await file.text());
    } catch (error) {
      showProblem(problem, pageError(`${file.name}, ${(error as Error).message}: this is not JSON`));
      return;
    }
    if (!isObject(value)) {
      showProblem(problem, pageError(`${file.name} is neither a configuration nor the result of a backtest`));
    } else if (!isResult(value)) {
      config.replace(value, 'page');
      byId('status').textContent = `${file.name} is the configuration now.`;
    } else {
      const outcome = await worker.remote().open(file, new URL(reportClient, location.href).href);
      if ('errors' in outcome) {
        showProblem(problem, outcome.errors[0]);
        return;
      }
      showResult(outcome.value);
      byId('status').textContent = `The report is that of ${file.name}.`;
      byId('result-heading').focus({ preventScroll: true });
      byId('result').scrollIntoView();
    }
  };
  return async (files) => {
    const isJson = ({ name }: File): boolean => /\.json$/i.test(name);
    for (const file of files.filter(isJson)) await open(file);
    return files.filter((file) => !isJson(file));
  };
}

/** What results have and configurations do not. */
function isResult(value: JsonObject): boolean {
  return ['dataHash', 'decisions', 'config'].some((key) => Object.hasOwn(value, key));
}
