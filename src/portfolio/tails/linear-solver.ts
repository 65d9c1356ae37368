/** Linear programs, by HiGHS: a package that is loaded when something needs it. */

/** min c'x subject to l ≤ Ax ≤ u and lower ≤ x ≤ upper; ±Infinity is no bound. */
export interface LinearProgram {
  /** n */
  c: Float64Array;
  /** m×n, by rows: those of row i are from starts[i] to starts[i + 1] */
  starts: Int32Array;
  columns: Int32Array;
  values: Float64Array;
  l: Float64Array;
  u: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/** `unbounded`: the objective falls without end, or there is no point at all. */
export interface LinearSolution {
  status: 'optimal' | 'infeasible' | 'unbounded' | 'iterationLimit';
  /** n */
  x: Float64Array;
  /** m: ∂(c'x)/∂b of the limit of a row that binds, ≥ 0 at a lower, ≤ 0 at an upper one */
  multipliers: Float64Array;
  /** steps of the simplex method */
  iterations: number;
}

/** What solves linear programs: synchronous, and the same answer in every bit to the same program. */
export interface LinearSolver {
  /** the minimum, or why there is none; throws only where the program itself is malformed */
  solve(program: LinearProgram): LinearSolution;
}

/** The smallest tolerances that HiGHS takes; what it drops of a matrix is below the rounding of scaled returns. */
const settings = {
  output_flag: false,
  solver: 'simplex',
  primal_feasibility_tolerance: 1e-10,
  dual_feasibility_tolerance: 1e-10,
  small_matrix_value: 1e-12,
} as const;

/** What is used of a loaded HiGHS, `await loadHighs()` of the package highs. */
export interface HighsModule {
  /** the codes of its answers */
  constants: {
    modelStatus: { optimal: number; infeasible: number; unbounded: number; unboundedOrInfeasible: number };
  };
  /** a program in HiGHS's memory, which `dispose` frees */
  createModel(program: {
    numCols: number;
    numRows: number;
    colCost: Float64Array;
    colLower: Float64Array;
    colUpper: Float64Array;
    rowLower: Float64Array;
    rowUpper: Float64Array;
    matrix: {
      format: 'csr';
      numCols: number;
      numRows: number;
      starts: Int32Array;
      indices: Int32Array;
      values: Float64Array;
    };
  }): {
    options: {
      /** HiGHS's own settings by name */
      set(options: Readonly<Record<string, string | number | boolean>>): unknown;
    };
    /** solves it */
    run(): unknown;
    /** how that ended */
    getModelStatus(): number;
    /** values of variables, and ∂f/∂b of rows */
    getSolution(): { colValue: Float64Array; rowDual: Float64Array };
    info: {
      /** a count of the last run */
      get(name: string): number | bigint;
    };
    /** frees its memory */
    dispose(): void;
  };
}

/** A solver of linear programs by a loaded HiGHS (`await loadHighs()` of the package highs). */
export function highsSolver(highs: HighsModule): LinearSolver {
  const { optimal, infeasible, unbounded, unboundedOrInfeasible } = highs.constants.modelStatus;
  const endings = new Map<number, LinearSolution['status']>([
    [optimal, 'optimal'],
    [infeasible, 'infeasible'],
    [unbounded, 'unbounded'],
    [unboundedOrInfeasible, 'unbounded'],
  ]);
  return {
    solve({ c, starts, columns, values, l, u, lower, upper }) {
      const [numCols, numRows] = [c.length, l.length];
      const model = highs.createModel({
        ...{ numCols, numRows },
        colCost: c,
        colLower: lower,
        colUpper: upper,
        rowLower: l,
        rowUpper: u,
        matrix: { format: 'csr', numCols, numRows, starts, indices: columns, values },
      });
      try {
        model.options.set(settings);
        model.run();
        const status = endings.get(model.getModelStatus()) ?? 'iterationLimit';
        const { colValue, rowDual } = model.getSolution();
        const iterations = Number(model.info.get('simplex_iteration_count'));
        return { status, x: colValue, multipliers: rowDual, iterations: Math.max(0, iterations) };
      } finally {
        model.dispose();
      }
    },
  };
}
