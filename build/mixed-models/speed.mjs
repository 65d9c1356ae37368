/** The measured table of bench/LME4.md, as it is. */
export function speedSection(benchmark) {
  const [, ...body] = benchmark.trim().split('\n');
  return `## Speed beside lme4

From [bench/LME4.md](../bench/LME4.md). ${body.join('\n').trim()}`;
}
