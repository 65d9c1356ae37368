import { dark, light, type Theme } from '../charts/theme.js';

/** Paper is light, whatever the screen is. */
export function currentTheme(printing: boolean): Theme {
  return darkScheme().matches && !printing ? dark : light;
}

export function onThemeChange(listener: () => void): void {
  darkScheme().addEventListener('change', listener);
}

function darkScheme(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
