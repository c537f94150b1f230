// The page's colours in both themes, as data: written into the style sheet, read by the canvas, and tested for contrast.

/** A fill and the ink that is read on it. */
export interface Hue {
  readonly fill: string;
  readonly ink: string;
}

export interface Theme {
  /** Neutral surfaces and text; each becomes the style variable of its name. */
  readonly colours: Readonly<Record<ColourName, string>>;
  /** Ten hues for keys that colour-blind readers can tell apart with their letters. */
  readonly keys: readonly Hue[];
  /** A record without a key. */
  readonly noKey: Hue;
  /** The muted second set, for consumer groups. */
  readonly groups: readonly string[];
}

export type ColourName =
  | 'page' | 'surface' | 'surface-raised' | 'surface-sunken' | 'text' | 'text-muted' | 'line' | 'line-strong'
  | 'accent' | 'accent-text' | 'accent-soft' | 'on-accent' | 'waiting' | 'waiting-soft' | 'fault' | 'fault-soft' | 'fine' | 'dead' | 'dead-line';

export type ThemeName = 'light' | 'dark';

const light: Theme = {
  colours: {
    page: '#f3f5f4', surface: '#ffffff', 'surface-raised': '#eef1f0', 'surface-sunken': '#f8f9f9', text: '#172025', 'text-muted': '#525e66',
    line: '#dde2e1', 'line-strong': '#7f8a90', accent: '#0f6b7d', 'accent-text': '#0c5c6c', 'accent-soft': '#e1f0f3', 'on-accent': '#ffffff',
    waiting: '#8f5600', 'waiting-soft': '#fbf0dc', fault: '#b3261e', 'fault-soft': '#fbe9e7', fine: '#2b7a4b', dead: '#e3e6e6', 'dead-line': '#8b9499',
  },
  keys: [
    { fill: '#2b69ad', ink: '#ffffff' }, { fill: '#b35300', ink: '#ffffff' }, { fill: '#2b7a4b', ink: '#ffffff' }, { fill: '#7a4aa5', ink: '#ffffff' },
    { fill: '#b03a78', ink: '#ffffff' }, { fill: '#0f7480', ink: '#ffffff' }, { fill: '#80583a', ink: '#ffffff' }, { fill: '#53616e', ink: '#ffffff' },
    { fill: '#b5403a', ink: '#ffffff' }, { fill: '#6d6c16', ink: '#ffffff' },
  ],
  noKey: { fill: '#6a757b', ink: '#ffffff' },
  groups: ['#8a4f7d', '#47709b', '#8a6a2f', '#4f7d5c', '#95594c', '#5d5f96'],
};

const dark: Theme = {
  colours: {
    page: '#0e1316', surface: '#151c20', 'surface-raised': '#1e272c', 'surface-sunken': '#10171a', text: '#e5ebed', 'text-muted': '#a0adb4',
    line: '#2a353b', 'line-strong': '#74838b', accent: '#5bbfd2', 'accent-text': '#7bd0e0', 'accent-soft': '#16333a', 'on-accent': '#06222a',
    waiting: '#e6ad54', 'waiting-soft': '#33270f', fault: '#ff8d84', 'fault-soft': '#3a1a18', fine: '#7fcf9f', dead: '#0a0e10', 'dead-line': '#5d6a71',
  },
  keys: [
    { fill: '#7fb4ee', ink: '#071a2e' }, { fill: '#f0a65c', ink: '#2b1600' }, { fill: '#7fce9e', ink: '#06230f' }, { fill: '#c2a3ee', ink: '#200c38' },
    { fill: '#f19cc6', ink: '#370920' }, { fill: '#63ccd5', ink: '#032527' }, { fill: '#d0aa8a', ink: '#271505' }, { fill: '#b4c2ce', ink: '#121b22' },
    { fill: '#f5968d', ink: '#360a07' }, { fill: '#cdcd70', ink: '#1f1f02' },
  ],
  noKey: { fill: '#8b989f', ink: '#0d1417' },
  groups: ['#d3a0c8', '#9dbfe3', '#d8bb82', '#a3cfae', '#e0a99d', '#b0b2e6'],
};

const THEME_NAMES: readonly ThemeName[] = ['light', 'dark'];

export const THEMES: Readonly<Record<ThemeName, Theme>> = { light, dark };

/** The style sheet's text that names every colour for both themes. */
export function tokensCss(): string {
  return THEME_NAMES.map((name) => `:root[data-theme='${name}'] { color-scheme: ${name}; ${variables(THEMES[name])} }`).join('\n');
}

function variables(theme: Theme): string {
  const colours = Object.entries(theme.colours).map(([name, value]) => `--${name}: ${value};`);
  const keys = theme.keys.flatMap((hue, at) => [`--key-${at}: ${hue.fill};`, `--key-${at}-ink: ${hue.ink};`]);
  const groups = theme.groups.map((colour, at) => `--group-${at}: ${colour};`);
  return [...colours, ...keys, ...groups].join(' ');
}

/** WCAG 2 contrast of two #rrggbb colours, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
