/** Ending where Redis may be away. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds for which one that ends waits for Redis to hear of it. */
const patience = 3000;

/** Waits until something is said, though not for long, and whether or not it could be: what is left in Redis expires by itself. */
export async function farewell(...said: Promise<unknown>[]): Promise<void> {
  await Promise.race([Promise.allSettled(said), sleep(patience, undefined, { ref: false })]);
}
