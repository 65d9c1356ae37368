/** What is wrong with a value, in words of a configuration: `it must be at least 1`. */
import type * as z from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Record<string, string> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text in double quotes',
  boolean: 'true or false',
  array: 'a list, [ … ]',
  object: 'an object of fields, { … }',
  record: 'an object of names and values, { … }',
};

/** Takes the place of the schema library's words; what fields say themselves stays. */
export function issueText(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const kind = kinds[issue.expected];
      if (kind === undefined) return undefined;
      const isQuoted =
        issue.expected === 'number' &&
        typeof issue.input === 'string' &&
        issue.input.trim() !== '' &&
        Number.isFinite(Number(issue.input));
      return `it must be ${kind}${isQuoted ? ', without quotes' : ''}`;
    }
    case 'invalid_value':
      return issue.values.length === 1
        ? `it must be ${shown(issue.values[0])}`
        : `it must be one of ${issue.values.map(shown).join(', ')}`;
    case 'too_small':
      return limit(issue.origin, Number(issue.minimum), issue.inclusive ? 'at least' : 'above');
    case 'too_big':
      return limit(issue.origin, Number(issue.maximum), issue.inclusive ? 'at most' : 'below');
    case 'invalid_format':
      return issue.format === 'date' ? 'it must be a day of the calendar, as 2024-01-31' : undefined;
    case 'invalid_union':
      return 'none of its forms fits';
    default:
      return undefined;
  }
}

/** As it has to be written. */
function shown(value: z.core.util.Primitive): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function limit(origin: string, value: number, relation: string): string {
  if (origin === 'array') return `it must have ${relation} ${value} ${value === 1 ? 'entry' : 'entries'}`;
  if (origin === 'string')
    return value === 1 ? 'it must not be empty' : `it must have ${relation} ${value} characters`;
  return `it must be ${relation} ${value}`;
}
