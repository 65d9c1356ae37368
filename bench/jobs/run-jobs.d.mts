import type { Job } from '../report/results.types.js';

export interface JobDescription {
  id: string;
  group: string;
  name: string;
  ours: () => unknown;
  units?: number;
  effort?: number;
  note?: string;
  peers?: {
    name: string;
    run: () => unknown;
    gap: () => number | Promise<number>;
    limit: number;
    units?: number;
    note?: string;
    mayFail?: boolean;
  }[];
}

export function runJobs(jobs: JobDescription[], seconds: number): Promise<Job[]>;
