/** Tickers that usually are the market of the others. */
const usualMarkets = ['SPY', '^GSPC', 'VTI', 'IVV', 'VOO', 'ACWI', 'VT', 'URTH'];

/** The market that a table of prices most likely has: a ticker of the whole market, else the average of all. */
export function suggestedMarket(assets: readonly string[]): string {
  return usualMarkets.find((ticker) => assets.includes(ticker)) ?? 'average';
}
