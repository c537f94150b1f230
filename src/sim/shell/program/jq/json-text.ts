// JSON texts as jq 1.6 reads them (jv_parse.c): value after value from pieces of text, and what it says of the first character that does not fit.
import { byteLength } from '../../machine/path.ts';
import type { Json } from './syntax.ts';

/** Where the reading stands between two pieces of text. Plain data. */
export interface JsonText {
  /** Arrays and objects that are open, and the keys whose values are being read. */
  stack: ({ readonly kind: 'array'; readonly value: Json[] } | { readonly kind: 'object'; readonly value: Record<string, Json> } | { readonly kind: 'key'; readonly value: string })[];
  /** The value that was read and has no place yet. */
  next: { readonly value: Json } | null;
  /** The literal or the string that is being read. */
  token: string;
  quoted: boolean;
  /** A backslash has come. */
  escaped: boolean;
  line: number;
  /** Counts UTF-8 bytes. */
  column: number;
}

export function newJsonText(): JsonText {
  return { stack: [], next: null, token: '', quoted: false, escaped: false, line: 1, column: 0 };
}

/** jq's own limit of what is open at once (MAX_PARSING_DEPTH). */
const MOST_DEPTH = 256;

/** Reads a piece of text and hands each whole value to `take`, which returns false to stop. What is wrong with the text, null where nothing is. */
export function readJson(state: JsonText, text: string, take: (value: Json) => boolean): string | null {
  for (const char of text) {
    if (char === '\n') {
      state.line += 1;
      state.column = 0;
    } else state.column += byteLength(char);
    const problem = state.quoted ? inString(state, char) : outside(state, char);
    if (problem !== null) return `${problem} at line ${state.line}, column ${state.column}`;
    if (state.next === null || state.quoted || state.token !== '' || state.stack.length > 0) continue;
    const { value } = state.next;
    state.next = null;
    if (!take(value)) return null;
  }
  return null;
}

/** The end of the text: the last value, or what is missing. */
export function endJson(state: JsonText, take: (value: Json) => boolean): string | null {
  const place = `at EOF at line ${state.line}, column ${state.column}`;
  if (state.quoted) return `Unfinished string ${place}`;
  const problem = literal(state);
  if (problem !== null) return `${problem} ${place}`;
  if (state.stack.length > 0) return `Unfinished JSON term ${place}`;
  if (state.next !== null) take(state.next.value);
  return null;
}

function inString(state: JsonText, char: string): string | null {
  if (state.escaped || char !== '"') {
    state.token += char;
    state.escaped = !state.escaped && char === '\\';
    return null;
  }
  const text = state.token;
  state.token = '';
  state.quoted = false;
  try {
    // eslint-disable-next-line no-control-regex -- jq takes control characters within a string as they are.
    return put(state, JSON.parse(`"${text.replace(/[\u0000-\u001f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`) as string);
  } catch {
    return /(?:^|[^\\])(?:\\\\)*\\u/.test(text) ? 'Invalid \\uXXXX escape' : 'Invalid escape';
  }
}

function outside(state: JsonText, char: string): string | null {
  if (!/[\s[\]{}:,"]/.test(char)) {
    state.token += char;
    return null;
  }
  const problem = literal(state);
  if (problem !== null) return problem;
  if (char === '"') state.quoted = true;
  return /\s|"/.test(char) ? null : structure(state, char);
}

const NAMES: Readonly<Record<string, { readonly text: string; readonly value: Json }>> = { t: { text: 'true', value: true }, f: { text: 'false', value: false }, n: { text: 'null', value: null } };

/** The literal that ends here. */
function literal(state: JsonText): string | null {
  const text = state.token;
  if (text === '') return null;
  state.token = '';
  const named = NAMES[text.charAt(0)];
  if (named !== undefined) return text === named.text ? put(state, named.value) : 'Invalid literal';
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? put(state, Number(text)) : 'Invalid numeric literal';
}

function put(state: JsonText, value: Json): string | null {
  if (state.next !== null) return 'Expected separator between values';
  state.next = { value };
  return null;
}

function structure(state: JsonText, char: string): string | null {
  switch (char) {
    case '[':
    case '{':
      if (state.stack.length >= MOST_DEPTH) return 'Exceeds depth limit for parsing';
      if (state.next !== null) return 'Expected separator between values';
      state.stack.push(char === '[' ? { kind: 'array', value: [] } : { kind: 'object', value: {} });
      return null;
    case ':':
      return afterKey(state);
    case ',':
      return separator(state);
    case ']':
      return endOfArray(state);
    default:
      return endOfObject(state);
  }
}

function afterKey(state: JsonText): string | null {
  if (state.next === null) return "Expected string key before ':'";
  if (state.stack.at(-1)?.kind !== 'object') return "':' not as part of an object";
  const { value } = state.next;
  if (typeof value !== 'string') return 'Object keys must be strings';
  state.stack.push({ kind: 'key', value });
  state.next = null;
  return null;
}

function separator(state: JsonText): string | null {
  const top = state.stack.at(-1);
  if (state.next === null) return "Expected value before ','";
  if (top === undefined) return "',' not as part of an object or array";
  if (top.kind === 'object') return 'Objects must consist of key:value pairs';
  if (top.kind === 'array') top.value.push(state.next.value);
  else setMember(state, state.next.value);
  state.next = null;
  return null;
}

/** The value of the key on top, which goes. */
function setMember(state: JsonText, value: Json): void {
  const key = state.stack.pop();
  const object = state.stack.at(-1);
  if (key?.kind === 'key' && object?.kind === 'object') Object.defineProperty(object.value, key.value, { value, enumerable: true, writable: true, configurable: true });
}

function endOfArray(state: JsonText): string | null {
  const top = state.stack.at(-1);
  if (top?.kind !== 'array') return "Unmatched ']'";
  if (state.next !== null) top.value.push(state.next.value);
  else if (top.value.length > 0) return 'Expected another array element';
  state.stack.pop();
  state.next = { value: top.value };
  return null;
}

function endOfObject(state: JsonText): string | null {
  if (state.stack.length === 0) return "Unmatched '}'";
  if (state.next !== null) {
    if (state.stack.at(-1)?.kind !== 'key') return 'Objects must consist of key:value pairs';
    setMember(state, state.next.value);
  }
  const top = state.stack.at(-1);
  if (top?.kind !== 'object') return "Unmatched '}'";
  if (state.next === null && Object.keys(top.value).length > 0) return 'Expected another key-value pair';
  state.stack.pop();
  state.next = { value: top.value };
  return null;
}
