/** The reference page for a JSON Schema of the configuration. */
export function configurationMarkdown(schema: Record<string, unknown>): string;
