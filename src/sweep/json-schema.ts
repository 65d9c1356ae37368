import * as z from 'zod';
import { sweepSchema } from './schema.js';

/** The published JSON Schema of a sweep's configuration, as it is written before its defaults are filled in. */
export function sweepJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(sweepSchema, { io: 'input' }), title: 'mixfolio sweep' };
}
