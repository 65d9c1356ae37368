/** How long things take, as the tables of this folder say it. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import Benchmark from 'benchmark';

/** Median microseconds of one call, over benchmark.js's samples. */
export function microseconds(job, maxTime = 0.5) {
  const benchmark = new Benchmark(job, { maxTime });
  benchmark.run();
  const samples = [...benchmark.stats.sample].sort((a, b) => a - b);
  return 1e6 * samples[samples.length >> 1];
}

/** Microseconds of processor time of `calls` calls. */
export function processorTime(job, calls) {
  const start = process.cpuUsage();
  for (let k = 0; k < calls; k++) job();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/**
 * Median microseconds of processor time of one call, over at most 15 samples of 20 ms or more within about `maxTime`
 * seconds: other programs on the machine do not count. For jobs of one thread.
 */
export function processorMicroseconds(job, maxTime = 2) {
  const spent = (calls) => processorTime(job, calls) / calls;
  // the compiler of the JavaScript engine has threads that count too: they are done after some calls
  const first = spent(1);
  if (first < 1e5) for (let total = 0, calls = 1; total < 3e5; calls *= 2) total += calls * spent(calls);
  const calls = Math.max(1, Math.ceil(20_000 / Math.max(1, first < 1e5 ? spent(5) : first)));
  const samples = [];
  for (let total = 0; samples.length < 15 && (samples.length < 3 || total < 1e6 * maxTime);) {
    samples.push(spent(calls));
    total += calls * samples.at(-1);
  }
  samples.sort((a, b) => a - b);
  return samples[samples.length >> 1];
}

export function format(us) {
  if (us < 1000) return `${us.toPrecision(3)} µs`;
  return us < 1e6 ? `${(us / 1000).toPrecision(3)} ms` : `${(us / 1e6).toPrecision(3)} s`;
}

export function ratio(a, b) {
  if (b / a < 1) return `${(b / a).toFixed(2)} ×`;
  return `${b / a < 10 ? (b / a).toFixed(1) : Number((b / a).toPrecision(2))} ×`;
}

/** Prints a table with the machine's name and writes it to a file. */
export function report(file, title, command, header, rows, remarks = '') {
  const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const machine = `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
  writeFileSync(file, `# ${title}\n\nMedians on ${machine}. Made by \`${command}\`.${remarks}\n\n${table}\n`);
  process.stdout.write(`${machine}\n\n${table}\n`);
}
