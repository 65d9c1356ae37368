import { describe, expect, it } from 'vitest';
import { summary } from '../../src/cli/summary.js';
import { describeRepair } from '../../src/kernels/repair.js';
import { renderReport } from '../../src/report/page.js';
import { ownNotes, repeatedNotes } from '../../src/report/window-notes.js';
import { sampleResult } from '../support/sample-result.js';

const repair = (name: string, eigenvalue: number) =>
  describeRepair(name, {
    smallestEigenvalue: eigenvalue,
    raised: 1,
    eigenvalues: [eigenvalue],
    raisedTo: 4.4e-10,
    largestChange: 2.2e-10,
  });
const alike = (pairs: number) =>
  `kernel "class": ${pairs} of 45 pairs are alike in every feature; distances are measured by the median of the others, 1.${pairs}`;

/** Twenty windows with these notes each. */
function withNotes(notes: (k: number) => string[]) {
  const result = sampleResult();
  result.decisions.forEach((decision, k) => (decision.notes = notes(k)));
  return result;
}

describe('notes that several windows share', () => {
  it('are one sentence with the number of windows, the most frequent first', () => {
    const { decisions } = withNotes((k) => [
      ...(k < 3 ? ['no class is known yet of GLD'] : []),
      repair('class', -5.7e-17),
      ...(k === 7 ? ['only once'] : []),
    ]);
    expect(repeatedNotes(decisions)).toEqual([
      `20 of 20 windows: ${repair('class', -5.7e-17)}`,
      '3 of 20 windows: no class is known yet of GLD',
    ]);
  });

  it('are one whatever the numbers of a repair, and without those that differ', () => {
    const { decisions } = withNotes((k) => [
      repair('line', -1e-17 * (k + 1)),
      repair('class', -1e-17),
      alike(k + 1),
    ]);
    expect(repeatedNotes(decisions)).toEqual([
      '20 of 20 windows: kernel "line" was not positive definite: eigenvalues near 0 were raised to 1e-10 of the largest',
      `20 of 20 windows: ${repair('class', -1e-17)}`,
      '20 of 20 windows: kernel "class": pairs are alike in every feature; distances are measured by the median of the others',
    ]);
  });

  it('are one whatever a kernel of low rank leaves and which components have few draws', () => {
    const few = ['time', 'asset:time(combined), heritability'];
    const { decisions } = withNotes((k) => [
      `kernel "mine" is fitted by 4 factors, which leave ${30 + k} % of its trace to a diagonal`,
      `averaged: fewer than 400 effective draws: ${few[k % 2]}: draw more`,
      `averaged: R-hat above 1.01: ${few[k % 2]}: the chains do not agree, draw more`,
    ]);
    expect(repeatedNotes(decisions)).toEqual([
      '20 of 20 windows: kernel "mine" is fitted by 4 factors, which leave a part of its trace to a diagonal',
      '20 of 20 windows: averaged: fewer than 400 effective draws: draw more',
      '20 of 20 windows: averaged: R-hat above 1.01: the chains do not agree, draw more',
    ]);
  });

  it('are left to the run where every window has them, and to the windows where not', () => {
    const { decisions } = withNotes((k) => [
      repair('line', -1e-17 * (k + 1)),
      ...(k < 19 ? ['no class is known yet of GLD'] : []),
    ]);
    const own = ownNotes(decisions);
    expect(own.slice(0, 19)).toEqual(Array(19).fill(['no class is known yet of GLD']));
    expect(own[19]).toEqual([]);
    expect(ownNotes(decisions.slice(0, 1))).toEqual([decisions[0].notes]);
  });

  it('stand once in the report and in what a run prints', () => {
    const note = 'kernel "class" does without alternative: no difference between the assets';
    const result = withNotes(() => [note]);
    const page = renderReport(result, '').replaceAll('&quot;', '"');
    const body = page.slice(0, page.indexOf('<script type="application/json"'));
    expect(body.split(note)).toHaveLength(2);
    expect(body).toContain(`20 of 20 windows: ${note}`);
    const printed = summary(result, { isTTY: false } as never);
    expect(printed.split(note)).toHaveLength(2);
    expect(printed).toContain(`20 of 20 windows: ${note}\n`);
  });
});
