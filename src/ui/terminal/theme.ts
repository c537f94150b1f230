// The terminal's letters and colours, read from the page's style so that it follows theme and size.
import type { ITerminalOptions, ITheme } from '@xterm/xterm';

/** xterm's names for colours, and the style variables of terminal.css that give them. */
const COLOURS: readonly (readonly [keyof ITheme, string])[] = [
  ['background', '--terminal-surface'], ['foreground', '--terminal-text'], ['cursor', '--terminal-cursor'], ['cursorAccent', '--terminal-surface'],
  ['selectionBackground', '--terminal-selection'], ['black', '--terminal-black'], ['red', '--terminal-red'], ['green', '--terminal-green'],
  ['yellow', '--terminal-yellow'], ['blue', '--terminal-blue'], ['magenta', '--terminal-magenta'], ['cyan', '--terminal-cyan'], ['white', '--terminal-white'],
];

/** Font and colours as the element has them now. */
export function readTheme(element: HTMLElement): Pick<ITerminalOptions, 'fontFamily' | 'fontSize' | 'lineHeight' | 'theme'> {
  const style = getComputedStyle(element);
  const theme: Record<string, string> = {};
  for (const [name, variable] of COLOURS) {
    const value = style.getPropertyValue(variable).trim();
    if (value !== '') theme[name] = value;
  }
  return { fontFamily: style.fontFamily, fontSize: Number.parseFloat(style.fontSize), lineHeight: 1.25, theme };
}
