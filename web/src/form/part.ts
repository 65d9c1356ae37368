/** The part of the form for a value, by what its schema says that it is; JSON where the value has another shape. */
import { type Configuration, type Path, valueAt } from '../configuration.js';
import { element } from '../dom.js';
import { field, type FieldOptions, type Part } from './field.js';
import { listPart } from './list-part.js';
import { mapPart } from './map-part.js';
import { objectPart } from './object-part.js';
import { hasShape, type JsonSchema, kindOf } from './schema.js';
import { unionPart } from './union-part.js';

/** Makes the part for a value; parts that hold others are given it, so that they need not know them. */
export type PartMaker = (
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options?: FieldOptions,
) => Part;

export const partOf: PartMaker = (path, schema, config, options = {}) => {
  switch (kindOf(schema)) {
    case 'leaf':
      return field(path, schema, config, options);
    case 'union':
      return unionPart(path, schema, config, options, partOf);
    case 'object':
      return orJson(path, schema, config, options, objectPart);
    case 'list':
      return orJson(path, schema, config, options, listPart);
    case 'map':
      return orJson(path, schema, config, options, mapPart);
  }
};

type ShapedPart = (
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options: FieldOptions,
  make: PartMaker,
) => Part;

/** The part where the value has the shape for it, else its JSON. */
function orJson(
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options: FieldOptions,
  shaped: ShapedPart,
): Part {
  const box = element('div', { class: 'wide' });
  const json = { description: `${schema.description ?? ''} (as JSON: its value has another form)` };
  let isJson: boolean | null = null;
  let part: Part;
  const update = (): void => {
    const fits = hasShape(kindOf(schema), valueAt(config.value(), path));
    if (isJson === !fits) return;
    isJson = !fits;
    part = fits
      ? shaped(path, schema, config, options, partOf)
      : field(path, json, config, { ...options, bare: false });
    box.replaceChildren(part.element);
  };
  update();
  return {
    element: box,
    isWide: true,
    fields: () => part.fields(),
    show() {
      update();
      part.show();
    },
  };
}
