import * as z from 'zod';
import { configSchema } from './schema.js';

/** The published JSON Schema of a configuration, as it is written before its defaults are filled in. */
export function configJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(configSchema, { io: 'input' }), title: 'mixfolio backtest configuration' };
}
