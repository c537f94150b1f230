// Whether an expression is one of RE2's, and what RE2/J says of others: for `--validate-regex`.

const BRACKET = 'missing closing ]';
const RANGE = 'invalid character class range';

/** What is wrong, in RE2/J's words; null where the expression is good. */
export function re2Problem(pattern: string): string | null {
  let at = 0;
  let depth = 0;
  /** What the last piece was: nothing that can be repeated, something that can, or a repetition. */
  let last: 'none' | 'atom' | 'repeat' = 'none';
  while (at < pattern.length) {
    const rest = pattern.slice(at);
    const repeat = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(rest);
    if (repeat !== null) {
      if (last === 'none') return 'missing argument to repetition operator';
      if (last === 'repeat') return 'invalid nested repetition operator';
      if (isBadCount(repeat)) return 'invalid repeat count';
      last = 'repeat';
      at += repeat[0].length;
      continue;
    }
    const letter = rest.charAt(0);
    const step = letter === '[' ? classEnd(rest) : letter === '\\' ? escapeEnd(rest) : letter === '(' ? groupEnd(rest) : 1;
    if (typeof step === 'string') return step;
    if (letter === '(' && !/^\(\?[imsU]*(?:-[imsU]+)?\)/.test(rest)) depth++;
    if (letter === ')') depth--;
    if (depth < 0) return 'regexp/syntax: internal error';
    last = letter === '(' || letter === '|' ? 'none' : 'atom';
    at += step;
  }
  return depth > 0 ? 'missing closing )' : null;
}

/** At most 1,000 times, and not less at most than at least. */
function isBadCount(repeat: RegExpExecArray): boolean {
  const [, least, comma, most] = repeat;
  if (least === undefined) return false;
  const high = comma === undefined ? Number(least) : most === undefined || most === '' ? 0 : Number(most);
  return Number(least) > 1_000 || high > 1_000 || (comma !== undefined && most !== undefined && most !== '' && Number(most) < Number(least));
}

/** How long the class at the beginning is, or what is wrong with it. */
function classEnd(text: string): number | string {
  let at = text.startsWith('[^') ? 2 : 1;
  for (let first = true; first || text.charAt(at) !== ']'; first = false) {
    if (at >= text.length) return BRACKET;
    const named = /^\[:(\^?)([a-z]*):\]/.exec(text.slice(at));
    if (named !== null) {
      if (!NAMED.includes(named[2] ?? '')) return RANGE;
      at += named[0].length;
      continue;
    }
    const low = member(text, at);
    if (typeof low === 'string') return low;
    at += low.length;
    if (text.charAt(at) !== '-' || text.charAt(at + 1) === ']' || at + 1 >= text.length) continue;
    const high = member(text, at + 1);
    if (typeof high === 'string') return high;
    if (high.code < low.code) return RANGE;
    at += 1 + high.length;
  }
  return at + 1;
}

const NAMED = 'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' ');

function member(text: string, at: number): { readonly length: number; readonly code: number } | string {
  if (at >= text.length) return BRACKET;
  if (text.charAt(at) !== '\\') return { length: 1, code: text.charCodeAt(at) };
  const end = escapeEnd(text.slice(at));
  return typeof end === 'string' ? end : { length: end, code: text.charCodeAt(at + 1) };
}

function escapeEnd(text: string): number | string {
  if (text.length === 1) return 'trailing backslash at end of expression';
  const unicode = /^\\[pP](?:\{(\^?)(\w+)\}|([A-Z]))/.exec(text);
  if (unicode !== null) return /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfsonu]?|Latin|Greek|Cyrillic|Han)$/.test(unicode[2] ?? unicode[3] ?? '') ? unicode[0].length : RANGE;
  const found = /^\\(?:x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]+\}|Q[\s\S]*?(?:\\E|$)|[0-7]{3}|0|[AabBCdDfnrsStvwWzE]|[^A-Za-z0-9])/.exec(text);
  return found === null ? 'invalid escape sequence' : found[0].length;
}

/** How long the opening of a group is. */
function groupEnd(text: string): number | string {
  if (!text.startsWith('(?')) return 1;
  const named = /^\(\?P?<(\w+)>/.exec(text);
  if (named !== null) return named[0].length;
  if (/^\(\?P?<(?![=!])/.test(text)) return 'invalid named capture';
  const flags = /^\(\?[imsU]*(?:-[imsU]+)?[:)]/.exec(text);
  return flags === null ? 'invalid or unsupported Perl syntax' : flags[0].length;
}
