/** The reference page for a JSON Schema of the configuration. */
export function configurationMarkdown(schema: Record<string, unknown>): string;

/** The reference page for a JSON Schema of the configuration of a sweep. */
export function sweepConfigurationMarkdown(schema: Record<string, unknown>): string;
