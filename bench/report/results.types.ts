/** What bench/results.json holds. Times are microseconds. */
export interface Results {
  /** what made it, and when (ISO date) */
  command: string;
  date: string;
  /** `load`: mean number of running programs in the minute before, 0 on a quiet machine */
  machine: { cpu: string; cores: number; memory: string; platform: string; load: number };
  packages: Record<string, string>;
  /** one a runtime; the first has everything, the others some of its jobs */
  runs: Run[];
  /** why runtimes were not measured */
  skipped: string[];
}

export interface Run {
  /** `Node 20.20.2` */
  runtime: string;
  jobs: Job[];
  curves?: Curve[];
  /** why parts were not measured */
  skipped: string[];
  /** of what was measured beside, such as R */
  versions?: string[];
}

export interface Times {
  median: number;
  /** quartiles; null where they are not known */
  low: number | null;
  high: number | null;
  samples: number | null;
}

export interface Job {
  id: string;
  group: string;
  name: string;
  ours: Times;
  note: string;
  peers: Peer[];
}

export interface Peer extends Times {
  name: string;
  /** how far its answer is from ours */
  gap: number;
  /** its median over ours; null where the answer is wrong, with the reason */
  ratio: number | null;
  reason: string;
  note: string;
}

export interface Curve {
  id: string;
  name: string;
  /** what x counts */
  unit: string;
  points: { x: number; ours: number; theirs: number | null }[];
}
