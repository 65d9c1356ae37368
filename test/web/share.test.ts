import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../web/src/configuration.js';
import { fromFragment, toFragment } from '../../web/src/share.js';

const fragmentOf = (text: string): string => `#config=${deflateRawSync(text).toString('base64url')}`;

describe('a shared configuration', () => {
  it('comes out of its fragment as it went in', async () => {
    const config = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(config, async (value) => {
        const fragment = await toFragment(value as JsonObject);
        expect(fragment).toMatch(/^#config=[\w-]+$/);
        expect(JSON.stringify(await fromFragment(fragment))).toBe(JSON.stringify(value));
      }),
      { numRuns: 50 },
    );
  });

  it('is none where the fragment is something else', async () => {
    expect(await fromFragment('')).toBe(null);
    expect(await fromFragment('#run-heading')).toBe(null);
  });

  it.each([
    ['is cut', fragmentOf('{"market":"SPY","frequency":"month"}').slice(0, 20), 'cannot be read'],
    ['is no base64', '#config=***', 'cannot be read'],
    ['is no JSON', fragmentOf('{"market":'), 'cannot be read'],
    ['unfolds to more than a configuration', fragmentOf(`"${'0'.repeat(2_000_000)}"`), 'cannot be read'],
    ['is a list', fragmentOf('[1]'), 'does not hold a configuration'],
  ])('is refused where it %s', async (_, fragment, message) => {
    await expect(fromFragment(fragment)).rejects.toThrow(message);
  });
});
