import type { PriceTable } from '../../src/data/types.js';

/** The page `docs/study.md`, from prices of the ten ETFs. */
export function studyPage(prices: PriceTable): Promise<string>;
