import type { ResidualCorrelationConfig } from '../config/types.js';
import type { BranchSource } from '../data/branches.js';
import type { ClassTimeline } from '../data/class-history.js';
import type { FundamentalSource } from '../data/fundamentals.js';
import type { MembershipTimeline } from '../data/membership-timeline.js';
import type {
  ClassHistory,
  ClassTable,
  EventTable,
  MembershipHistory,
  PriceTable,
  ReturnTable,
} from '../data/types.js';
import type { KernelDefinition } from '../kernels/definitions.js';
import type { Kernel, KernelHistory } from '../kernels/types.js';
import type { CostModel } from './accounting/cost-model.js';
import type { DelistingReturns } from './accounting/hold.js';
import type { FundamentalsTimeline } from './fundamentals-timeline.js';
import type { KernelTimeline } from './kernel-timeline.js';
import type { Schedule } from './schedule.js';
import type { TreeTimeline } from './tree-timeline.js';

/** The files that a configuration names, read and parsed by the caller. */
export interface BacktestSources {
  /** the file of `market`: what `input` says */
  market?: PriceTable;
  /** the file of `riskFree`: rates a year in the place of prices */
  riskFree?: PriceTable;
  /** the file of `classes`, what `parseClassSource` makes of it */
  classes?: ClassTable | ClassHistory;
  /** the file of `membership`, what `parseMembership` makes of it */
  membership?: MembershipHistory;
  /** the files of `covariates` by name: any numbers in the place of prices */
  covariates?: Record<string, PriceTable>;
  /** the files of `dividends`, `splits` and `backtest.delistingReturns`, what `parseEvents` makes of them */
  dividends?: EventTable;
  splits?: EventTable;
  delistingReturns?: EventTable;
  /** the files of `kernels` by the name of the kernel, what `parseKernelSource`, of a tree `parseBranches`, of fundamentals `parseFundamentals`, makes of them */
  kernels?: Record<string, Kernel | KernelHistory | BranchSource | FundamentalSource>;
}

/** A kernel of a run: the same for all decisions, or what each makes its own of. */
export type RunKernel =
  KernelDefinition | KernelTimeline | TreeTimeline | FundamentalsTimeline | ResidualCorrelationConfig;

/** What a run starts from: data and configuration brought together, everything by period and checked. */
export interface BacktestInputs {
  universe: string[];
  /** simple total returns, periods × universe */
  returns: ReturnTable;
  /** the same, or log ones where the configuration says so, in excess of the risk-free return: what models see */
  excess: ReturnTable;
  /** risk-free return of each period */
  riskFree: Float64Array;
  /** the market's excess return of each period, simple or log as `excess`; null for the average of the assets, which windows compute */
  market: Float64Array | null;
  /** simple returns of the ticker that is the benchmark, by holding period; null where none is */
  benchmark: Float64Array | null;
  /** the user's covariates by name, a value for each period up to the last decision's */
  covariates: Record<string, Float64Array>;
  /** the market's ticker where it is an asset of the universe */
  marketAsset: string | null;
  /** who of the universe is a member when; null where all are at all times */
  membership: MembershipTimeline | null;
  /** of the universe; with a timeline each decision sees what is known then, see `classesAt` */
  classes: ClassTable | ClassTimeline | null;
  /** kernels beside the built-in ones, matrices over the universe; dated ones as `definitionsAt` reads them */
  kernels: Record<string, RunKernel>;
  /** takes the place of the kernel `combined` of every window */
  givenKernel?: Kernel;
  /** by asset: cost of trading one unit of value, one way */
  costs: Float64Array;
  /** costs by kind, where the configuration has them so; null for proportional ones alone */
  costModel: CostModel | null;
  /** null where positions are closed at their last price */
  delisting: DelistingReturns | null;
  schedule: Schedule;
  notes: string[];
}
