import { optionalPackage } from '../../optional-package.js';
import { highsSolver, type LinearSolver } from './linear-solver.js';

let loading: Promise<LinearSolver> | null = null;

/**
 * Loads HiGHS by the optional package highs, once a thread. Node finds it by its name; in a page make the solver yourself:
 * `highsSolver(await loadHighs())`.
 *
 * @throws ConfigError `missing-package` saying what to install
 */
export function loadLinearSolver(): Promise<LinearSolver> {
  loading ??= imported().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function imported(): Promise<LinearSolver> {
  const { default: load } = await optionalPackage('highs', 'minimumCVaR', () => import('highs'));
  return highsSolver(await load());
}
