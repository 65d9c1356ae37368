/** What a text of Redis says, null where it is no JSON: whoever checks it next refuses that. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
