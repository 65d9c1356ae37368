import { html, type Html } from '../../../report/html.js';
import { section } from '../../../report/page-parts.js';
import type { GroupAnalysis } from '../group-analysis.js';
import { groupTitles, sweepTitles } from '../titles.js';
import type { SweepReportInput } from '../types.js';
import { bestTrials } from './best-trials.js';
import { configurationText } from './configuration.js';
import { distributionPart } from './distribution.js';
import { effectsPart } from './effects.js';
import { luckTable } from './luck.js';
import { neighbourhoodPart } from './neighbourhood.js';
import { notesPart } from './notes.js';
import { overfittingPart } from './overfitting.js';
import { pairsPart } from './pairs.js';
import { groupVerdict } from './verdict.js';
import { workPart } from './work.js';

/** What is said of a group: the verdict where it is one of several, then what it rests on. */
export function groupSections(analysis: GroupAnalysis): Html {
  const { key, suffix } = analysis;
  const bodies: Record<keyof typeof groupTitles, Html | null> = {
    verdict: suffix === '' ? null : groupVerdict(analysis.group),
    best: bestTrials(analysis),
    luck: luckTable(analysis),
    effects: effectsPart(analysis),
    pairs: pairsPart(analysis),
    neighbourhood: neighbourhoodPart(analysis),
    distribution: distributionPart(analysis),
    overfitting: overfittingPart(analysis),
  };
  return html`${(Object.keys(groupTitles) as (keyof typeof groupTitles)[]).map((name) => {
    const body = bodies[name];
    return body === null ? html`` : section(`${key}-${name}-section`, `${groupTitles[name]}${suffix}`, body);
  })}`;
}

/** What concerns all groups alike. */
export function sweepSections(input: SweepReportInput): Html {
  return html`${section('work', sweepTitles.work, workPart(input.counts))}
  ${section('notes', sweepTitles.notes, notesPart(input.notes))}
  ${section('configuration', sweepTitles.configuration, configurationText(input.config))}`;
}
