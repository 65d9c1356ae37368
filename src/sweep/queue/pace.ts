/** How much was done of late. */
export class Pace {
  readonly #events: { at: number; amount: number }[] = [];
  readonly #began = performance.now();

  /** @param span milliseconds that are looked back upon */
  constructor(readonly span: number) {}

  add(amount: number): void {
    this.#events.push({ at: performance.now(), amount });
  }

  /** Per second, over the span or what there was of it. */
  perSecond(): number {
    const now = performance.now();
    while (this.#events.length > 0 && this.#events[0].at < now - this.span) this.#events.shift();
    const sum = this.#events.reduce((total, { amount }) => total + amount, 0);
    return (1000 * sum) / Math.max(1000, Math.min(this.span, now - this.#began));
  }
}
