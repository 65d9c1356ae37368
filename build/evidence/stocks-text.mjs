export function stocksText() {
  return { summary: '', performance: '', differences: '', scores: '', runs: '', paths: '' };
}
