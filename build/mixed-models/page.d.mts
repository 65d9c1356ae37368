import type { Engine } from '../../src/create-engine.js';
import type * as published from '../../test/support/published-models.js';
import type { Lme4Fit } from '../../test/support/published-data.js';

/** The page `docs/mixed-models.md`. */
export function mixedModelsPage(input: {
  engine: Engine;
  published: typeof published;
  expected: Record<string, unknown>;
  lme4: Record<string, Lme4Fit>;
  benchmark: string;
}): string;
