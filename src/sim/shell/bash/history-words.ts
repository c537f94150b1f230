// The words of a line of the history, as readline's history library divides it (history_tokenize of histexpand.c).

const DELIMITERS = ' \t\n;&()|<>';
const QUOTES = '"\'`';
const OPENS_GROUP = '<>$!@?+*';

/** Its words, operators among them. */
export function historyWords(line: string): readonly string[] {
  const words: string[] = [];
  for (let at = 0; at < line.length; ) {
    if (' \t'.includes(line.charAt(at))) {
      at += 1;
      continue;
    }
    const end = wordEnd(line, at);
    words.push(line.slice(at, end));
    at = end;
  }
  return words;
}

function wordEnd(line: string, from: number): number {
  const first = line.charAt(from);
  if ('()\n'.includes(first)) return from + 1;
  const number = /^\d+/.exec(line.slice(from))?.[0] ?? '';
  const at = /[<>]/.test(line.charAt(from + number.length)) ? from + number.length : from;
  if (!'<>;&|'.includes(line.charAt(at)) || line.charAt(at) === '') return wordFrom(line, at, 0);
  const operator = /^(?:<<[-<]?|>>|;;|&&|\|\||[<>]&\d*-?|&>|>\|)/.exec(line.slice(at))?.[0];
  if (operator !== undefined) return at + operator.length;
  return /^[<>]\(/.test(line.slice(at)) ? wordFrom(line, at + 2, 1) : at + 1;
}

/** To the end of a word; `depth`: parentheses that are open already. */
function wordFrom(line: string, from: number, depth: number): number {
  let [quote, open] = ['', depth];
  let at = from;
  for (; at < line.length; at += 1) {
    const char = line.charAt(at);
    const next = line.charAt(at + 1);
    if (char === '\\' && quote !== "'" && (quote !== '"' || '$`"\\\n'.includes(next))) at += 1;
    else if (open > 0) open += char === '(' ? 1 : char === ')' ? -1 : 0;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (OPENS_GROUP.includes(char) && next === '(') {
      open = 1;
      at += 1;
    } else if (DELIMITERS.includes(char)) break;
    else if (QUOTES.includes(char)) quote = char;
  }
  return Math.min(at, line.length);
}

/** The words from `first` to `last` (counted from 0; null is the last one, -1 the one before it), null where there are not so many. */
export function historyArguments(line: string, first: number | null, last: number | null): string | null {
  const words = historyWords(line);
  const to = last === null ? words.length - 1 : last < 0 ? words.length + last - 1 : last;
  const from = first ?? words.length - 1;
  return from >= words.length || to >= words.length || from < 0 || to < -1 || from > to + 1 ? null : words.slice(from, to + 1).join(' ');
}
