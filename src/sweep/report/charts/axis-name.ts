import type { Theme } from '../../../report/charts/theme.js';

/** What an axis shows, in its middle. */
export function axisName(theme: Theme, name: string, nameGap: number): object {
  return { name, nameLocation: 'middle', nameGap, nameTextStyle: { color: theme.muted } };
}
