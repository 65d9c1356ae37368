/** Colours of one appearance. */
export interface Theme {
  background: string;
  text: string;
  muted: string;
  line: string;
  /** colours of lines, by Okabe and Ito, safe for colour-blind readers */
  categories: readonly string[];
  /** the same for areas, where yellow is seen well and black would be too heavy */
  areas: readonly string[];
  /** what does not deserve a colour of its own */
  others: string;
  /** from 0 to the largest value */
  sequential: readonly string[];
  /** from −1 over 0 to 1 */
  diverging: readonly string[];
}

export const light: Theme = {
  background: '#ffffff',
  text: '#1b1f24',
  muted: '#59636e',
  line: '#d5d9de',
  categories: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'],
  areas: ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'],
  others: '#b4bac1',
  sequential: ['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'],
  diverging: ['#a13d00', '#d55e00', '#f2b48a', '#f7f7f7', '#8cc4e6', '#0072b2', '#003f66'],
};

export const dark: Theme = {
  background: '#14171a',
  text: '#e8eaed',
  muted: '#a3abb3',
  line: '#3a4046',
  categories: ['#56b4e9', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#0072b2', '#ffffff'],
  areas: ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'],
  others: '#6b737b',
  sequential: ['#16232e', '#12476b', '#0072b2', '#56b4e9', '#e2f3fd'],
  diverging: ['#ffb27a', '#d55e00', '#7a3a10', '#262b30', '#0d4d73', '#2f93cc', '#a9dcfa'],
};

/** Colour and dash of series k: the dash changes once the colours are used up. */
export function lineStyle(theme: Theme, k: number): { color: string; type: 'solid' | 'dashed' | 'dotted' } {
  const { categories } = theme;
  const dashes = ['solid', 'dashed', 'dotted'] as const;
  return {
    color: categories[k % categories.length],
    type: dashes[Math.floor(k / categories.length) % dashes.length],
  };
}
