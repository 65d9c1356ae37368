import { describe, expect, it } from 'vitest';
import { plainError, revivedError } from '../../../src/backtest/parallel/plain-error.js';
import { DataError, EngineError, MixfolioError, NotPositiveDefiniteError } from '../../../src/errors.js';

const sent = (error: unknown): Error => revivedError(structuredClone(plainError(error)));

describe('an error of another thread', () => {
  it.each([
    new EngineError('trap', 'the engine stopped', 'report it', { bytes: 8 }),
    new DataError('market-missing', 'no market', 'begin later', { period: '2020-01-31', assets: ['A', 'B'] }),
    new MixfolioError('write-failed', 'no space', 'free some'),
  ])('has its class, code, details and hint again: $name', (error) => {
    const revived = sent(error) as MixfolioError;
    expect(revived.constructor).toBe(error.constructor);
    expect(revived).toMatchObject({
      name: error.name,
      code: error.code,
      message: error.message,
      hint: error.hint,
      details: error.details,
      stack: error.stack,
    });
  });

  it('is still one of the library where its class is made otherwise', () => {
    const revived = sent(new NotPositiveDefiniteError(3, 9)) as MixfolioError;
    expect(revived).toBeInstanceOf(MixfolioError);
    expect([revived.code, revived.details]).toEqual(['not-positive-definite', { pivot: 3, size: 9 }]);
  });

  it('shows where it was thrown when it is a bug, and is an error when it was none', () => {
    const bug = new TypeError('x is undefined');
    expect(sent(bug)).toMatchObject({ message: 'x is undefined', stack: bug.stack });
    expect(sent(bug)).not.toBeInstanceOf(MixfolioError);
    expect(sent('text')).toMatchObject({ message: 'text' });
  });
});
