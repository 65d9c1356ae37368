/** A configuration in the fragment of an address, which browsers send to nobody; data is never in it. */
import { isObject, type JsonObject } from './configuration.js';
import { parseJson } from './form/text.js';

const prefix = '#config=';

/** Characters of a configuration's JSON: what is longer in an address is no configuration. */
const longest = 1_000_000;

/** `#config=` and the JSON of a configuration, deflated, in base64url. */
export async function toFragment(config: JsonObject): Promise<string> {
  const stream = new Blob([JSON.stringify(config)])
    .stream()
    .pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return prefix + base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * The configuration in a fragment; null where it has none.
 *
 * @throws Error of a fragment that is damaged, too long or no configuration
 */
export async function fromFragment(fragment: string): Promise<JsonObject | null> {
  if (!fragment.startsWith(prefix)) return null;
  let value;
  try {
    const base64 = fragment.slice(prefix.length).replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    value = parseJson(await inflated(bytes));
  } catch {
    throw new Error('The link’s configuration cannot be read: ask for the link again, it may have been cut.');
  }
  if (!isObject(value)) throw new Error('The link does not hold a configuration.');
  return value;
}

/** Stops where a small text would become an endless one. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .pipeThrough(new TextDecoderStream('utf-8', { fatal: true }));
  const reader = stream.getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    if (text.length > longest) throw new RangeError('too long');
  }
  return text;
}
