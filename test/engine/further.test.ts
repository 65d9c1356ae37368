import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createEngine, EngineError } from '../../src/browser.js';
import { coreOf } from '../../src/engine/core.js';
import { furtherOf } from '../../src/engine/further.js';
import { loadFurther } from '../../src/engine/load-further.js';

describe('the second module of an engine', () => {
  it('is not there until it is loaded, and then once, with a memory of its own', async () => {
    const engine = await createEngine();
    const core = coreOf(engine)!;
    expect(() => furtherOf(core)).toThrow(expect.objectContaining({ code: 'not-loaded' }));
    const before = engine.memoryBytes();
    const further = await loadFurther(core);
    expect(furtherOf(core)).toBe(further);
    expect(await loadFurther(core)).toBe(further);
    const values = further.run(
      () => 256,
      (_, frame) => frame.read(frame.copy(Float64Array.of(1, 2, 3)), 3),
    );
    expect([...values]).toEqual([1, 2, 3]);
    expect(engine.memoryBytes()).toBe(before + further.memoryBytes());
    expect(further.memoryBytes()).toBeGreaterThan(0);
  });

  it('ends with its engine', async () => {
    const engine = await createEngine();
    const further = await loadFurther(coreOf(engine)!);
    engine.dispose();
    expect(() =>
      further.run(
        () => 0,
        () => 0,
      ),
    ).toThrow(EngineError);
  });

  it('is built for both targets', () => {
    for (const build of ['release', 'debug']) {
      const module = new WebAssembly.Module(readFileSync(`build/out/further-${build}.wasm`));
      expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain('reserve');
      expect(WebAssembly.Module.imports(module).every(({ module: name }) => name === 'env')).toBe(true);
    }
  });
});
