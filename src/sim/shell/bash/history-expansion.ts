// History expansion of an interactive line: `!!`, `!$`, `!kafka`, `^old^new^` (history_expand of readline's histexpand.c, as bash uses it).
import { historyArguments, historyWords } from './history-words.ts';

/** What expansions remember from one line to the next. Plain data. */
export interface Remembered {
  /** The text of the last `!?text?`, and the word in which it was found. */
  readonly search: string;
  readonly match: string;
  /** The last substitution, for `:&`. */
  readonly from: string;
  readonly to: string;
}

export type Expanded =
  | { readonly kind: 'same' }
  /** `run`: false where `:p` asks to show it only. */
  | { readonly kind: 'expanded'; readonly text: string; readonly run: boolean; readonly remembered: Remembered }
  | { readonly kind: 'error'; readonly message: string };

export const NOTHING_REMEMBERED: Remembered = { search: '', match: '', from: '', to: '' };
const NO_EXPANSION = ' \t\n\r=';
const WORD_BREAKS = ' \t\n;&()|<>';

/** Its message is what bash says. */
class Refused extends Error {}

interface Reader {
  readonly line: string;
  readonly history: readonly string[];
  readonly extglob: boolean;
  remembered: Remembered;
  at: number;
  run: boolean;
}

/** A line before it is parsed. `quote`: the quote that earlier lines of the same command left open, or ''. */
export function expandHistory(given: string, history: readonly string[], quote: string, extglob: boolean, remembered: Remembered = NOTHING_REMEMBERED): Expanded {
  const line = given.startsWith('^') && quote === '' ? `!!:s${given}` : given;
  const reader: Reader = { line, history, extglob, remembered, at: 0, run: true };
  // A line with nothing to expand is left alone; in one that has something, bash looks no further than the letter behind each `!`.
  if (walk(reader, quote, line.length, () => null) !== null) return { kind: 'same' };
  reader.at = 0;
  try {
    const text = walk(reader, quote, 1, (soFar, open) => expansion(reader, soFar, open)) ?? line;
    return { kind: 'expanded', text, run: reader.run, remembered: reader.remembered };
  } catch (problem) {
    if (problem instanceof Refused) return { kind: 'error', message: problem.message };
    throw problem;
  }
}

/** The line with what `expand` gives for each expansion (the cursor stands behind it then); null at the first for which it gives null. `ahead`: how far behind a `!` the shell's own meanings are looked for. */
function walk(reader: Reader, quote: string, ahead: number, expand: (soFar: string, open: string) => string | null): string | null {
  const { line } = reader;
  let [out, open] = ['', quote];
  while (reader.at < line.length) {
    const from = reader.at;
    const char = line.charAt(from);
    if (char === '!' && open !== "'" && isExpansion(reader, out, open, ahead)) {
      const text = expand(out, open);
      if (text === null) return null;
      out += text;
      continue;
    }
    reader.at += 1;
    if (open === "'") open = char === "'" ? '' : open;
    else if (char === '\\') reader.at += 1;
    else if (char === '"') open = open === '"' ? '' : '"';
    else if (char === "'" && open === '') reader.at = singleQuoteEnd(line, from) + 1;
    else if (char === '#' && open === '' && (from === 0 || WORD_BREAKS.includes(line.charAt(from - 1)))) reader.at = line.length;
    out += line.slice(from, reader.at);
  }
  return out;
}

/** The quote that is open where a text ends, '' for none. */
export function openQuote(text: string): string {
  let open = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (open === "'") open = char === "'" ? '' : open;
    else if (char === '\\') at += 1;
    else if (char === '"') open = open === '"' ? '' : '"';
    else if (open === '' && char === "'") open = "'";
    else if (open === '' && char === '#' && (at === 0 || WORD_BREAKS.includes(text.charAt(at - 1)))) at = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
  }
  return open;
}

/** Where a text in single quotes ends: at its quote; `$'...'` may hold quotes with a backslash before. */
function singleQuoteEnd(line: string, from: number): number {
  const escapes = line.charAt(from - 1) === '$';
  let at = from + 1;
  while (at < line.length && line.charAt(at) !== "'") at += escapes && line.charAt(at) === '\\' ? 2 : 1;
  return Math.min(at, line.length);
}

/** Whether the `!` at the cursor begins an expansion: not before blanks and `=`, nor where the shell has a meaning for it (bash_history_inhibit_expansion). */
function isExpansion({ line, at, extglob }: Reader, before: string, quote: string, ahead: number): boolean {
  const next = line.charAt(at + 1);
  const rest = line.slice(at + 1, at + 1 + ahead);
  if (next === '' || NO_EXPANSION.includes(next) || (quote === '"' && next === '"')) return false;
  if (before.endsWith('[') && rest.includes(']')) return false;
  if (before.endsWith('${') && rest.includes('}')) return false;
  if (before.length > 1 && before.endsWith('$')) return false;
  return !(extglob && at > 1 && next === '(' && rest.slice(1).includes(')'));
}

/** The expansion at the cursor, which stands behind it then. */
function expansion(reader: Reader, soFar: string, quote: string): string {
  const { line, at: start } = reader;
  const next = line.charAt(start + 1);
  let event: string;
  if (':^$*%'.includes(next)) {
    const last = reader.history.at(-1);
    if (last === undefined) throw new Refused(`${line.slice(start, start + 2)}: event not found`);
    event = last;
    reader.at = start + 1;
  } else if (next === '#') {
    event = soFar;
    reader.at = start + 2;
  } else event = eventOf(reader, quote);
  return modified(reader, wordsOf(reader, event) ?? event);
}

/** The line of the history that is meant (get_history_event). */
function eventOf(reader: Reader, quote: string): string {
  const { line, history, at: start } = reader;
  const notFound = (): Refused => new Refused(`${line.slice(start, reader.at)}: event not found`);
  if (line.charAt(start + 1) === '!') {
    reader.at = start + 2;
    const last = history.at(-1);
    if (last === undefined) throw notFound();
    return last;
  }
  const numbered = /^!(-?)(\d+)/.exec(line.slice(start));
  if (numbered !== null) {
    reader.at = start + numbered[0].length;
    const which = Number(numbered[2]);
    const event = history[numbered[1] === '-' ? history.length - which : which - 1];
    if (event === undefined) throw notFound();
    return event;
  }
  const anywhere = line.charAt(start + 1) === '?';
  const from = start + (anywhere ? 2 : 1);
  reader.at = from;
  while (reader.at < line.length && !endsSearch(line.charAt(reader.at), anywhere, reader.at > from, quote)) reader.at += 1;
  const text = line.slice(from, reader.at);
  if (anywhere && line.charAt(reader.at) === '?') reader.at += 1;
  const wanted = text === '' && anywhere ? reader.remembered.search : text;
  if (wanted === '') throw notFound();
  const event = history.findLast((one) => (anywhere ? one.includes(wanted) : one.startsWith(wanted)));
  if (event === undefined) throw notFound();
  if (anywhere) reader.remembered = { ...reader.remembered, search: wanted, match: matchIn(event, wanted) };
  return event;
}

function endsSearch(char: string, anywhere: boolean, isLater: boolean, quote: string): boolean {
  if (char === '\n') return true;
  if (anywhere) return char === '?';
  return ' \t:^$*%;&()|<>'.includes(char) || (isLater && char === '-') || char === quote;
}

/** The word in which a text begins. */
function matchIn(event: string, text: string): string {
  const place = event.lastIndexOf(text);
  let from = 0;
  for (const word of historyWords(event)) {
    const at = event.indexOf(word, from);
    if (place >= at && place < at + word.length) return word;
    from = at + word.length;
  }
  return '';
}

/** The words of an event that a designator at the cursor chooses; null without one (get_history_word_specifier). */
function wordsOf(reader: Reader, event: string): string | null {
  const { line, at: start } = reader;
  const colon = line.charAt(start) === ':';
  let at = start + (colon ? 1 : 0);
  const sign = line.charAt(at);
  const chosen = (first: number | null, last: number | null): string | null => historyArguments(event, first, last);
  if (sign === '%' || sign === '*' || sign === '$') {
    reader.at = at + 1;
    if (sign === '%') return reader.remembered.match;
    const words = sign === '*' ? (chosen(1, null) ?? '') : chosen(null, null);
    return words ?? '';
  }
  const number = (): number => {
    const digits = /^\d+/.exec(line.slice(at))?.[0] ?? '';
    at += digits.length;
    return Number(digits);
  };
  let first = 0;
  if (sign === '^') {
    first = 1;
    at += 1;
  } else if (/\d/.test(sign) && colon) first = number();
  else if (sign !== '-') return null;
  let last: number | null = first;
  const then = line.charAt(at);
  if (then === '^' || then === '*') {
    last = then === '^' ? 1 : null;
    at += 1;
  } else if (then === '-') {
    at += 1;
    const end = line.charAt(at);
    if (/\d/.test(end)) last = number();
    else {
      last = end === '$' ? null : end === '^' ? 1 : -1;
      if (end === '$' || end === '^') at += 1;
    }
  }
  reader.at = at;
  const words = last === null || last < 0 || last >= first ? chosen(first, last) : null;
  if (words === null) throw new Refused(`${line.slice(start, at)}: bad word specifier`);
  return words;
}

/** What the modifiers at the cursor make of a text: `:h :t :r :e :p :q :x :s/a/b/ :& :gs/a/b/ :Gs/a/b/`. */
function modified(reader: Reader, given: string): string {
  const { line } = reader;
  let [text, quotes] = [given, ''];
  let everywhere: '' | 'g' | 'G' = '';
  while (line.charAt(reader.at) === ':') {
    let sign = line.charAt(reader.at + 1);
    if (sign === 'g' || sign === 'a' || sign === 'G') {
      everywhere = sign === 'G' ? 'G' : 'g';
      reader.at += 1;
      sign = line.charAt(reader.at + 1);
    }
    if (sign === 's' || sign === '&') {
      text = substituted(reader, text, everywhere);
      everywhere = '';
      continue;
    }
    if (sign === 'q' || sign === 'x') quotes = sign;
    else if (sign === 'p') reader.run = false;
    else if (sign === 't') text = text.slice(text.lastIndexOf('/') + 1);
    else if (sign === 'h') text = text.includes('/') ? text.slice(0, text.lastIndexOf('/')) : text;
    else if (sign === 'r') text = text.includes('.') ? text.slice(0, text.lastIndexOf('.')) : text;
    else if (sign === 'e') text = text.includes('.') ? text.slice(text.lastIndexOf('.')) : text;
    else throw new Refused(`${sign}: unrecognized history modifier`);
    reader.at += 2;
  }
  const quoted = (part: string): string => `'${part.replaceAll("'", String.raw`'\''`)}'`;
  if (quotes === 'q') return quoted(text);
  return quotes === 'x' ? text.split(/([ \t\n]+)/).map((part, at) => (at % 2 === 1 ? part : quoted(part))).join('') : text;
}

function substituted(reader: Reader, text: string, everywhere: '' | 'g' | 'G'): string {
  const { line, at: start } = reader;
  if (line.charAt(start + 1) === '&') reader.at += 2;
  else {
    const delimiter = line.charAt(start + 2);
    reader.at += delimiter === '' ? 2 : 3;
    if (delimiter === '') return text;
    const from = part(reader, delimiter);
    const to = part(reader, delimiter);
    const wanted = from === '' ? (reader.remembered.from === '' ? reader.remembered.search : reader.remembered.from) : from;
    reader.remembered = { ...reader.remembered, from: wanted, to: to.replace(/\\&|&/g, (sign) => (sign === '&' ? wanted : '&')) };
  }
  const { from, to } = reader.remembered;
  if (from === '') throw new Refused(`${line.slice(start, reader.at)}: no previous substitution`);
  if (!text.includes(from)) throw new Refused(`${line.slice(start, reader.at)}: substitution failed`);
  if (everywhere === 'g') return text.replaceAll(from, () => to);
  if (everywhere === '') return text.replace(from, () => to);
  return text.split(/([ \t\n;&()|<>]+)/).map((word) => word.replace(from, () => to)).join('');
}

/** A side of `s/a/b/`: to its delimiter, which may stand in it with a backslash before. */
function part(reader: Reader, delimiter: string): string {
  const { line } = reader;
  let text = '';
  for (; reader.at < line.length && line.charAt(reader.at) !== delimiter; reader.at += 1) {
    if (line.charAt(reader.at) === '\\' && line.charAt(reader.at + 1) === delimiter) reader.at += 1;
    text += line.charAt(reader.at);
  }
  if (reader.at < line.length) reader.at += 1;
  return text;
}
