import { createEngine } from '../../dist/index.js';
import { etfSection } from './etf.mjs';
import { stocksSection } from './stocks.mjs';

/**
 * The page `docs/evidence.md`.
 *
 * @param folder of `prepareData`
 */
export async function evidencePage(folder) {
  const engine = await createEngine();
  const sections = [await etfSection(engine, folder), await stocksSection(engine, folder)];
  return `# Two examples, net of costs

${sections.join('\n\n')}
`;
}
