// The line editor as a pure state machine: a state and a key give the next state and what should be done.
//
//              printable, moves, kills           Ctrl-R
//            ┌──────────────┐  ┌───────────────────────────────┐
//            │              ▼  │                               ▼
//   start ─▶ editing ◀──────────┘◀── any editing key ──── searching ◀─┐ a letter, Ctrl-R
//              │                                               │ └─────┘
//              └── Enter, ^C, ^D, ^Z: an effect for the world ◀─┘
import type { Completion } from '../../bridge/command.ts';
import type { EditorCommand, Key } from './keys.ts';
import { nextGrapheme, previousGrapheme } from './width.ts';

/** What the editor may know of the terminal while it handles a key. */
export interface EditorContext {
  /** Who reads the next line. Completion and history belong to the shell's prompt. */
  readonly waiting: 'shell' | 'program' | 'none';
  /** The program that reads has a line editor of its own: it completes and remembers as the shell does. */
  readonly edits?: boolean;
  /** Commands entered before, oldest first. */
  readonly history: readonly string[];
}

interface Search {
  readonly query: string;
  /** The entry of the history that matched, or where the search stands. */
  readonly at: number;
  readonly failed: boolean;
  /** What stood on the line before the search. */
  readonly before: { readonly text: string; readonly cursor: number };
}

export interface EditorState {
  readonly text: string;
  /** An index into `text`, always between two graphemes. */
  readonly cursor: number;
  /** Steps back into the history; 0 is the line being written. */
  readonly back: number;
  /** The line being written, kept while older ones are shown. */
  readonly draft: string;
  /** What was last cut, for ^Y. */
  readonly killed: string;
  /** Whether the last key cut as well: cuts in a row add up. */
  readonly killing: boolean;
  /** How many last arguments back Alt-. has gone; 0 where it was not the last key. */
  readonly argumentsBack: number;
  /** The last key asked for a completion and nothing could be added: the next one lists. */
  readonly ambiguous: boolean;
  readonly search: Search | null;
}

export type EditorEffect =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'control'; readonly key: 'C' | 'D' | 'Z' | '\\'; readonly text: string }
  /** Ask what completes; the answer goes to `completed`. */
  | { readonly kind: 'complete'; readonly text: string; readonly cursor: number; readonly list: boolean }
  | { readonly kind: 'list'; readonly candidates: readonly string[] }
  | { readonly kind: 'clear' }
  | { readonly kind: 'bell' };

export interface EditorStep {
  readonly state: EditorState;
  readonly effects: readonly EditorEffect[];
}

/** The longest line that can be typed, in letters. */
const LONGEST_LINE = 16_384;

/** What a terminal takes at one go, in letters and lines: each line is an input of the world, and is kept. */
const MOST_PASTED = 65_536;
const MOST_LINES = 1_000;

/** Whether a paste is refused whole: nothing of it is cut off in silence. */
export function isTooMuch(data: string): boolean {
  if (data.length > MOST_PASTED) return true;
  const lines = data.split(/\r\n?|\n/);
  return lines.length > MOST_LINES || lines.some((line) => line.length > LONGEST_LINE);
}

export const emptyEditor: EditorState = {
  text: '', cursor: 0, back: 0, draft: '', killed: '', killing: false, argumentsBack: 0, ambiguous: false, search: null,
};

const NOTHING: readonly EditorEffect[] = [];
const BELL: readonly EditorEffect[] = [{ kind: 'bell' }];

/** Handles one key. */
export function edit(state: EditorState, key: Key, context: EditorContext): EditorStep {
  if (state.search !== null) return editSearch(state, state.search, key, context);
  switch (key.kind) {
    case 'insert':
      return stay(insert(state, key.text));
    case 'paste':
      return paste(state, key.text, context);
    case 'command':
      return run(state, key.command, context);
  }
}

/** Takes the answer to a `complete` effect. It is dropped where the line has changed since. */
export function completed(state: EditorState, asked: { text: string; cursor: number; list: boolean }, answer: Completion): EditorStep {
  if (state.text !== asked.text || state.cursor !== asked.cursor) return stay(state);
  const word = state.text.slice(answer.from, state.cursor);
  const fitting = answer.candidates.filter((candidate) => candidate.startsWith(word));
  const only = fitting[0];
  if (only === undefined) return { state, effects: BELL };
  const shared = commonStart(fitting);
  const tail = fitting.length === 1 && !/[/=(.]$/.test(only) ? `${only} ` : shared;
  if (tail !== word) return { state: insert(state, tail.slice(word.length)), effects: fitting.length === 1 ? NOTHING : BELL };
  if (asked.list) return { state: { ...state, ambiguous: true }, effects: [{ kind: 'list', candidates: fitting }] };
  return { state: { ...state, ambiguous: true }, effects: BELL };
}

/** What stands before the text while a search goes on, instead of the prompt; null while editing. */
export function searchPrompt(state: EditorState): string | null {
  if (state.search === null) return null;
  return `(${state.search.failed ? 'failed ' : ''}reverse-i-search)\`${state.search.query}': `;
}

function hasEditor({ waiting, edits }: EditorContext): boolean {
  return waiting === 'shell' || (waiting === 'program' && edits === true);
}

function stay(state: EditorState): EditorStep {
  return { state, effects: NOTHING };
}

/** The state after a key that is neither a cut, nor a completion, nor Alt-. . */
function plain(state: EditorState): EditorState {
  return { ...state, killing: false, argumentsBack: 0, ambiguous: false };
}

function insert(state: EditorState, text: string): EditorState {
  const room = text.slice(0, Math.max(0, LONGEST_LINE - state.text.length));
  const next = state.text.slice(0, state.cursor) + room + state.text.slice(state.cursor);
  return { ...plain(state), text: next, cursor: state.cursor + room.length };
}

/** Lines of a paste are entered one by one; what follows the last newline stays on the line. */
function paste(state: EditorState, text: string, context: EditorContext): EditorStep {
  const lines = text.replace(/\r\n?/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '').split('\n');
  const effects: EditorEffect[] = [];
  let now = state;
  lines.forEach((line, index) => {
    now = insert(now, line);
    if (index === lines.length - 1) return;
    const step = run({ ...now, cursor: now.text.length }, 'accept', context);
    effects.push(...step.effects);
    now = step.state;
  });
  return { state: now, effects };
}

function run(state: EditorState, command: EditorCommand, context: EditorContext): EditorStep {
  const calm = plain(state);
  switch (command) {
    case 'accept':
      return { state: { ...emptyEditor, killed: state.killed }, effects: [{ kind: 'line', text: state.text }] };
    case 'interrupt':
      return { state: { ...emptyEditor, killed: state.killed }, effects: [{ kind: 'control', key: 'C', text: state.text }] };
    case 'quit':
      return context.waiting === 'shell' ? stay(calm) : { state: { ...emptyEditor, killed: state.killed }, effects: [{ kind: 'control', key: '\\', text: state.text }] };
    case 'suspend':
      return context.waiting === 'shell' ? stay(calm) : { state: { ...emptyEditor, killed: state.killed }, effects: [{ kind: 'control', key: 'Z', text: state.text }] };
    case 'end-of-input':
      if (state.text !== '' && hasEditor(context)) return run(state, 'delete-forward', context);
      return { state: { ...emptyEditor, killed: state.killed }, effects: [{ kind: 'control', key: 'D', text: state.text }] };
    case 'clear':
      return { state: calm, effects: [{ kind: 'clear' }] };
    case 'complete':
      // A program reads tabs as they are: the console producer divides key and value with one.
      if (!hasEditor(context)) return stay(insert(state, '\t'));
      return { state: { ...calm, ambiguous: state.ambiguous }, effects: [{ kind: 'complete', text: state.text, cursor: state.cursor, list: state.ambiguous }] };
    case 'older':
    case 'newer':
      return travel(calm, command === 'older' ? 1 : -1, context);
    case 'search':
      if (!hasEditor(context)) return stay(calm);
      return stay({ ...calm, search: { query: '', at: context.history.length, failed: false, before: { text: state.text, cursor: state.cursor } } });
    case 'last-argument':
      return lastArgument(state, context);
    case 'cancel':
      return { state: calm, effects: BELL };
    case 'left': case 'right': case 'word-left': case 'word-right': case 'home': case 'end':
      return stay({ ...calm, cursor: moved(state, command) });
    case 'delete-back':
      return state.cursor === 0 ? { state: calm, effects: BELL } : stay(cut(calm, previousGrapheme(state.text, state.cursor), state.cursor));
    case 'delete-forward':
      return state.cursor === state.text.length ? { state: calm, effects: BELL } : stay(cut(calm, state.cursor, nextGrapheme(state.text, state.cursor)));
    case 'kill-end': case 'kill-start': case 'kill-word-back': case 'kill-argument-back': case 'kill-word':
      return kill(state, command);
    case 'yank':
      return stay(insert(state, state.killed));
    case 'transpose':
      return stay(transpose(calm));
  }
}

type Move = 'left' | 'right' | 'word-left' | 'word-right' | 'home' | 'end';

function moved(state: EditorState, move: Move): number {
  switch (move) {
    case 'left': return previousGrapheme(state.text, state.cursor);
    case 'right': return nextGrapheme(state.text, state.cursor);
    case 'word-left': return wordStart(state.text, state.cursor);
    case 'word-right': return wordEnd(state.text, state.cursor);
    case 'home': return 0;
    case 'end': return state.text.length;
  }
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{M}]/u;

function wordStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && !LETTER_OR_DIGIT.test(text.charAt(at - 1))) at -= 1;
  while (at > 0 && LETTER_OR_DIGIT.test(text.charAt(at - 1))) at -= 1;
  return at;
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !LETTER_OR_DIGIT.test(text.charAt(at))) at += 1;
  while (at < text.length && LETTER_OR_DIGIT.test(text.charAt(at))) at += 1;
  return at;
}

function argumentStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && text.charAt(at - 1) === ' ') at -= 1;
  while (at > 0 && text.charAt(at - 1) !== ' ') at -= 1;
  return at;
}

function cut(state: EditorState, from: number, to: number): EditorState {
  return { ...state, text: state.text.slice(0, from) + state.text.slice(to), cursor: from };
}

type Kill = 'kill-end' | 'kill-start' | 'kill-word-back' | 'kill-argument-back' | 'kill-word';

function killRange(state: EditorState, command: Kill): readonly [number, number] {
  switch (command) {
    case 'kill-end': return [state.cursor, state.text.length];
    case 'kill-start': return [0, state.cursor];
    case 'kill-word-back': return [wordStart(state.text, state.cursor), state.cursor];
    case 'kill-argument-back': return [argumentStart(state.text, state.cursor), state.cursor];
    case 'kill-word': return [state.cursor, wordEnd(state.text, state.cursor)];
  }
}

function kill(state: EditorState, command: Kill): EditorStep {
  const [from, to] = killRange(state, command);
  if (from === to) return { state: plain(state), effects: BELL };
  const text = state.text.slice(from, to);
  const before = state.killing ? state.killed : '';
  const killed = to === state.cursor && from !== to && command !== 'kill-word' && command !== 'kill-end' ? text + before : before + text;
  return stay({ ...cut(plain(state), from, to), killed, killing: true });
}

function transpose(state: EditorState): EditorState {
  const at = state.cursor === state.text.length ? previousGrapheme(state.text, state.cursor) : state.cursor;
  if (at === 0) return state;
  const start = previousGrapheme(state.text, at);
  const end = nextGrapheme(state.text, at);
  return { ...state, text: state.text.slice(0, start) + state.text.slice(at, end) + state.text.slice(start, at) + state.text.slice(end), cursor: end };
}

function travel(state: EditorState, by: number, context: EditorContext): EditorStep {
  if (context.waiting === 'program' && context.edits !== true) return stay(state);
  const back = state.back + by;
  if (back < 0 || back > context.history.length) return { state, effects: BELL };
  const text = back === 0 ? state.draft : (context.history.at(-back) ?? '');
  return stay({ ...state, text, cursor: text.length, back, draft: state.back === 0 ? state.text : state.draft });
}

/** Alt-. puts the last word of the command before; again, of the one before that. */
function lastArgument(state: EditorState, context: EditorContext): EditorStep {
  const back = state.argumentsBack + 1;
  const command = context.history.at(-back);
  if (command === undefined || back > context.history.length) return { state: plain(state), effects: BELL };
  const clean = state.argumentsBack === 0 ? state : cut(state, state.cursor - lastWord(context.history.at(-state.argumentsBack)).length, state.cursor);
  return stay({ ...insert(clean, lastWord(command)), argumentsBack: back });
}

function lastWord(command: string | undefined): string {
  return command?.trim().split(/\s+/).at(-1) ?? '';
}

function editSearch(state: EditorState, search: Search, key: Key, context: EditorContext): EditorStep {
  const editing = { ...state, search: null };
  switch (key.kind) {
    case 'insert':
      return stay(find(state, { ...search, query: search.query + key.text }, Math.min(search.at, context.history.length - 1), context));
    case 'paste':
      return edit(editing, key, context);
    case 'command':
      break;
  }
  if (key.command === 'search') return stay(search.query === '' ? state : find(state, search, search.at - 1, context));
  if (key.command === 'delete-back') {
    const query = search.query.slice(0, previousGrapheme(search.query, search.query.length));
    return stay(find(state, { ...search, query }, context.history.length - 1, context));
  }
  if (key.command === 'cancel') return stay({ ...editing, text: search.before.text, cursor: search.before.cursor });
  return edit(editing, key, context);
}

function find(state: EditorState, search: Search, from: number, context: EditorContext): EditorState {
  if (search.query === '') return { ...state, text: search.before.text, cursor: search.before.cursor, search: { ...search, at: context.history.length, failed: false } };
  for (let at = from; at >= 0; at -= 1) {
    const text = context.history[at] ?? '';
    const place = text.indexOf(search.query);
    if (place !== -1) return { ...state, text, cursor: place, back: context.history.length - at, search: { ...search, at, failed: false } };
  }
  return { ...state, search: { ...search, failed: true } };
}

function commonStart(words: readonly string[]): string {
  let shared = words[0] ?? '';
  for (const word of words) {
    let length = 0;
    while (length < shared.length && shared.charAt(length) === word.charAt(length)) length += 1;
    shared = shared.slice(0, length);
  }
  return shared;
}
