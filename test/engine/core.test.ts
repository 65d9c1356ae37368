import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, createEngine, DataError, EngineError } from '../../src/browser.js';
import { EngineCore } from '../../src/engine/core.js';
import { type EngineBuild, compileEngine } from '../../src/engine/module.js';
import { cholesky, multiply, symmetricEigen } from '../../src/engine/linear-algebra.js';
import { randomPositiveDefinite } from '../support/matrices.js';

const builds: readonly EngineBuild[] = ['release', 'debug'];

function caught(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Pages of 64 KiB that the core's memory has now, and the arena's top. */
function state(core: EngineCore): { memory: number; top: number } {
  return core.run(
    () => 0,
    (engine) => ({ memory: engine.memory.buffer.byteLength, top: engine.mark() }),
  );
}

describe.each(builds)('the engine core, %s build', (build) => {
  let module: WebAssembly.Module;
  beforeAll(async () => {
    module = await compileEngine(build);
  });

  it('turns a trap into an error and goes on with a fresh instance', async () => {
    const core = await EngineCore.create(module);
    const other = await EngineCore.create(module);
    const instances = new Set<WebAssembly.Memory>();
    const remember = (each: EngineCore): void =>
      each.run(
        () => 0,
        (engine) => void instances.add(engine.memory),
      );
    remember(core);
    remember(other);

    const error = caught(() =>
      core.run(
        () => 64,
        (engine) => engine.allocate(engine.memory.buffer.byteLength),
      ),
    );
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'trap', message: expect.stringContaining('unreachable') as string });

    const a = randomPositiveDefinite(1, 20);
    expect(cholesky(core, a, 20)).toEqual(cholesky(other, a, 20));
    remember(other);
    expect(instances.size).toBe(2);
    remember(core);
    expect(instances.size).toBe(3);
  });

  it('refuses a request beyond its address space, and works on', async () => {
    const core = await EngineCore.create(module);
    const before = state(core);
    for (const bytes of [0xffff_0000, 2 ** 32, 1e15, NaN]) {
      const error = caught(() =>
        core.run(
          () => 2 ** 17,
          (_, frame) => {
            frame.doubles(2 ** 14);
            return core.run(
              () => bytes,
              () => 'called',
            );
          },
        ),
      );
      expect(error).toBeInstanceOf(EngineError);
      expect(error).toMatchObject({ code: 'out-of-memory', details: { bytes } });
    }
    expect(state(core)).toEqual(before);
  });

  it('reads workspace sizes beyond 2 GiB as what they are', async () => {
    const core = await EngineCore.create(module);
    const bytes = core.run(
      () => 0,
      (engine) => engine.choleskyInverseWorkspace(16_000),
    );
    expect(bytes).toBeGreaterThan(1.5 * 8 * 16_000 ** 2);
    expect(bytes).toBeLessThan(1.51 * 8 * 16_000 ** 2);
  });

  it('is back at its mark after every call, also one that failed', async () => {
    const core = await EngineCore.create(module);
    const a = randomPositiveDefinite(2, 30);
    const { top } = state(core);
    cholesky(core, a, 30);
    symmetricEigen(core, a, 30);
    multiply(core, a, a, 30, 30, 30);
    expect(state(core).top).toBe(top);
    expect(() =>
      cholesky(
        core,
        a.map((x) => -x),
        30,
      ),
    ).toThrow('not positive definite');
    expect(() =>
      core.run(
        () => 800,
        (_, frame) => {
          frame.doubles(100);
          throw new DataError('some-code', 'thrown by the caller', 'none');
        },
      ),
    ).toThrow(DataError);
    expect(state(core).top).toBe(top);
  });

  it('reads and writes where it should after the memory has grown in the middle of a call', async () => {
    const core = await EngineCore.create(module);
    const numbers = Float64Array.of(1, 2, 3);
    core.run(
      () => 1000,
      (engine, frame) => {
        const before = frame.copy(numbers);
        const bytes = engine.memory.buffer.byteLength;
        frame.reserve(2 * bytes);
        expect(engine.memory.buffer.byteLength).toBeGreaterThan(bytes);
        const after = frame.copy(numbers.map((x) => -x));
        expect(frame.read(before, 3)).toEqual(numbers);
        expect(frame.read(after, 3)).toEqual(Float64Array.of(-1, -2, -3));
      },
    );
    expect(cholesky(core, Float64Array.of(4), 1)).toEqual(Float64Array.of(2));
  });

  it('does not grow in the steady state', async () => {
    const core = await EngineCore.create(module);
    const a = randomPositiveDefinite(3, 60);
    const work = (): void => {
      symmetricEigen(core, a, 60);
      cholesky(core, a, 60);
      multiply(core, a, a, 60, 60, 60);
    };
    work();
    const { memory } = state(core);
    for (let i = 0; i < 100; i++) work();
    expect(state(core).memory).toBe(memory);
  });

  it('grows for a large call without losing what the frame holds', async () => {
    const core = await EngineCore.create(module);
    const before = state(core).memory;
    const values = Float64Array.of(1, 2, 3);
    const n = 2 ** 20;
    core.run(
      () => 8 * n + 128,
      (_, frame) => {
        const address = frame.copy(values);
        expect(frame.copy(new Float64Array(n)) % 64).toBe(0);
        const integers = frame.copyIntegers([]);
        expect(frame.readIntegers(integers, 0)).toHaveLength(0);
        expect(frame.read(address, 3)).toEqual(values);
      },
    );
    expect(state(core).memory).toBeGreaterThan(before);
  });

  it('keeps integers apart from doubles', async () => {
    const core = await EngineCore.create(module);
    const integers = core.run(
      () => 256,
      (_, frame) => {
        const address = frame.copyIntegers([1, -2, 3]);
        frame.copy(Float64Array.of(7));
        return frame.readIntegers(address, 3);
      },
    );
    expect(integers).toEqual(Int32Array.of(1, -2, 3));
  });

  it('throws after dispose, whatever is asked of it', async () => {
    const core = await EngineCore.create(module);
    core.dispose();
    core.dispose();
    const error = caught(() => state(core));
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'disposed' });

    const engine = await createEngine({ build });
    engine.dispose();
    expect(caught(() => engine.cholesky(Float64Array.of(1), 1))).toMatchObject({ code: 'disposed' });
  });
});

describe('the engine module', () => {
  it('decodes to the very bytes that were compiled', async () => {
    for (const build of builds) {
      const { wasmGzipBase64 } = (await import(`../../src/engine/generated/${build}.ts`)) as {
        wasmGzipBase64: string;
      };
      const bytes = gunzipSync(Buffer.from(wasmGzipBase64, 'base64'));
      expect(Buffer.from(bytes).equals(readFileSync(`build/out/${build}.wasm`))).toBe(true);
      const names = WebAssembly.Module.exports(await compileEngine(build)).map(({ name }) => name);
      expect(names).toEqual(
        WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name),
      );
    }
  });

  it('is compiled once a build', () => {
    expect(compileEngine('release')).toBe(compileEngine('release'));
    expect(compileEngine('release')).not.toBe(compileEngine('debug'));
  });

  it('may be given by the embedder, who is told when it is another one', async () => {
    const module = new WebAssembly.Module(readFileSync('build/out/release.wasm'));
    const engine = await createEngine({ module });
    expect(engine.cholesky(Float64Array.of(9), 1)).toEqual(Float64Array.of(3));

    const empty = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const error: unknown = await createEngine({ module: empty }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'wrong-module' });
  });
});
