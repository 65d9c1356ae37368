/** Elements by name: the page's HTML has them all. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

/**
 * A new element. Children that are text stay text, so that no name of a file or strategy can be markup; attributes that
 * are null are left out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | null>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(label: string, onClick: () => void, description?: string): HTMLButtonElement {
  const made = element('button', { type: 'button', 'aria-label': description ?? null }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A table under a caption, whose first column names the rows; it scrolls sideways by itself. */
export function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): HTMLElement {
  const cells = (row: readonly string[]): HTMLElement[] =>
    row.map((cell, index) => (index === 0 ? element('th', { scope: 'row' }, cell) : element('td', {}, cell)));
  const made = element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...headings.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...cells(row)))),
  );
  return element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, made);
}

/** Saves a file where the user's browser saves files. */
export function saveFile(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  element('a', { href: address, download: name }).click();
  // the browser has its own hold of the data once the save has begun
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
