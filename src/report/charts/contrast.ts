/** Black or white, whichever is read better on the colour at `share`, 0 to 1, of a scale of evenly spaced colours. */
export function readableColour(scale: readonly string[], share: number): '#000000' | '#ffffff' {
  const position = Math.max(0, Math.min(1, share)) * (scale.length - 1);
  const below = Math.min(Math.floor(position), scale.length - 2);
  const [from, to] = [channelsOf(scale[below]), channelsOf(scale[below + 1])];
  const luminance = luminanceOf(from.map((channel, k) => channel + (to[k] - channel) * (position - below)));
  // where the contrasts (L + 0.05)/0.05 to black and 1.05/(L + 0.05) to white are equal
  return luminance > Math.sqrt(1.05 * 0.05) - 0.05 ? '#000000' : '#ffffff';
}

/** Red, green and blue of `#rrggbb`, 0 to 255. */
function channelsOf(hex: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** Relative luminance of WCAG 2. */
function luminanceOf(channels: readonly number[]): number {
  const [red, green, blue] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
