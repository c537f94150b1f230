// Classes in brackets, families and the other escapes of java.util.regex.Pattern, on top of its cursor.
import { code, isDigit, isLatin, JavaReader } from './java-reader.ts';
import { family, items, letter, type Letters, LINE_ENDS, not, range, shorthand, union } from './letters.ts';

/** What an escape stands for: one letter, a set of them, or a place or a text of its own (JavaScript's expression). */
export type Escaped = { readonly kind: 'letter'; readonly code: number } | { readonly kind: 'set'; readonly set: Letters } | { readonly kind: 'other'; readonly source: string; readonly isPlace: boolean };

const LETTERS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };
/** The end, or before the last line's end. */
export const END = `(?=(?:\\r\\n|[\\r\\x85\\u2028\\u2029]|(?<!\\r)\\n)?$)`;
const PLACES: Readonly<Record<string, string>> = { A: '^', G: '^', Z: END, z: '$' };
const TEXTS: Readonly<Record<string, string>> = { R: `(?:\\r\\n|[\\v\\f${LINE_ENDS}])`, X: '(?:\\r\\n|[^]\\p{M}*)' };
/** Between a letter, digit or underscore of any script and what is none. */
const edge = (is: boolean): string => {
  const word = '[\\p{L}\\p{Nd}_]';
  return `(?:(?<=${word})(?${is ? '!' : '='}${word})|(?<!${word})(?${is ? '=' : '!'}${word}))`;
};
const VERTICAL_TAB = 11;
const [OPEN, CLOSE, AND, DASH, BACKSLASH] = ['[', ']', '&', '-', '\\'].map(code) as [number, number, number, number, number];

export class ClassReader extends JavaReader {
  protected readonly groupNames: string[] = [];
  /** Groups opened so far, the whole match among them. */
  protected groups = 1;

  /** Pattern.clazz: from the bracket (or the second ampersand) at the cursor; `consume`: to behind the closing one. */
  protected clazz(consume: boolean): Letters {
    let ch = this.next();
    const isNegated = ch === code('^') && this.at(this.cursor - 1) === OPEN;
    if (isNegated) ch = this.next();
    let all: Letters | null = null;
    for (;; ch = this.peek()) {
      if (ch === OPEN) all = union(all, this.clazz(true));
      else if (ch === AND && this.at(this.cursor + 1) === AND) all = this.intersection(all);
      else if (ch === 0 && this.cursor >= this.length) throw this.fail('Unclosed character class');
      else if (ch === CLOSE && all !== null) {
        if (consume) this.next();
        return isNegated ? not(all) : all;
      } else all = union(all, this.range());
    }
  }

  private intersection(left: Letters | null): Letters {
    this.next();
    let ch = this.next();
    let right: Letters | null = null;
    while (ch !== CLOSE && ch !== AND) {
      if (ch !== OPEN) this.cursor -= 1;
      right = union(right, this.clazz(ch === OPEN));
      ch = this.peek();
    }
    if (left === null && right === null) throw this.fail('Bad class syntax');
    if (left === null || right === null) return left ?? right ?? items('');
    return { kind: 'both', of: [left, right] };
  }

  private range(): Letters {
    let from = this.peek();
    if (from === BACKSLASH) {
      const named = this.nextEscaped();
      if (named === code('p') || named === code('P')) return this.family(named === code('P'));
      const isRange = this.at(this.cursor + 1) === DASH;
      this.cursor -= 1;
      const escaped = this.escape(true, isRange);
      if (escaped.kind === 'set') return escaped.set;
      from = escaped.kind === 'letter' ? escaped.code : 0;
    } else this.next();
    const then = this.at(this.cursor + 1);
    if (this.peek() !== DASH || then === OPEN || then === CLOSE) return range(from, from, this.ignoresCase, this.unicodeCase);
    this.next();
    let to = this.peek();
    if (to === BACKSLASH) {
      const escaped = this.escape(true, true);
      to = escaped.kind === 'letter' ? escaped.code : -1;
    } else this.next();
    if (to < from) throw this.fail('Illegal character range');
    return range(from, to, this.ignoresCase, this.unicodeCase);
  }

  /** Pattern.family: the cursor stands at the `p` of `\p{...}` or `\pL`. */
  protected family(isComplement: boolean): Letters {
    this.cursor += 1;
    let name: string;
    if (this.at(this.cursor) === code('{')) {
      const from = this.cursor + 1;
      let to = from;
      while (to < this.length && this.at(to) !== code('}')) to += 1;
      this.cursor = to + 1;
      if (to >= this.length) throw this.fail('Unclosed character family');
      if (to === from) throw this.fail('Empty character family');
      name = this.text(from, to);
    } else {
      name = String.fromCodePoint(this.at(this.cursor));
      this.cursor += 1;
    }
    const found = this.wordsOfUnicode(name) ?? family(name, this.ignoresCase);
    if (found === null) throw this.fail(unknown(name));
    return isComplement ? not(found) : found;
  }

  /** With UNICODE_CHARACTER_CLASS the POSIX names mean the properties of Unicode. */
  private wordsOfUnicode(name: string): Letters | null {
    return this.has('U') && /^(?:Alpha|Lower|Upper|Digit|Alnum|Punct|Graph|Print|Blank|Space|Cntrl|XDigit)$/.test(name) ? family(`Is${{ Alpha: 'Alphabetic', Lower: 'Lowercase', Upper: 'Uppercase', Punct: 'Punctuation', Space: 'White_Space', Cntrl: 'Control', XDigit: 'Hex_Digit' }[name] ?? name}`, this.ignoresCase) : null;
  }

  /** Pattern.escape: the cursor stands at the backslash. */
  protected escape(inClass: boolean, isRange: boolean): Escaped {
    const ch = this.skip();
    const sign = String.fromCodePoint(ch);
    if (sign === 'v' && isRange) return { kind: 'letter', code: VERTICAL_TAB };
    const set = shorthand(sign, this.has('U'));
    if (set !== null) return { kind: 'set', set };
    if (Object.hasOwn(LETTERS, sign)) return { kind: 'letter', code: LETTERS[sign] ?? 0 };
    if (sign === '0') return { kind: 'letter', code: this.octal() };
    if (sign === 'c') return { kind: 'letter', code: this.control() };
    if (sign === 'u') return { kind: 'letter', code: this.unicode() };
    if (sign === 'x') return { kind: 'letter', code: this.hexadecimal() };
    if (sign === 'N') return this.charName();
    const other = inClass ? null : this.outside(sign);
    if (other !== null) return other;
    if (isLatin(ch) || isDigit(ch)) throw this.fail('Illegal/unsupported escape sequence');
    return { kind: 'letter', code: ch };
  }

  private outside(sign: string): Escaped | null {
    if (Object.hasOwn(PLACES, sign)) return { kind: 'other', source: PLACES[sign] ?? '', isPlace: true };
    if (Object.hasOwn(TEXTS, sign)) return { kind: 'other', source: TEXTS[sign] ?? '', isPlace: false };
    if (sign === 'B') return { kind: 'other', source: edge(false), isPlace: true };
    if (sign === 'b') {
      const isGrapheme = this.text(this.cursor, this.cursor + 3) === '{g}';
      if (isGrapheme) this.cursor += 3;
      return { kind: 'other', source: isGrapheme ? '(?!\\p{M})' : edge(true), isPlace: true };
    }
    if (sign === 'k') {
      if (this.read() !== code('<')) throw this.fail("\\k is not followed by '<' for named capturing group");
      const name = this.groupName(this.read());
      if (!this.groupNames.includes(name)) throw this.fail(`named capturing group <${name}> does not exist`);
      return { kind: 'other', source: `\\k<${name}>`, isPlace: false };
    }
    return sign >= '1' && sign <= '9' ? { kind: 'other', source: this.reference(Number(sign)), isPlace: false } : null;
  }

  /** A further digit belongs to the number while there is such a group. */
  private reference(first: number): string {
    let number = first;
    for (let digit = this.peek(); isDigit(digit) && number * 10 + digit - 48 < this.groups; digit = this.peek()) {
      number = number * 10 + digit - 48;
      this.read();
    }
    return `(?:\\${number})`;
  }

  protected groupName(first: number): string {
    if (!isLatin(first)) throw this.fail('capturing group name does not start with a Latin letter');
    let name = '';
    let ch = first;
    for (; isLatin(ch) || isDigit(ch); ch = this.read()) name += String.fromCodePoint(ch);
    if (ch !== code('>')) throw this.fail("named capturing group is missing trailing '>'");
    return name;
  }
}

function unknown(name: string): string {
  const [, kind, value] = /^([^=]*)=(.*)$/s.exec(name) ?? [];
  return kind === undefined ? `Unknown character property name {${name}}` : `Unknown Unicode property {name=<${kind.toLowerCase()}>, value=<${value ?? ''}>}`;
}

/** A letter as it stands outside of brackets, with its other cases where those count. */
export const single = (at: number, cases: readonly number[]): string => (cases.length > 1 ? `[${cases.map(letter).join('')}]` : letter(at));
