// Sets of letters as java.util.regex has them (classes in brackets, families), written as JavaScript's expressions with the flag `u`.

/** A set of code points. `items` is what stands between brackets; the others are made of sets. */
export type Letters =
  | { readonly kind: 'items'; readonly inner: string }
  | { readonly kind: 'not'; readonly of: Letters }
  | { readonly kind: 'any' | 'both'; readonly of: readonly [Letters, Letters] };

export const items = (inner: string): Letters => ({ kind: 'items', inner });
export const not = (of: Letters): Letters => (of.kind === 'not' ? of.of : { kind: 'not', of });

export function union(a: Letters | null, b: Letters): Letters {
  if (a === null) return b;
  return a.kind === 'items' && b.kind === 'items' ? items(a.inner + b.inner) : { kind: 'any', of: [a, b] };
}

/** What fits no text, and can be repeated. */
export const NOTHING = '(?:(?!))';

/** The expression for exactly one letter of the set. */
export function oneOf(set: Letters): string {
  if (set.kind === 'items') return set.inner === '' ? NOTHING : `[${set.inner}]`;
  if (set.kind === 'not') return set.of.kind === 'items' ? `[^${set.of.inner}]` : `(?:(?!${oneOf(set.of)})[^])`;
  const [a, b] = [oneOf(set.of[0]), oneOf(set.of[1])];
  return set.kind === 'any' ? `(?:${a}|${b})` : `(?:(?=${a})${b})`;
}

/** A code point that stands for itself, in brackets or outside. */
export function letter(code: number): string {
  const text = String.fromCodePoint(code);
  if (/[\p{L}\p{N}_ ]/u.test(text)) return text;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** Both cases of a letter, as CASE_INSENSITIVE compares: of ASCII alone, or of all letters with UNICODE_CASE. */
export function casesOf(code: number, unicode: boolean): readonly number[] {
  if (code > 0x7f && !unicode) return [code];
  const text = String.fromCodePoint(code);
  const both = [text.toLowerCase(), text.toUpperCase()].filter((one) => [...one].length === 1).map((one) => one.codePointAt(0) ?? code);
  return [...new Set([code, ...both])].filter((one) => unicode || one <= 0x7f);
}

/** Ranges of more letters than these are not looked through for letters of another case. */
const MOST_CASES = 2_048;

/** The letters from one to another, both included. */
export function range(from: number, to: number, ignoreCase: boolean, unicode: boolean): Letters {
  const whole = from === to ? letter(from) : `${letter(from)}-${letter(to)}`;
  if (!ignoreCase) return items(whole);
  let others = '';
  for (let code = from; code <= to && code - from < MOST_CASES; code += 1) for (const one of casesOf(code, unicode)) if (one < from || one > to) others += letter(one);
  return items(whole + others);
}

export const LINE_ENDS = '\\n\\r\\x85\\u2028\\u2029';
const VERTICAL = `\\n\\v\\f\\r\\x85\\u2028\\u2029`;
const HORIZONTAL = ' \\t\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';

/** What `\d`, `\w`, `\s`, `\h` and `\v` mean, the large letters for all others; null where the letter is none of them. */
export function shorthand(sign: string, unicodeClasses: boolean): Letters | null {
  const inner = {
    d: unicodeClasses ? '\\p{Nd}' : '0-9',
    w: unicodeClasses ? '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}' : 'A-Za-z0-9_',
    s: unicodeClasses ? '\\p{White_Space}' : ' \\t\\n\\v\\f\\r',
    h: HORIZONTAL,
    v: VERTICAL,
  }[sign.toLowerCase()];
  if (inner === undefined) return null;
  return sign === sign.toLowerCase() ? items(inner) : not(items(inner));
}

const POSIX: Readonly<Record<string, string>> = {
  ASCII: '\\x00-\\x7f', Alnum: 'A-Za-z0-9', Alpha: 'A-Za-z', Blank: ' \\t', Cntrl: '\\x00-\\x1f\\x7f', Digit: '0-9', Graph: '!-~', Lower: 'a-z', Print: ' -~',
  Punct: '!-\\/:-@\\[-`\\{-~', Space: ' \\t\\n\\v\\f\\r', Upper: 'A-Z', XDigit: '0-9A-Fa-f', L1: '\\x00-\\xff', LD: '\\p{L}\\p{Nd}', LC: '\\p{LC}', all: '\\0-\\u{10ffff}',
  javaLowerCase: '\\p{Lowercase}', javaUpperCase: '\\p{Uppercase}', javaAlphabetic: '\\p{Alphabetic}', javaIdeographic: '\\p{Ideographic}', javaTitleCase: '\\p{Lt}', javaDigit: '\\p{Nd}',
  javaDefined: '\\P{Cn}', javaLetter: '\\p{L}', javaLetterOrDigit: '\\p{L}\\p{Nd}', javaSpaceChar: '\\p{Z}', javaISOControl: '\\x00-\\x1f\\x7f-\\x9f',
  javaWhitespace: '\\t-\\r\\x1c- \\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000',
};
/** Binary properties (`Is...`), by their names without underscores in capitals. */
const PROPERTIES: Readonly<Record<string, string>> = {
  ALPHABETIC: '\\p{Alphabetic}', LETTER: '\\p{L}', IDEOGRAPHIC: '\\p{Ideographic}', LOWERCASE: '\\p{Lowercase}', UPPERCASE: '\\p{Uppercase}', TITLECASE: '\\p{Lt}', WHITE_SPACE: '\\p{White_Space}', WHITESPACE: '\\p{White_Space}',
  CONTROL: '\\p{Cc}', PUNCTUATION: '\\p{P}', HEX_DIGIT: '\\p{Nd}A-Fa-f\\uff21-\\uff26\\uff41-\\uff46', HEXDIGIT: '\\p{Nd}A-Fa-f\\uff21-\\uff26\\uff41-\\uff46', ASSIGNED: '\\P{Cn}', NONCHARACTER_CODE_POINT: '\\p{Noncharacter_Code_Point}',
  DIGIT: '\\p{Nd}', ALNUM: '\\p{Alphabetic}\\p{Nd}', BLANK: '\\p{Zs}\\t', GRAPH: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}', PRINT: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Cf}\\p{Co}\\p{Zs}', WORD: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}', JOIN_CONTROL: '\\p{Join_Control}',
};
/** The blocks of Unicode that texts are most often asked for, by their names in small letters without spaces, dashes and underscores. */
const BLOCKS: Readonly<Record<string, string>> = {
  basiclatin: '\\x00-\\x7f', 'latin1supplement': '\\x80-\\xff', latinextendeda: '\\u0100-\\u017f', latinextendedb: '\\u0180-\\u024f', latinextendedadditional: '\\u1e00-\\u1eff', combiningdiacriticalmarks: '\\u0300-\\u036f',
  greek: '\\u0370-\\u03ff', greekandcoptic: '\\u0370-\\u03ff', cyrillic: '\\u0400-\\u04ff', armenian: '\\u0530-\\u058f', hebrew: '\\u0590-\\u05ff', arabic: '\\u0600-\\u06ff', devanagari: '\\u0900-\\u097f', thai: '\\u0e00-\\u0e7f',
  generalpunctuation: '\\u2000-\\u206f', currencysymbols: '\\u20a0-\\u20cf', arrows: '\\u2190-\\u21ff', mathematicaloperators: '\\u2200-\\u22ff', boxdrawing: '\\u2500-\\u257f', hiragana: '\\u3040-\\u309f', katakana: '\\u30a0-\\u30ff',
  cjkunifiedideographs: '\\u4e00-\\u9fff', hangulsyllables: '\\uac00-\\ud7a3', emoticons: '\\u{1f600}-\\u{1f64f}',
};

const compiles = (inner: string): boolean => {
  try {
    return new RegExp(`[${inner}]`, 'u').source !== '';
  } catch {
    return false;
  }
};

const known = (inner: string): string | null => (compiles(inner) ? inner : null);
/** General categories are named by their short names alone. */
const category = (name: string): string | null => (/^[A-Z][a-z]?$/.test(name) ? known(`\\p{${name}}`) : null);
const script = (name: string): string | null => (/^[A-Za-z_]+$/.test(name) ? known(`\\p{Script=${name.toLowerCase().replace(/(?:^|_)[a-z]/g, (first) => first.toUpperCase())}}`) : null);
const block = (name: string): string | null => (/\s/.test(name) && !/^[A-Z]/.test(name) ? null : (BLOCKS[name.toLowerCase().replace(/[-_ ]/g, '')] ?? null));
const own = (table: Readonly<Record<string, string>>, name: string): string | null => (Object.hasOwn(table, name) ? (table[name] ?? null) : null);

/** What `\p{name}` stands for (Pattern.family); null where Java knows no such name. Without regard to case, the letters of one case are those of all. */
export function family(name: string, ignoreCase: boolean): Letters | null {
  const inner = innerOf(name);
  if (inner === null) return null;
  return items(ignoreCase ? inner.replace(/^(?:A-Z|a-z)$/, 'A-Za-z').replace(/^\\p\{(?:L[ult]|Lowercase|Uppercase)\}$/, '\\p{Lu}\\p{Ll}\\p{Lt}') : inner);
}

function innerOf(name: string): string | null {
  const named = /^([^=]*)=(.*)$/s.exec(name);
  if (named !== null) {
    const [, kind = '', value = ''] = named;
    if (['sc', 'script'].includes(kind.toLowerCase())) return script(value);
    if (['blk', 'block'].includes(kind.toLowerCase())) return block(value);
    return ['gc', 'general_category'].includes(kind.toLowerCase()) ? (category(value) ?? own(POSIX, value)) : null;
  }
  if (name.startsWith('In')) return block(name.slice(2));
  if (!name.startsWith('Is')) return category(name) ?? own(POSIX, name);
  const short = name.slice(2);
  return own(PROPERTIES, short.toUpperCase()) ?? category(short) ?? own(POSIX, short) ?? script(short);
}
