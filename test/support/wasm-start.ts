import { readFileSync } from 'node:fs';

/** How the bytes of the release engine begin where a bundle carries them: compressed, in base64. */
export const wasmStart = /wasmGzipBase64 =\s*'([^']{60})/.exec(
  readFileSync('src/engine/generated/release.ts', 'utf8'),
)![1];
