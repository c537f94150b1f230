// Keys by their names, as the world takes them while a program reads single keys: a letter as it is, `Enter`, `Up`, `^C`.

const CONTROL: Readonly<Record<string, string>> = { '\r': 'Enter', '\n': 'Enter', '\t': 'Tab', '\x7f': 'Backspace', '\b': 'Backspace' };

/** Escape sequences by what follows the escape. Terminals differ, so several stand for one key. */
const ESCAPES: Readonly<Record<string, string>> = {
  '[A': 'Up', '[B': 'Down', '[C': 'Right', '[D': 'Left', OA: 'Up', OB: 'Down', OC: 'Right', OD: 'Left', '[H': 'Home', '[F': 'End', OH: 'Home', OF: 'End', '[1~': 'Home', '[4~': 'End', '[7~': 'Home', '[8~': 'End',
  '[2~': 'Insert', '[3~': 'Delete', '[5~': 'PageUp', '[6~': 'PageDown', OP: 'F1', OQ: 'F2', OR: 'F3', OS: 'F4', '[15~': 'F5', '[17~': 'F6', '[18~': 'F7', '[19~': 'F8', '[20~': 'F9', '[21~': 'F10', '[23~': 'F11', '[24~': 'F12',
};

const ESCAPE = '\x1b';
/** A terminal marks a paste with these. */
const PASTE = new RegExp(`${ESCAPE}\\[20[01]~`, 'g');
/** Of a paste, so many letters are keys: nobody means to press more. */
const MOST_KEYS = 500;

/** The names of the keys in what a terminal sent, in order; what stands for no key is left out. */
export function keyNames(data: string): readonly string[] {
  const text = data.replace(PASTE, '');
  const names: string[] = [];
  let at = 0;
  while (at < text.length && names.length < MOST_KEYS) {
    const sequence = text.charAt(at) === '\x1b' ? (/^(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~])/.exec(text.slice(at + 1))?.[0] ?? '') : '';
    const name = sequence === '' ? oneKey(String.fromCodePoint(text.codePointAt(at) ?? 0)) : ESCAPES[sequence];
    if (name !== undefined) names.push(name);
    at += sequence === '' ? String.fromCodePoint(text.codePointAt(at) ?? 0).length : 1 + sequence.length;
  }
  return names;
}

function oneKey(letter: string): string {
  if (letter === '\x1b') return 'Escape';
  return CONTROL[letter] ?? (letter < ' ' ? `^${String.fromCharCode(letter.charCodeAt(0) + 64)}` : letter);
}
