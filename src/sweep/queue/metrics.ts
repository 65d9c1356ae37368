/** What planner and workers say to Prometheus. */
import { Counter, Gauge, Registry } from 'prom-client';
import type { LiveWorker } from './registry.js';
import type { JobCounts } from './status.js';
import type { Workforce } from './sweep-pulse.js';

/** What a planner counts. */
export interface PlannerFigures {
  /** jobs whose results it has, and jobs that were set aside */
  done: number;
  failed: number;
  /** of the whole sweep, in the unit of its progress */
  progress: { done: number; total: number } | null;
  workforce: Workforce;
  queue: () => Promise<JobCounts>;
}

const states = ['waiting', 'active', 'delayed', 'failed'] as const;

/** `mixfolio_worker_…` of one worker itself. */
export function workerMetrics(worker: () => LiveWorker): Registry {
  const registry = new Registry();
  const of = (): LiveWorker[] => [worker()];
  addWorkers(registry, of);
  return registry;
}

/** `mixfolio_queue_jobs`, `mixfolio_sweep_…`, and `mixfolio_worker_…` of every worker. */
export function plannerMetrics(figures: () => PlannerFigures): Registry {
  const registry = new Registry();
  addWorkers(registry, () => figures().workforce.workers);
  new Gauge({
    name: 'mixfolio_queue_jobs',
    help: 'Jobs of the queue by state',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await figures().queue();
      for (const state of states) this.set({ state }, counts[state]);
    },
  });
  addCounter(
    registry,
    'mixfolio_sweep_jobs_done_total',
    'Jobs whose results the planner has',
    () => figures().done,
  );
  addCounter(
    registry,
    'mixfolio_sweep_jobs_failed_total',
    'Jobs that were set aside',
    () => figures().failed,
  );
  addGauge(registry, 'mixfolio_sweep_workers', 'Workers alive', () => figures().workforce.workers.length);
  addGauge(
    registry,
    'mixfolio_sweep_workers_refused',
    'Workers of another engine',
    () => figures().workforce.refused.length,
  );
  addGauge(registry, 'mixfolio_sweep_progress_ratio', 'Part of the sweep that is done', () =>
    ratio(figures().progress),
  );
  return registry;
}

function addWorkers(registry: Registry, workers: () => readonly LiveWorker[]): void {
  const labelNames = ['worker'];
  const counters = {
    jobs_done: ['Jobs done', ({ done }: LiveWorker) => done],
    jobs_failed: ['Attempts that failed', ({ failed }: LiveWorker) => failed],
    jobs_returned: ['Jobs given back unfinished', ({ returned }: LiveWorker) => returned],
    windows: ['Windows done', ({ windows }: LiveWorker) => windows],
  } as const;
  for (const [name, [help, of]] of Object.entries(counters)) {
    new Counter({
      ...{ name: `mixfolio_worker_${name}_total`, help, labelNames, registers: [registry] },
      collect() {
        this.reset();
        for (const worker of workers()) this.inc({ worker: nameOf(worker) }, of(worker));
      },
    });
  }
  const gauges = {
    jobs_active: ['Jobs under way', ({ active }: LiveWorker) => active],
    threads: ['Jobs at a time', ({ concurrency }: LiveWorker) => concurrency],
    windows_per_second: [
      'Windows a second, of the last minute',
      (worker: LiveWorker) => worker.windowsPerSecond,
    ],
  } as const;
  for (const [name, [help, of]] of Object.entries(gauges)) {
    new Gauge({
      ...{ name: `mixfolio_worker_${name}`, help, labelNames, registers: [registry] },
      collect() {
        // who is gone leaves no figure
        this.reset();
        for (const worker of workers()) this.set({ worker: nameOf(worker) }, of(worker));
      },
    });
  }
}

function addCounter(registry: Registry, name: string, help: string, value: () => number): void {
  new Counter({
    ...{ name, help, registers: [registry] },
    collect() {
      this.reset();
      this.inc(value());
    },
  });
}

function addGauge(registry: Registry, name: string, help: string, value: () => number): void {
  new Gauge({
    ...{ name, help, registers: [registry] },
    collect() {
      this.set(value());
    },
  });
}

function nameOf({ host, pid }: LiveWorker): string {
  return `${host}:${pid}`;
}

function ratio(progress: { done: number; total: number } | null): number {
  return progress === null || progress.total === 0 ? 0 : progress.done / progress.total;
}
