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
