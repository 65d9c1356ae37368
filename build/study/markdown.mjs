/** Numbers and tables as the page shows them; a typographic minus, and a dash where there is no number. */

const dash = '–';

export function table(header, rows) {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

export function fixed(value, digits) {
  if (value === null || value === undefined) return dash;
  const text = value.toFixed(digits);
  // no "−0.000"
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

export function percent(value, digits = 1) {
  return fixed(value === null || value === undefined ? value : 100 * value, digits);
}

/** A difference: its sign is always there. */
export function signed(text) {
  return text.startsWith('−') || text === dash || Number(text) === 0 ? text : `+${text}`;
}

export function scientific(value) {
  return value === null || value === undefined
    ? dash
    : value.toExponential(2).replace('-', '−').replace('e+0', '');
}

/** "0.0050 (0.0119)" */
export function withError([estimate, standardError] = []) {
  return estimate === undefined
    ? dash
    : `${fixed(estimate, 4)} (${standardError === null ? dash : fixed(standardError, 4)})`;
}

export function list(entries) {
  return Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
