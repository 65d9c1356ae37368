/** Seconds of processor time and bytes of a job. */
export interface JobCosts {
  plannerSeconds: number;
  redisSeconds: number;
  workerSeconds: number;
  bytesIn: number;
  bytesOut: number;
}

export interface Estimate {
  rate: number;
  planner: number;
  redis: number;
  bytes: number;
  threads: number;
  worth: number;
}

export const clusters: number[];
export function estimate(threads: number, jobSeconds: number, costs: JobCosts): Estimate;
