/**
 * exp, log, log1p and power with the same bits everywhere.
 *
 * ECMAScript leaves the last bits of `Math.exp`, `Math.log`, `Math.log1p`, `Math.pow` and `**` to each engine, and
 * they do differ between browsers and between versions of one browser. Whatever reaches a weight, a return or a
 * variance goes through these functions instead: +, −, ×, ÷ and the bits of a double are fixed by IEEE 754 and by
 * the language, so that a backtest gives the same result in Node and in every browser.
 *
 * Error below 1 ulp (subnormal results: below 2); special cases as in the `Math` functions of the same names.
 */
export { exp } from './exp.js';
export { log, log1p } from './log.js';
export { power } from './power.js';
