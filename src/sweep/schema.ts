/** The schema of `sweep.json`: every field with its meaning, its bounds and its default. */
import * as z from 'zod';
import { issueText } from '../config/issue-text.js';
import { schemaProblems } from '../config/issues.js';
import { valueProblems } from '../config/paths.js';
import type { BacktestConfig } from '../config/types.js';
import { ConfigError } from '../errors.js';
import { collected } from '../problems.js';
import { rangeProblems } from './space/range.js';
import { dimensions } from './space/sobol.js';
import type { Json, ResolvedSweep, SampleConfig, SweepConfig } from './types.js';

/** What JSON holds; whether a field takes it is checked with the configuration that it makes. */
const anyValue = z.unknown() as unknown as z.ZodType<Json, Json>;
const part = z.record(z.string(), z.unknown());

const sampledField = z
  .union([
    z.strictObject({
      min: z.number().describe('least value'),
      max: z.number().describe('largest value'),
      step: z
        .number()
        .gt(0)
        .optional()
        .describe('values are min and multiples of step above it, up to max; by default any number between'),
      log: z
        .boolean()
        .optional()
        .describe(
          'even on the logarithmic scale, so that 1 to 10 is as likely as 10 to 100; by default false',
        ),
    }),
    z.strictObject({
      values: z.array(anyValue).min(1).describe('values that are drawn evenly; null leaves the field out'),
    }),
  ])
  .describe('what is drawn from: a range, { "min": 12, "max": 60, "step": 1 }, or { "values": [ … ] }');

function sample(kind: string) {
  return z.strictObject({
    samples: z.int().min(1).describe('how many points'),
    seed: z.int().min(0).optional().describe(`seed of the ${kind}; by default 1`),
    fields: z
      .record(z.string(), sampledField)
      .refine((fields) => Object.keys(fields).length > 0, 'it names no field')
      .describe('by path, as in grid, the values that are drawn from'),
  });
}

const space = z
  .strictObject({
    grid: z
      .record(z.string(), z.array(anyValue).min(1))
      .optional()
      .describe(
        'values by path (backtest.train: [24, 36], strategies.systematic.maxWeights: [0.3, 1], strategy.maxWeights for that of whichever strategy is run), every combination a point, the last path varying fastest; null leaves a field out',
      ),
    list: z
      .union([z.array(part).min(1), z.record(z.string(), part)])
      .optional()
      .describe(
        'partial configurations, by name or as a list, each a point; strategies go by name, null leaves a field out',
      ),
    random: sample('draws')
      .optional()
      .describe('points drawn at random, each field of its own: more samples keep those that are there'),
    sobol: sample('scrambling')
      .optional()
      .describe(
        `points of a scrambled Sobol sequence, which fill the box more evenly than random ones, of at most ${dimensions} fields; most even where samples is a power of two`,
      ),
  })
  .describe('points of the sweep; of several kinds, each point of one goes with each of the others');

/** The schema; strict, so that a mistyped key is an error. */
export const sweepSchema = z
  .strictObject({
    $schema: z.string().optional().describe('address of this schema, for editors'),
    base: z
      .union([z.string().min(1), part as unknown as z.ZodType<BacktestConfig, BacktestConfig>])
      .describe('a configuration of backtests, or its file, relative to this one'),
    space,
    strategies: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'strategies of the base that run at each point, each a backtest of its own; by default the first',
      ),
    baseline: z
      .string()
      .min(1)
      .default('equalWeight')
      .describe(
        "strategy of the base, in the base's own configuration, that all are tested against; equalWeight needs not be in the base",
      ),
    universes: z
      .record(z.string(), z.union([z.array(z.string().min(1)).min(1), part]))
      .optional()
      .describe(
        'tickers by name of the universe, or partial configurations, which may name other prices; by default that of the base',
      ),
    periods: z
      .record(
        z.string(),
        z.strictObject({
          from: z.iso.date().optional().describe('first price date used, ISO; by default that of the base'),
          to: z.iso.date().optional().describe('last price date used, ISO; by default that of the base'),
        }),
      )
      .optional()
      .describe('first and last price date by name of the period; by default those of the base'),
    seed: z.int().min(0).default(1).describe('seed of the tests and samples of the analysis'),
  })
  .describe('configuration of a mixfolio sweep');

type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile where the schema and the documented types of types.ts part ways. */
export const sweepSchemaMatchesTypes: Identical<z.input<typeof sweepSchema>, SweepConfig> = true;

/**
 * Checks the configuration of a sweep and fills in its defaults; what depends on the base is checked by `planSweep`.
 *
 * @param input parsed JSON
 * @param path  the file that it is from, `details.file` of errors
 * @throws ConfigError `unknown-key`, `missing-key`, `bad-value`, all problems in one
 */
export function resolveSweep(input: unknown, path?: string): ResolvedSweep {
  const parsed = sweepSchema.safeParse(input, { error: issueText });
  const problems = parsed.success
    ? fieldProblems(parsed.data)
    : schemaProblems(parsed.error, input, sweepSchema);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw collected(
    problems.map(
      ({ code, message, hint, details }) =>
        new ConfigError(code, message, hint, { ...details, ...(path !== undefined && { file: path }) }),
    ),
  );
}

/** What depends on several fields, or on all entries of one. */
function fieldProblems({ space, strategies = [], universes, periods }: ResolvedSweep): ConfigError[] {
  const bad = (path: string, message: string, hint: string): ConfigError =>
    new ConfigError('bad-value', message, hint, { path });
  const named = { 'space.grid': space.grid, 'space.list': space.list, universes, periods };
  return [
    ...Object.entries(named).flatMap(([path, entries]) =>
      entries === undefined || Object.keys(entries).length > 0
        ? []
        : [bad(path, `${path} has no entries`, 'give it one, or leave it out')],
    ),
    ...Object.entries(space.grid ?? {}).flatMap(([path, values]) =>
      valueProblems('space.grid', path, values),
    ),
    ...sampleProblems('space.random', space.random),
    ...sampleProblems('space.sobol', space.sobol),
    ...dimensionProblems(space.sobol),
    ...strategies.flatMap((name, index) =>
      strategies.indexOf(name) === index
        ? []
        : [bad(`strategies[${index}]`, `strategies lists ${name} twice`, 'list each strategy once')],
    ),
    ...Object.entries(periods ?? {}).flatMap(([name, { from, to }]) =>
      from === undefined || to === undefined || from <= to
        ? []
        : [bad(`periods.${name}.from`, `the period ${name} is from ${from} to ${to}`, 'swap the two dates')],
    ),
  ];
}

function sampleProblems(where: string, sampled: SampleConfig | undefined): ConfigError[] {
  return Object.entries(sampled?.fields ?? {}).flatMap(([path, field]) =>
    'values' in field
      ? valueProblems(where, path, field.values, `${where}.fields.${path}.values`)
      : rangeProblems(`${where}.fields.${path}`, field),
  );
}

function dimensionProblems(sobol: SampleConfig | undefined): ConfigError[] {
  const fields = Object.keys(sobol?.fields ?? {}).length;
  if (fields <= dimensions) return [];
  return [
    new ConfigError(
      'bad-value',
      `space.sobol has ${fields} fields, and the sequence has ${dimensions} dimensions`,
      'draw some of them with space.random',
      { path: 'space.sobol.fields', fields },
    ),
  ];
}
