/** Linear algebra beside ml-matrix. */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { simulatedCovariance } from '../problems.mjs';
import { largestGap } from './run-jobs.mjs';

export function matrixJobs({ engine, quick }) {
  return (quick ? [10, 100] : [10, 50, 100, 300]).flatMap((n) => {
    const a = simulatedCovariance(n);
    const matrix = Matrix.from1DArray(n, n, a);
    const eigen = () => new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
    const job = (id, name, ours, run, gap) => ({
      id: `${id}-${n}`,
      group: 'matrices',
      name: `${name}, n = ${n}`,
      ours,
      peers: [{ name: 'ml-matrix', run, gap, limit: 1e-8 }],
    });
    return [
      job(
        'cholesky',
        'Cholesky',
        () => engine.cholesky(a, n),
        () => new CholeskyDecomposition(matrix),
        () =>
          largestGap(
            engine.cholesky(a, n),
            new CholeskyDecomposition(matrix).lowerTriangularMatrix.to1DArray(),
          ),
      ),
      job(
        'multiply',
        'multiply',
        () => engine.multiply(a, a, n, n, n),
        () => matrix.mmul(matrix),
        () => largestGap(engine.multiply(a, a, n, n, n), matrix.mmul(matrix).to1DArray()),
      ),
      job(
        'eigen',
        'eigendecomposition',
        () => engine.symmetricEigen(a, n),
        eigen,
        () => eigenGap(engine.symmetricEigen(a, n), eigen(), n),
      ),
      job(
        'eigenvalues',
        'eigenvalues alone',
        () => engine.symmetricEigenvalues(a, n),
        eigen,
        () => largestGap(engine.symmetricEigenvalues(a, n), eigen().realEigenvalues),
      ),
    ];
  });
}

/** Of the eigenvalues, and of QΛQ'. */
function eigenGap({ values, vectors }, { realEigenvalues, eigenvectorMatrix }, n) {
  const product = (Q, lambda) =>
    Q.mmul(Matrix.diag(Array.from(lambda)))
      .mmul(Q.transpose())
      .to1DArray();
  return Math.max(
    largestGap(values, realEigenvalues),
    largestGap(
      product(Matrix.from1DArray(n, n, vectors), values),
      product(eigenvectorMatrix, realEigenvalues),
    ),
  );
}
