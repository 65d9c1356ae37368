import { instantiate, instantiateSync } from '@assemblyscript/loader';
import { ConfigError, EngineError, MixfolioError } from '../errors.js';
import type { ArenaExports, EngineExports } from './exports.js';

/** The address space less what the first page and alignment take, in bytes. */
const LARGEST_REQUEST = 0xffff_0000;

/** A region of engine memory for one call: inputs, outputs, then the engine's own workspace behind them. */
export class Frame {
  /** The whole memory; a grow detaches it, which leaves it without elements. */
  private cells = new Float64Array(0);
  private words = new Int32Array(0);

  constructor(private readonly exports: ArenaExports) {}

  /**
   * Makes sure of `bytes` more behind what the frame holds, for workspace that depends on its contents.
   * Views made before are detached.
   */
  reserve(bytes: number): void {
    if (!(bytes <= LARGEST_REQUEST) || !this.exports.reserve(bytes)) {
      throw new EngineError(
        'out-of-memory',
        `the engine needs ${Math.ceil(bytes / 2 ** 20)} MiB more than its memory can grow to`,
        'use fewer assets or periods',
        { bytes },
      );
    }
  }

  /** Address of n doubles. */
  doubles(n: number): number {
    return this.exports.allocate(n * 8) >>> 0;
  }

  /** Address of n 32-bit integers. */
  integers(n: number): number {
    return this.exports.allocate(n * 4) >>> 0;
  }

  /** Address of a copy of `values`. */
  copy(values: Float64Array): number {
    const address = this.doubles(values.length);
    this.memory().set(values, address / 8);
    return address;
  }

  /** Address of a copy of `values` as 32-bit integers. */
  copyIntegers(values: ArrayLike<number>): number {
    const address = this.integers(values.length);
    new Int32Array(this.exports.memory.buffer, address, values.length).set(values);
    return address;
  }

  /** The n doubles at `address`, copied out. */
  read(address: number, n: number): Float64Array {
    return this.memory().slice(address / 8, address / 8 + n);
  }

  /** The n 32-bit integers at `address`, copied out. */
  readIntegers(address: number, n: number): Int32Array {
    return new Int32Array(this.exports.memory.buffer, address, n).slice();
  }

  /** The whole memory as 32-bit integers; detached once the memory grows. */
  integerMemory(): Int32Array {
    if (this.words.length === 0) this.words = new Int32Array(this.exports.memory.buffer);
    return this.words;
  }

  /** The whole memory as doubles; detached once the memory grows. */
  memory(): Float64Array {
    if (this.cells.length === 0) this.cells = new Float64Array(this.exports.memory.buffer);
    return this.cells;
  }
}

const cores = new WeakMap<object, EngineCore>();

/** Remembers what an engine, as users hold it, runs on. */
export function rememberCore<Holder extends object>(engine: Holder, core: EngineCore): Holder {
  cores.set(engine, core);
  return engine;
}

/** What an engine runs on; undefined for an object that `createEngine` did not make, such as a wrapper. */
export function coreOf(engine: object): EngineCore | undefined {
  return cores.get(engine);
}

/**
 * What an engine runs on, for functions that need more of it than its methods.
 *
 * @param subject of the sentence that refuses another engine
 * @throws ConfigError `wrapped-engine`
 */
export function requiredCore(engine: object, subject: string): EngineCore {
  const core = coreOf(engine);
  if (core !== undefined) return core;
  throw new ConfigError(
    'wrapped-engine',
    `${subject} given an engine that createEngine did not make`,
    'pass the engine of createEngine itself, and no copy or wrapper of it',
  );
}

/** Bytes that a frame needs for the arrays of these lengths, each aligned to 64 bytes. */
export function frameBytes(...lengths: number[]): number {
  return lengths.reduce((bytes, length) => bytes + 8 * length + 64, 0);
}

/**
 * One WebAssembly instance and its memory.
 *
 * A trap means a bug in the engine: it becomes an `EngineError`, the instance is discarded with its memory, and
 * the next call runs on a fresh one (made synchronously from the compiled module: callers need not await).
 */
export class EngineCore<Exports extends ArenaExports = EngineExports> {
  private disposed = false;
  private frame: Frame | null = null;

  private constructor(
    private readonly module: WebAssembly.Module,
    private instance: Exports | null,
  ) {}

  /**
   * Instantiates a compiled module, asynchronously.
   *
   * @throws ConfigError `wrong-module` when it is not an engine, EngineError `no-instance` when it cannot be started
   */
  static async create(module: WebAssembly.Module): Promise<EngineCore> {
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === 'reserve')) {
      throw new ConfigError(
        'wrong-module',
        'the WebAssembly module is not a mixfolio engine: it exports no reserve()',
        'compile engine.wasm of this very version, or leave the option out',
      );
    }
    const { instance } = await instantiate(module).catch(notStarted);
    return new EngineCore(module, withUnsignedSizes<EngineExports>(instance.exports));
  }

  /**
   * Runs one engine call inside a frame that is released afterwards, whatever happens.
   *
   * @param bytes  what the frame and the engine's workspace need together, asked for before any view is made
   * @throws EngineError `out-of-memory` when the memory cannot grow that far, `trap` when the engine trapped,
   *         `no-instance` when it cannot be started again after that, `disposed` after `dispose`
   */
  run<Result>(bytes: (exports: Exports) => number, call: (exports: Exports, frame: Frame) => Result): Result {
    this.refuseDisposed();
    this.instance ??= restart<Exports>(this.module);
    const exports = this.instance;
    try {
      const needed = bytes(exports);
      const position = exports.mark();
      const frame = (this.frame ??= new Frame(exports));
      try {
        frame.reserve(needed);
        return call(exports, frame);
      } finally {
        exports.release(position);
      }
    } catch (error) {
      if (error instanceof MixfolioError) throw error;
      this.discard();
      throw new EngineError(
        'trap',
        `the engine stopped: ${error instanceof Error ? error.message : String(error)}`,
        'this is a bug in mixfolio, please report it with the input; the next call runs on a fresh instance',
      );
    }
  }

  /** An engine on the module of another, whose instance is made at the first call. */
  static of<Exports extends ArenaExports = EngineExports>(module: WebAssembly.Module): EngineCore<Exports> {
    return new EngineCore<Exports>(module, null);
  }

  /** Another instance of the same module with a memory of its own, which outlives this one. */
  another(): EngineCore<Exports> {
    return EngineCore.of<Exports>(this.module);
  }

  /**
   * The compiled module, for instances of other threads.
   *
   * @throws EngineError `disposed` after `dispose`
   */
  compiled(): WebAssembly.Module {
    this.refuseDisposed();
    return this.module;
  }

  /** Bytes of WebAssembly memory that the instance holds, which never shrinks; 0 without one. */
  memoryBytes(): number {
    return this.instance?.memory.buffer.byteLength ?? 0;
  }

  /** Lets go of the instance and its memory; every later call is an error. */
  dispose(): void {
    this.disposed = true;
    this.discard();
  }

  private refuseDisposed(): void {
    if (!this.disposed) return;
    throw new EngineError('disposed', 'this engine was disposed', 'create another with createEngine()');
  }

  private discard(): void {
    this.instance = null;
    this.frame = null;
  }
}

function restart<Exports extends ArenaExports>(module: WebAssembly.Module): Exports {
  try {
    return withUnsignedSizes(instantiateSync(module).instance.exports);
  } catch (error) {
    return notStarted(error);
  }
}

function notStarted(error: unknown): never {
  throw new EngineError(
    'no-instance',
    `the engine could not be started: ${error instanceof Error ? error.message : String(error)}`,
    'free memory, for instance by disposing engines that are no longer needed',
  );
}

/** The exports, with workspace sizes read as what they are: unsigned (beyond 2 GiB JavaScript sees them negative). */
function withUnsignedSizes<Exports extends ArenaExports>(raw: object): Exports {
  const exports: Record<string, unknown> = { ...raw };
  for (const [name, value] of Object.entries(exports)) {
    if (!name.endsWith('Workspace')) continue;
    const size = value as (...sizes: number[]) => number;
    exports[name] = (...sizes: number[]) => size(...sizes) >>> 0;
  }
  return exports as unknown as Exports;
}
