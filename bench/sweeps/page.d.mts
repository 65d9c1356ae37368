import type { JobCosts } from './scaling.mjs';

/** What `bench/sweeps.json` holds, as far as others read it. */
export interface SweepFigures {
  throughput: { rounds: number; rows: JobCosts[] };
}

export function bytes(count: number): string;
export function page(results: SweepFigures): string;
export function withFigures(text: string, results: SweepFigures): string;
