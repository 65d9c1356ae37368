/** HTML that is safe to insert: made by `html`, which escapes everything else. */
export class Html {
  constructor(readonly text: string) {}
}

type Content = Html | string | number | null | undefined | false | readonly Html[];

/** Template tag: what is interpolated is escaped unless it is `Html`; lists are joined, null, undefined and false are empty. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  return new Html(strings.reduce((text, part, k) => text + render(contents[k - 1]) + part));
}

/** Text as it may stand in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}

/** JSON that may stand in a `<script>`: no `<`, hence neither an end tag nor a comment. */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

/** JavaScript that may stand in a `<script>`: end tags and comment openers can only be in its string literals. */
export function scriptCode(code: string): Html {
  return new Html(code.replace(/<(\/script|!--)/gi, '\\x3c$1'));
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(({ text }) => text).join('');
  return escapeHtml(String(content));
}
