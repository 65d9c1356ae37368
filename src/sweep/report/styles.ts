/** What the page of a sweep has beyond that of a backtest: a verdict that is read first. */
export const sweepStyles = `
.verdict { font-size: clamp(1.2rem, 2.4vw, 1.6rem); line-height: 1.35; font-weight: 600; margin: 1rem 0 0.5rem; max-width: 58rem; text-wrap: pretty; }
header .sentences div { min-width: 18rem; }
.verdict.of-group { font-size: 1.1rem; }
.reasons { margin: 0 0 1.25rem; padding-left: 1.2rem; max-width: 58rem; }
.reasons li { margin: 0.15rem 0; }
header .scroll, [id$='-best-section'] .scroll, [id$='-luck-section'] .scroll { max-height: none; }
`;
