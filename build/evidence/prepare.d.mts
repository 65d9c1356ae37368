/** Copies prices and sectors of the folder `from` to `to`, and writes the risk-free rates and the stocks' index there. */
export function prepareData(from: string, to: string): void;
