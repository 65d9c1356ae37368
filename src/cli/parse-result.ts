/** A `result.json` of an earlier run. */
import * as z from 'zod';
import type { BacktestResult } from '../backtest/types.js';
import { DataError } from '../errors.js';
import { issueText } from '../config/issue-text.js';
import { fieldPath } from '../config/issues.js';
import { locateJsonError } from '../files/locate-json-error.js';

const series = z.array(z.number());

/** What tells a result from other JSON; what reports say beyond it is optional there. */
const resultSchema = z.looseObject({
  config: z.looseObject({}),
  engineVersion: z.string(),
  dataHash: z.string(),
  frequency: z.enum(['day', 'week', 'month']),
  periodsPerYear: z.number(),
  universe: z.array(z.string()),
  notes: z.array(z.string()),
  decisions: z.array(z.looseObject({ decision: z.string() })),
  snapshot: z.looseObject({ assets: z.array(z.string()) }),
  strategies: z
    .array(
      z
        .looseObject({
          name: z.string(),
          statistics: z.looseObject({}),
          periods: z.array(z.string()).min(1),
          grossReturns: series,
          netReturns: series,
          windows: z.array(
            z.looseObject({ decision: z.string(), weights: z.record(z.string(), z.number()) }),
          ),
        })
        .refine(({ periods, netReturns }) => periods.length === netReturns.length, {
          path: ['netReturns'],
          error: 'not as many as periods',
        }),
    )
    .min(1),
});

/**
 * @param path how messages name the file
 * @throws DataError `invalid-json` with line and column, and
 *         `not-a-result` naming the field that a result has and this does not
 */
export function parseResult(text: string, path: string): BacktestResult {
  const place = locateJsonError(text);
  if (place !== null) {
    throw new DataError(
      'invalid-json',
      `${path}, line ${place.line}, column ${place.column}: this is not JSON`,
      hint,
      { file: path, line: place.line, column: place.column },
    );
  }
  const value: unknown = JSON.parse(text);
  const checked = resultSchema.safeParse(value, { error: issueText });
  if (checked.success) return value as BacktestResult;
  const [{ path: where, message }] = checked.error.issues;
  const field = fieldPath(where);
  const found = where.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], value);
  const problem =
    found === undefined ? `it has no ${field}` : `${field === '' ? '' : `${field}: `}${message}`;
  throw new DataError('not-a-result', `${path} is not the result of a backtest: ${problem}`, hint, {
    file: path,
    field,
  });
}

const hint = 'give the result.json that mixfolio backtest --out FOLDER wrote';
