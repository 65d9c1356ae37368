/** What the command line of the benchmarks asks for. */
import { parseArgs } from 'node:util';

export const usage = `npm run bench -- [options]

  --quick          fewer sizes and samples, this Node alone, within two minutes; writes to results/bench/
  --out FOLDER     where results.json, RESULTS.md and charts/ are written instead (bench/ for the full form)
  --config FILE    adds whole runs of \`mixfolio backtest\` on a configuration; may be repeated
  --prices CSV     their price file, where another than the configuration names
  --node VERSION   another Node to measure beside this one, from npm; 24 in the full form, "none" for none
  --page           measures nothing: page, charts and README's figures from the results.json of that folder
  --browser        Chromium in the quick form too; --no-browser leaves it out of the full one
`;

/** @returns `{ quick, out, configurations, prices, nodes, browser, page, help }` */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      config: { type: 'string', multiple: true, default: [] },
      prices: { type: 'string' },
      node: { type: 'string', multiple: true },
      browser: { type: 'boolean' },
      page: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick } = values;
  return {
    quick,
    help: values.help,
    page: values.page,
    out: values.out ?? (quick ? 'results/bench' : 'bench'),
    configurations: values.config,
    prices: values.prices,
    nodes: (values.node ?? (quick ? [] : ['24'])).filter((version) => version !== 'none'),
    browser: values.browser ?? !quick,
  };
}
