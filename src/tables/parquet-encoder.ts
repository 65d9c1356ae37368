/** What encodes Parquet, loaded at the first use, without what writes files, so that browsers have it too. */
export { parquetWriteBuffer } from 'hyparquet-writer/src/write.js';
