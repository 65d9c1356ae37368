/** Sections of a group, in their order. */
export const groupTitles = {
  verdict: 'Verdict',
  best: 'Best trials',
  luck: 'Is it luck?',
  effects: 'Effects of parameters',
  pairs: 'Pairs of parameters',
  neighbourhood: 'Around the best trial',
  distribution: 'Distribution of Sharpe ratios',
  overfitting: 'Winners in sample, out of sample',
} as const;

/** Sections of the sweep, after those of its groups. */
export const sweepTitles = {
  work: 'Work that did not end well',
  notes: 'Notes',
  configuration: 'Configuration',
} as const;
