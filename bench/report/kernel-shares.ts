/** What bench/KERNELS.md says, a table of routines by size. */

/**
 * The least share of the peak, in percent, of the routines that begin with one of these names, at these sizes.
 *
 * @returns null where the page has none of them
 */
export function leastShare(
  page: string,
  routines: readonly string[],
  sizes: readonly number[],
): number | null {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const [header = [], , ...body] = rows;
  const columns = sizes.map((n) => header.indexOf(`n = ${n}`)).filter((column) => column >= 0);
  const shares = body
    .filter(([, routine]) => routines.some((name) => routine.startsWith(name)))
    .flatMap((row) => columns.map((column) => /^(\d+(\.\d+)?) %$/.exec(row[column])?.[1]))
    .flatMap((share) => (share === undefined ? [] : [Number(share)]));
  return shares.length > 0 ? Math.min(...shares) : null;
}
