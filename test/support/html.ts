const voidElements = new Set(['meta', 'link', 'input', 'br', 'hr', 'img']);

/** A page without the contents of its scripts and styles. */
export function markupOf(page: string): string {
  return page.replace(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');
}

/** Elements that are not closed in order, in words; empty for a well-formed page. */
export function nestingErrors(page: string): string[] {
  const open: string[] = [];
  const errors: string[] = [];
  for (const [, closing, tag] of markupOf(page).matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:[^<>"]|"[^"]*")*>/g)) {
    if (voidElements.has(tag)) continue;
    if (!closing) open.push(tag);
    else if (open.at(-1) === tag) open.pop();
    else errors.push(`</${tag}> closes <${open.at(-1) ?? 'nothing'}>`);
  }
  return [...errors, ...open.map((tag) => `<${tag}> stays open`)];
}

/** What a reader sees: text without tags, entities resolved, white space collapsed. */
export function visibleText(page: string): string {
  return markupOf(page)
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name])
    .replace(/\s+/g, ' ');
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
