import { optionalPackage } from '../../optional-package.js';
import { highsSolver, type LinearSolver } from './linear-solver.js';

interface Loaded {
  solver: LinearSolver;
  version: string;
}

let loading: Promise<Loaded> | null = null;

/**
 * Loads HiGHS by the optional package highs, once a thread. Node finds it by its name; in a page make the solver yourself:
 * `highsSolver(await loadHighs())`.
 *
 * @throws ConfigError `missing-package` saying what to install
 */
export async function loadLinearSolver(): Promise<LinearSolver> {
  return (await loaded()).solver;
}

/**
 * What `loadLinearSolver` loads: the version of HiGHS and its commit, as they are compiled into it, such as `1.15.1-04024d7`.
 *
 * @throws ConfigError `missing-package`
 */
export async function linearSolverVersion(): Promise<string> {
  return (await loaded()).version;
}

function loaded(): Promise<Loaded> {
  loading ??= imported().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function imported(): Promise<Loaded> {
  const { default: load } = await optionalPackage('highs', 'minimumCVaR', () => import('highs'));
  const highs = await load();
  const { string, gitHash } = highs.version;
  return { solver: highsSolver(highs), version: `${string}-${gitHash}` };
}
