import { allocate, roundUp } from '../arena';
import { log } from '../numeric/log';
import { philox } from '../sampling/philox';

/** 2⁻⁵³ */
const TWO_MINUS_53: f64 = 1.1102230246251565e-16;

/**
 * Random numbers of one iteration of one chain: Philox with the counter (block, iteration, chain, 0) under the seed. They
 * depend on these alone, not on what was drawn before: chains have the same bits in any order, or alone.
 */
@unmanaged
export class RandomNumbers {
  low: u32;
  high: u32;
  chain: u32;
  iteration: u32;
  /** of the iteration, used so far */
  blocks: u32;
  /** two uniform numbers of the last block */
  first: f64;
  second: f64;
  words: usize;
}

/** Bytes that `allocateRandom` takes. */
export function randomBytes(): usize {
  return roundUp(offsetof<RandomNumbers>()) + roundUp(16);
}

export function allocateRandom(low: u32, high: u32): RandomNumbers {
  const random = changetype<RandomNumbers>(allocate(offsetof<RandomNumbers>()));
  random.low = low;
  random.high = high;
  random.words = allocate(16);
  startIteration(random, 0, 0);
  return random;
}

/** The numbers that follow are those of an iteration of a chain, from its first. */
export function startIteration(random: RandomNumbers, chain: u32, iteration: u32): void {
  random.chain = chain;
  random.iteration = iteration;
  random.blocks = 0;
}

/** Uniform on [0, 1): a multiple of 2⁻⁵³. */
export function uniform(random: RandomNumbers): f64 {
  draw(random);
  return random.first;
}

/** Standard normal, by Marsaglia's polar method; one of each pair is used. */
export function normal(random: RandomNumbers): f64 {
  for (;;) {
    draw(random);
    const u = 2.0 * random.first - 1.0;
    const v = 2.0 * random.second - 1.0;
    const s = u * u + v * v;
    if (s == 0.0 || s >= 1.0) continue;
    return u * Math.sqrt((-2.0 * log(s)) / s);
  }
}

/** Gamma with a shape of ⅓ or more and the rate 1 (Marsaglia and Tsang 2000). */
export function gamma(random: RandomNumbers, shape: f64): f64 {
  const d = shape - 1.0 / 3.0;
  const c = 1.0 / Math.sqrt(9.0 * d);
  let v = 0.0;
  let isAccepted = false;
  while (!isAccepted) {
    const x = normal(random);
    const root = 1.0 + c * x;
    if (root <= 0.0) continue;
    v = root * root * root;
    isAccepted = log(1.0 - uniform(random)) < 0.5 * x * x + d * (1.0 - v + log(v));
  }
  return d * v;
}

function draw(random: RandomNumbers): void {
  const words = random.words;
  philox(random.blocks, random.iteration, random.chain, 0, random.low, random.high, words);
  random.blocks++;
  random.first = fraction(load<u32>(words), load<u32>(words, 4));
  random.second = fraction(load<u32>(words, 8), load<u32>(words, 12));
}

// @ts-ignore: decorator
@inline
function fraction(a: u32, b: u32): f64 {
  return (<f64>(a >>> 5) * 67108864.0 + <f64>(b >>> 6)) * TWO_MINUS_53;
}
