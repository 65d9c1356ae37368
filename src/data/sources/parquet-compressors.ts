/** Compressions of Parquet beside Snappy, loaded where a file has them. */
export { compressors } from 'hyparquet-compressors';
