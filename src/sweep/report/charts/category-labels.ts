import type { Theme } from '../../../report/charts/theme.js';

const fontSize = 12;
const letter = 6.8;
const longestRoom = 130;

/** Labels of values along a horizontal axis: level where each fits into its slot, else upright; as many as do not touch. */
export function categoryLabels(
  theme: Theme,
  labels: readonly string[],
  slot: number,
): { room: number; axisLabel: object } {
  const widest = labels.reduce((most, label) => Math.max(most, letter * label.length), 0);
  const upright = widest + 8 > slot;
  const common = { color: theme.muted, fontSize, hideOverlap: false };
  if (!upright) return { room: 20, axisLabel: { ...common, interval: 0 } };
  const room = Math.min(longestRoom, widest + 8);
  return {
    room,
    axisLabel: {
      ...common,
      rotate: 90,
      interval: Math.ceil((fontSize + 2) / slot) - 1,
      width: room,
      overflow: 'truncate',
    },
  };
}
