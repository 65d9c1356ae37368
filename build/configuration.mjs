/**
 * Writes docs/configuration.md and docs/sweep-configuration.md from the published schemas, so that fields, defaults and meanings are stated once.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The reference page for a JSON Schema of the configuration. */
export function configurationMarkdown(schema) {
  return `# Configuration

One JSON file drives the library, the command line and the report. Relative paths are relative to that file. Unknown keys are refused. The smallest form is

\`\`\`json
{ "prices": "prices.csv", "frequency": "month", "market": "SPY", "backtest": { "train": 36, "rebalance": 3 } }
\`\`\`

The same as a JSON Schema, for completion in editors, is \`dist/config.schema.json\` in the package. What a sweep takes is in [sweep-configuration.md](sweep-configuration.md).

${table(schema)}`;
}

/** The reference page for a JSON Schema of the configuration of a sweep. */
export function sweepConfigurationMarkdown(schema) {
  return `# Configuration of a sweep

The file that \`mixfolio sweep\` takes, and the first argument of \`sweep()\` ([sweeps.md](sweeps.md)). Relative paths are relative to the file that names them. Unknown keys are refused. Paths of fields are those of [configuration.md](configuration.md), with strategies by their names. The smallest form is

\`\`\`json
{ "base": "config.json", "space": { "grid": { "backtest.train": [24, 36, 60] } } }
\`\`\`

The same as a JSON Schema is \`dist/sweep.schema.json\` in the package; \`"$schema": "node_modules/mixfolio/dist/sweep.schema.json"\` has editors complete and check fields.

${table(schema)}`;
}

function table(schema) {
  const rows = describe(schema, '');
  return `| field | values | default | meaning |
|---|---|---|---|
${rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')}
`;
}

/** One row a field, nested fields by their path, those of one of several forms too; arrays of objects as \`strategies[].name\`, objects by name as \`kernels.NAME.kind\`. */
function describe(schema, prefix) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const fallback =
      'default' in field && !isPlainObject(field.default) ? `\`${JSON.stringify(field.default)}\`` : '';
    const row = [`\`${path}\``, values(field), fallback, field.description ?? ''];
    const inner =
      field.type === 'array' && field.items?.properties ? describe(field.items, `${path}[].`) : [];
    const parts = field.properties ? describe(field, `${path}.`) : [];
    const { properties, anyOf = [] } = field.additionalProperties ?? {};
    const entries = properties ? describe(field.additionalProperties, `${path}.NAME.`) : [];
    const entryForms = anyOf.flatMap((form) => describe(form, `${path}.NAME.`));
    const forms = (field.anyOf ?? []).flatMap((form) => describe(form, `${path}.`));
    return [...(parts.length > 0 ? [] : [row]), ...parts, ...forms, ...inner, ...entries, ...entryForms];
  });
}

function values(field) {
  if ('const' in field) return `\`${field.const}\``;
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ');
  if (field.anyOf) return [...new Set(field.anyOf.map(values))].join(' or ');
  if (field.type === 'array') return field.items?.properties ? 'list of objects' : 'list';
  if (field.type === 'object') {
    const keys = Object.keys(field.properties ?? {});
    return keys.length > 0 ? `\`{ ${keys.join(', ')} }\`` : 'object by name';
  }
  return field.type ?? '';
}

const isPlainObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const schema = (name) => JSON.parse(readFileSync(`dist/${name}.schema.json`, 'utf8'));
  writeFileSync('docs/configuration.md', configurationMarkdown(schema('config')));
  writeFileSync('docs/sweep-configuration.md', sweepConfigurationMarkdown(schema('sweep')));
}
