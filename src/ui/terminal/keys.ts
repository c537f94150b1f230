// What a terminal sends for a key press, and the editing command that it stands for, as readline binds them.

export type EditorCommand =
  | 'accept' | 'complete' | 'delete-back' | 'delete-forward' | 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end'
  | 'older' | 'newer' | 'search' | 'cancel' | 'kill-end' | 'kill-start' | 'kill-word-back' | 'kill-argument-back' | 'kill-word'
  | 'yank' | 'last-argument' | 'transpose' | 'clear' | 'interrupt' | 'end-of-input' | 'suspend' | 'quit';

export type Key =
  | { readonly kind: 'insert'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'command'; readonly command: EditorCommand };

const CONTROL: Readonly<Record<string, EditorCommand>> = {
  '\r': 'accept', '\n': 'accept', '\t': 'complete', '\x7f': 'delete-back', '\b': 'delete-back',
  '\x01': 'home', '\x02': 'left', '\x03': 'interrupt', '\x04': 'end-of-input', '\x05': 'end', '\x06': 'right', '\x07': 'cancel',
  '\x0b': 'kill-end', '\x0c': 'clear', '\x0e': 'newer', '\x10': 'older', '\x12': 'search', '\x14': 'transpose', '\x15': 'kill-start',
  '\x17': 'kill-argument-back', '\x19': 'yank', '\x1a': 'suspend', '\x1c': 'quit',
};

/** Escape sequences by what follows the escape. Terminals differ, so several stand for one command. */
const ESCAPES: Readonly<Record<string, EditorCommand>> = {
  '[A': 'older', '[B': 'newer', '[C': 'right', '[D': 'left', 'OA': 'older', 'OB': 'newer', 'OC': 'right', 'OD': 'left',
  '[H': 'home', '[F': 'end', 'OH': 'home', 'OF': 'end', '[1~': 'home', '[4~': 'end', '[7~': 'home', '[8~': 'end',
  '[3~': 'delete-forward', '[3;5~': 'kill-word', '[3;3~': 'kill-word', '[1;5C': 'word-right', '[1;5D': 'word-left', '[1;3C': 'word-right', '[1;3D': 'word-left',
  b: 'word-left', f: 'word-right', d: 'kill-word', '\x7f': 'kill-word-back', '\b': 'kill-word-back', '.': 'last-argument', _: 'last-argument',
};

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** A paste is cut here: one keystroke must not fill the world's memory. */
const LONGEST_PASTE = 65_536;

/** The keys in what a terminal sent. `rest` is an escape sequence or paste that has not ended: put it before what comes next. */
export function decodeKeys(data: string): { readonly keys: readonly Key[]; readonly rest: string } {
  const keys: Key[] = [];
  let at = 0;
  while (at < data.length) {
    if (data.startsWith(PASTE_START, at)) {
      const end = data.indexOf(PASTE_END, at);
      if (end === -1) return { keys, rest: data.slice(at, at + LONGEST_PASTE) };
      keys.push({ kind: 'paste', text: data.slice(at + PASTE_START.length, end).slice(0, LONGEST_PASTE) });
      at = end + PASTE_END.length;
      continue;
    }
    const one = decodeOne(data, at);
    if (one.key !== null) keys.push(one.key);
    at = one.end;
  }
  return { keys, rest: '' };
}

function decodeOne(data: string, at: number): { readonly key: Key | null; readonly end: number } {
  const letter = data.charAt(at);
  if (letter === '\x1b') {
    const sequence = /^(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~]|[^[O])/.exec(data.slice(at + 1))?.[0] ?? '';
    const command = ESCAPES[sequence];
    return { key: command === undefined ? null : { kind: 'command', command }, end: at + 1 + sequence.length };
  }
  if (letter < ' ' || letter === '\x7f') {
    const command = CONTROL[letter];
    return { key: command === undefined ? null : { kind: 'command', command }, end: at + 1 };
  }
  let end = at;
  while (end < data.length && data.charAt(end) >= ' ' && data.charAt(end) !== '\x7f') end += 1;
  return { key: { kind: 'insert', text: data.slice(at, end) }, end };
}
