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
