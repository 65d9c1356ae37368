/** The optional packages that speak to Redis. */
import { optionalPackage } from '../../optional-package.js';
import type * as BullMQ from 'bullmq';
import type * as IORedis from 'ioredis';

/** @throws ConfigError `missing-package` without ioredis */
export function loadRedis(): Promise<typeof IORedis> {
  return optionalPackage('ioredis', 'a queue', () => import('ioredis'));
}

/** @throws ConfigError `missing-package` without bullmq */
export function loadBullMQ(): Promise<typeof BullMQ> {
  return optionalPackage('bullmq', 'a queue', () => import('bullmq'));
}
