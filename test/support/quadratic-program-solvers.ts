import type { QPSolution, QuadraticProgram } from '../../src/browser.js';
import { EngineCore } from '../../src/engine/core.js';
import { compileEngine } from '../../src/engine/module.js';
import { type QPSettings, solveQP } from '../../src/engine/quadratic-program.js';

export type Solve = (problem: QuadraticProgram, warmStart?: QPSolution, settings?: QPSettings) => QPSolution;

async function solver(build: 'release' | 'debug', pivoting: boolean): Promise<Solve> {
  const core = await EngineCore.create(await compileEngine(build));
  return (problem, warmStart, settings) => solveQP(core, problem, warmStart, { pivoting, ...settings });
}

/** Both builds, as a caller gets them and with the dual active-set method alone. */
export const solvers: readonly (readonly [string, Solve])[] = [
  ['release', await solver('release', true)],
  ['release, dual method only', await solver('release', false)],
  ['debug', await solver('debug', true)],
  ['debug, dual method only', await solver('debug', false)],
];
