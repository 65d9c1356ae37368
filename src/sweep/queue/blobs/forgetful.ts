/** What is to be removed later, where the place itself knows no expiry: all of it when the store is closed. */
export class Forgetful {
  readonly #waiting = new Map<string, { timer: NodeJS.Timeout; remove: () => Promise<void> }>();

  /** Calls `remove` in so many milliseconds; what it throws is of no consequence, as whatever is left over is removed some day. */
  later(name: string, milliseconds: number, remove: () => Promise<void>): void {
    clearTimeout(this.#waiting.get(name)?.timer);
    const timer = setTimeout(() => {
      this.#waiting.delete(name);
      remove().catch(() => {});
    }, milliseconds);
    this.#waiting.set(name, { timer: timer.unref(), remove });
  }

  async now(): Promise<void> {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { timer } of all) clearTimeout(timer);
    await Promise.allSettled(all.map(({ remove }) => remove()));
  }
}
