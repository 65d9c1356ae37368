/** What decodes Parquet, loaded at the first use: its parts without readers of files, so that browsers have it too. */
export { parquetMetadata, parquetSchema } from 'hyparquet/src/metadata.js';
export { parquetRead } from 'hyparquet/src/read.js';
