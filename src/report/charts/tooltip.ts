export interface TooltipRow {
  colour: string;
  name: string;
  /** by which rows are ordered */
  value: number;
  /** in the place of the formatted value */
  text?: string;
}

const shownRows = 14;

/** Title, the largest values first, and how many more there are; text only, so that no name can be markup. */
export function tooltipList(
  title: string,
  rows: readonly TooltipRow[],
  format: (value: number) => string,
  note?: string | null,
): HTMLElement {
  const box = element('div', '');
  box.append(element('strong', title));
  if (note) box.append(element('div', note));
  const sorted = [...rows].sort((a, b) => b.value - a.value);
  for (const { colour, name, value, text } of sorted.slice(0, shownRows)) {
    const row = element('div', '');
    row.style.cssText = 'display:flex;gap:0.5em;align-items:baseline';
    const swatch = element('span', '');
    swatch.style.cssText = `flex:none;width:0.7em;height:0.7em;border-radius:2px;background:${colour}`;
    const number = element('span', text ?? format(value));
    number.style.cssText =
      'margin-left:auto;padding-left:1em;font-variant-numeric:tabular-nums;white-space:nowrap';
    row.append(swatch, element('span', name), number);
    box.append(row);
  }
  if (sorted.length > shownRows) box.append(element('div', `and ${sorted.length - shownRows} more`));
  return box;
}

/** One line of text. */
export function tooltipText(text: string): HTMLElement {
  return element('span', text);
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
