/** Parts of Piscina that its threads are made of, which build/piscina.mjs finds: its main module is the whole pool. */
declare module 'piscina/common' {
  export function markMovable(value: object): void;
}
declare module 'piscina/symbols' {
  export const kTransferable: unique symbol;
  export const kValue: unique symbol;
}
