import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { covariance } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';
import { permuted, randomReturns, reordered, returnTable } from '../support/tables.js';

interface Expected {
  firstRow: number[];
  trace: number;
  logdet: number;
}
interface Authors {
  periods: number;
  assets: number;
  returns: number[][];
  expected: { scaledIdentity: Expected & { smallest: number } };
}
interface ScikitLearn {
  periods: number;
  assets: number;
  returns: number[][];
  ledoitWolf: Expected & { shrinkage: number };
}

function golden<Case>(file: string): Case[] {
  return JSON.parse(readFileSync(new URL(`../reference/${file}`, import.meta.url), 'utf8')) as Case[];
}

const authors = golden<Authors>('ledoit-wolf.json');
const scikitLearn = golden<ScikitLearn>('shrinkage.json');

describe.each(engines)('Ledoit–Wolf covariance, %s build', (_, engine) => {
  it.each(authors)(
    "is the authors' scaled identity for $periods × $assets returns",
    ({ returns, expected }) => {
      const { firstRow, trace, logdet, smallest } = expected.scaledIdentity;
      const n = firstRow.length;
      const { values } = covariance(engine, 'ledoitWolf', { returns: returnTable(returns) });
      expectClose(values.subarray(0, n), firstRow, 1e-10, Math.abs(firstRow[0]));
      const eigenvalues = engine.symmetricEigen(values, n).values;
      expectClose([eigenvalues[0], sum(eigenvalues)], [smallest, trace], 1e-10, 0);
      expect(sum(eigenvalues.map(Math.log))).toBeCloseTo(logdet, 8);
    },
  );

  it.each(scikitLearn)(
    "is scikit-learn's with divisor T for $periods × $assets returns",
    ({ returns, ledoitWolf: { shrinkage, firstRow, trace, logdet } }) => {
      const n = firstRow.length;
      const result = covariance(engine, 'ledoitWolf', { returns: returnTable(returns), divisor: 'T' });
      expect(result.shrinkage).toBeCloseTo(shrinkage, 10);
      expectClose(result.values.subarray(0, n), firstRow, 1e-10, Math.abs(firstRow[0]));
      const eigenvalues = engine.symmetricEigen(result.values, n).values;
      expect(sum(eigenvalues)).toBeCloseTo(trace, 10);
      expect(sum(eigenvalues.map(Math.log))).toBeCloseTo(logdet, 8);
    },
  );

  it('keeps the trace of the sample covariance and is better conditioned', () => {
    const returns = randomReturns(41, 24, 12);
    const sample = covariance(engine, 'sample', { returns });
    const shrunk = covariance(engine, 'ledoitWolf', { returns });
    const trace = (values: Float64Array): number => sum(values.filter((__, k) => k % 13 === 0));
    expect(trace(shrunk.values)).toBeCloseTo(trace(sample.values), 14);
    expect(shrunk.shrinkage).toBeGreaterThan(0);
    expect(shrunk.shrinkage).toBeLessThan(1);
    expect(shrunk.conditionNumber).toBeLessThan(sample.conditionNumber ?? NaN);
  });

  it('follows its assets and the unit of returns', () => {
    const returns = randomReturns(42, 30, 6);
    const { values, shrinkage } = covariance(engine, 'ledoitWolf', { returns });
    const order = [5, 0, 3, 1, 4, 2];
    const other = covariance(engine, 'ledoitWolf', { returns: reordered(returns, order) });
    expectClose(other.values, permuted(values, order), 1e-13, 1e-4);
    const scaled = { ...returns, returns: returns.returns.map((r) => 1e-4 * r) };
    expect(covariance(engine, 'ledoitWolf', { returns: scaled }).shrinkage).toBeCloseTo(shrinkage ?? NaN, 12);
  });

  it('refuses a divisor that it does not have', () => {
    const returns = randomReturns(44, 20, 3);
    const error = thrown(() => covariance(engine, 'ledoitWolf', { returns, divisor: 'N' as 'T' }));
    expect(error).toMatchObject({ code: 'unknown-divisor', details: { divisor: 'N' } });
    expect(error.hint).toContain('T-1');
  });

  it('does not shrink what is its target already', () => {
    const one = covariance(engine, 'ledoitWolf', { returns: randomReturns(43, 20, 1) });
    expect(one.shrinkage).toBe(0);
    expect(one.values).toEqual(covariance(engine, 'sample', { returns: randomReturns(43, 20, 1) }).values);
  });
});

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
