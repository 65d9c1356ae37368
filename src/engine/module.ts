import { wasmBase64 } from './generated/release.js';

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Which build of the engine: `debug` checks every index and is slow; results are the same. */
export type EngineBuild = 'release' | 'debug';

/** The compiled engine; each build is decoded and compiled once. The debug build is loaded only when it is asked for. */
export function compileEngine(build: EngineBuild): Promise<WebAssembly.Module> {
  let module = compiled.get(build);
  if (!module) {
    module =
      build === 'release'
        ? compile(wasmBase64)
        : import('./generated/debug.js').then((debug) => compile(debug.wasmBase64));
    compiled.set(build, module);
  }
  return module;
}

function compile(base64: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
