import { wasmGzipBase64 } from './generated/release.js';

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Which build of the engine: `debug` checks every index and is slow; results are the same. */
export type EngineBuild = 'release' | 'debug';

/** The compiled engine; the debug build is loaded only when it is asked for. */
export function compileEngine(build: EngineBuild): Promise<WebAssembly.Module> {
  return once(build, () => (build === 'release' ? { wasmGzipBase64 } : import('./generated/debug.js')));
}

/** The compiled second module of the engine, loaded only when it is asked for. */
export function compileFurther(build: EngineBuild): Promise<WebAssembly.Module> {
  return once(`further-${build}`, () =>
    build === 'release' ? import('./generated/further-release.js') : import('./generated/further-debug.js'),
  );
}

interface Bytes {
  wasmGzipBase64: string;
}

/** Each build is decoded and compiled once. */
function once(name: string, bytes: () => Bytes | Promise<Bytes>): Promise<WebAssembly.Module> {
  let module = compiled.get(name);
  if (!module) {
    module = Promise.resolve(bytes()).then((loaded) => compile(loaded.wasmGzipBase64));
    compiled.set(name, module);
  }
  return module;
}

async function compile(base64: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await gunzip(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))));
}

/** Without `Response` and `Blob`, which take Node longer to load than the bytes to unpack. */
async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(bytes), writer.close()]);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = readable.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
  await written;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
