import type * as DuckDBApi from '@duckdb/node-api';
import { optionalPackage } from '../optional-package.js';

/**
 * Apart from what users import, whose declarations have to do without the package.
 *
 * @throws ConfigError `missing-package` without @duckdb/node-api
 */
export function loadDuckDB(): Promise<typeof DuckDBApi> {
  return optionalPackage(
    '@duckdb/node-api',
    'writing results as a DuckDB file',
    () => import('@duckdb/node-api'),
  );
}
