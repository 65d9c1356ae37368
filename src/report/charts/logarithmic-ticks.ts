/** Round numbers between least < greatest, of the coarsest grid with at least four of them there. */
export function logarithmicTicks(least: number, greatest: number): number[] {
  return greatest / least > 3 ? unevenTicks(least, greatest) : evenTicks(least, greatest);
}

/** Over a wide range: the same numbers in every decade. */
function unevenTicks(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const decades = Array.from(
    { length: Math.ceil(Math.log10(greatest)) - first + 1 },
    (_, k) => 10 ** (first + k),
  );
  const grids = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 6, 8]].map((mantissas) =>
    decades
      .flatMap((decade) => mantissas.map((mantissa) => round(mantissa * decade)))
      .filter((tick) => tick >= least && tick <= greatest),
  );
  return grids.find((ticks) => ticks.length >= 4) ?? grids[2];
}

/** Over a narrow range, where a logarithmic axis is nearly linear: multiples of a round step. */
function evenTicks(least: number, greatest: number): number[] {
  const unit = 10 ** Math.floor(Math.log10(greatest - least));
  const grids = [1, 0.5, 0.2].map((share) => {
    const first = Math.ceil(least / (share * unit));
    const last = Math.floor(greatest / (share * unit));
    return Array.from({ length: last - first + 1 }, (_, k) => round((first + k) * share * unit));
  });
  return grids.find((ticks) => ticks.length >= 4) ?? grids[2];
}

/** Without the binary noise of 3 · 0.1. */
export function round(value: number): number {
  return Number(value.toPrecision(6));
}
