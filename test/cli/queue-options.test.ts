import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { positiveSecondsOf, secondsOf } from '../../src/cli/queue-options.js';
import { runCli } from '../support/cli.js';

test('seconds are numbers of zero or more, and where nothing would be left of it more than zero', () => {
  for (const [text, seconds] of [
    ['15', 15],
    ['0.25', 0.25],
  ] as const) {
    expect(secondsOf(text)).toBe(seconds);
    expect(positiveSecondsOf(text)).toBe(seconds);
  }
  expect(secondsOf('0')).toBe(0);
  for (const text of ['0', '0.00', '-1', 'soon', '1e3', ''])
    expect(() => positiveSecondsOf(text), text).toThrow(InvalidArgumentError);
});

test('a worker with a lease of no time is a mistake of its user', async () => {
  const args = ['worker', '--queue', 'redis://127.0.0.1:1', '--wait', '0', '--lease', '0'];
  const { status, stderr } = await runCli(args);
  expect(status).toBe(2);
  expect(stderr).toContain("option '--lease <seconds>' argument '0' is invalid");
  expect(stderr).not.toContain('[bug]');
});
