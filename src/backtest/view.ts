/**
 * An object some of whose fields are put together when they are first read, and kept. They are own and enumerable:
 * `JSON.stringify`, `structuredClone`, spreading and comparing see plain fields.
 *
 * @param fields plain ones
 * @param built  functions that build the others
 * @param hidden fields that copies and JSON leave out, getters among them
 */
export function view<Fields extends object, Built extends object, Hidden extends object = object>(
  fields: Fields,
  built: { [Key in keyof Built]: () => Built[Key] },
  hidden = {} as Hidden,
): Fields & Built & Hidden {
  const object: object = { ...fields };
  for (const [key, build] of Object.entries<() => unknown>(built)) {
    Object.defineProperty(object, key, {
      configurable: true,
      enumerable: true,
      get() {
        const value = build();
        Object.defineProperty(object, key, { configurable: true, enumerable: true, writable: true, value });
        return value;
      },
    });
  }
  for (const [key, own] of Object.entries(Object.getOwnPropertyDescriptors(hidden)))
    Object.defineProperty(object, key, { ...own, enumerable: false, configurable: false });
  return object as Fields & Built & Hidden;
}
