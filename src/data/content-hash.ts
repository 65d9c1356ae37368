import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * SHA-256, in hexadecimal, of plain data: objects by their sorted keys, without those that are undefined, arrays, typed
 * arrays to the bit, strings, numbers, booleans and null.
 */
export function contentHash(value: unknown): string {
  const hash = sha256.create();
  const text = (piece: string): void => {
    hash.update(utf8ToBytes(piece));
  };
  const visit = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      text(`<${part.byteLength}>`);
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    } else if (Array.isArray(part)) {
      text(`[${part.length}`);
      part.forEach(visit);
    } else if (typeof part === 'object' && part !== null) {
      const entries = Object.entries(part).filter(([, of]) => of !== undefined);
      text(`{${entries.length}`);
      for (const [key, of] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
        text(`${JSON.stringify(key)}:`);
        visit(of);
      }
    } else {
      text(typeof part === 'number' ? `${part};` : `${JSON.stringify(part) ?? 'undefined'};`);
    }
  };
  visit(value);
  return bytesToHex(hash.digest());
}
