export function etfText() {
  return { summary: '', performance: '', differences: '', scores: '', runs: '', paths: '' };
}
