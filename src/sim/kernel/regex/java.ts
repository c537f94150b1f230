// Regular expressions as java.util.regex.Pattern (Java 17) reads them, with its errors, written as JavaScript's with the flag `u`.
import { BoundedRegex } from './bounded.ts';
import { ClassReader, END, type Escaped, single } from './java-class.ts';
import { code, isDigit } from './java-reader.ts';
import { casesOf, LINE_ENDS, NOTHING, oneOf } from './letters.ts';

export { PatternSyntaxError } from './java-reader.ts';

/** A part of the expression as JavaScript writes it. */
interface Part {
  readonly source: string;
  /** `place` takes no letter, `one` takes one. */
  readonly kind: 'place' | 'one' | 'group' | 'other';
  /** It may take any number of letters. */
  readonly isEndless: boolean;
  /** A look-behind over it would not know how far to look. */
  readonly isBoundless: boolean;
}

const place = (source: string): Part => ({ source, kind: 'place', isEndless: false, isBoundless: false });
const one = (source: string): Part => ({ source, kind: 'one', isEndless: false, isBoundless: false });
const MOST_TIMES = 2_147_483_647;
const FLAGS = 'imsducxU';
const [STAR, PLUS, QUESTION, BRACE, BACKSLASH, PIPE, CLOSE] = ['*', '+', '?', '{', '\\', '|', ')'].map(code) as [number, number, number, number, number, number, number];

class Compiler extends ClassReader {
  whole(): string {
    const { source } = this.alternatives();
    if (this.cursor < this.length) throw this.fail(this.peek() === CLOSE ? "Unmatched closing ')'" : 'Unexpected internal error');
    if (this.cursor > this.length) throw this.fail('Unexpected internal error');
    // What refers to a group that there is not never fits.
    return source.replace(/\(\?:\\(\d+)\)|\\[^]/g, (written, number?: string) => (number !== undefined && Number(number) >= this.groups ? NOTHING : written));
  }

  private alternatives(): Part {
    const parts = [this.sequence()];
    while (this.peek() === PIPE) {
      this.next();
      parts.push(this.sequence());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { source: parts.map(({ source }) => source).join('|'), kind: 'other', isEndless: parts.some(({ isEndless }) => isEndless), isBoundless: parts.some(({ isBoundless }) => isBoundless) };
  }

  private sequence(): Part {
    const parts: Part[] = [];
    for (let ch = this.peek(); ch !== PIPE && ch !== CLOSE && !(ch === 0 && this.cursor >= this.length); ch = this.peek()) {
      const part = ch === code('(') ? this.group() : this.atom(ch);
      if (part !== null) parts.push(this.closure(part));
    }
    return {
      source: parts.map(({ source }) => source).join(''), kind: parts.length === 1 ? (parts[0]?.kind ?? 'other') : 'other',
      isEndless: parts.some(({ isEndless }) => isEndless), isBoundless: parts.some(({ isBoundless }) => isBoundless),
    };
  }

  private atom(ch: number): Part {
    if (ch === code('[')) return one(oneOf(this.clazz(true)));
    if (ch === BACKSLASH) return this.escaped();
    if (ch === BRACE) return place('');
    this.next();
    if (ch === STAR || ch === PLUS || ch === QUESTION) throw this.fail(`Dangling meta character '${String.fromCodePoint(ch)}'`);
    if (ch === code('^')) return place(this.has('m') ? `(?:^|(?<=${this.has('d') ? '\\n' : '[\\n\\x85\\u2028\\u2029]|\\r(?!\\n)'}))(?!$)` : '^');
    if (ch === code('$')) return place(this.dollar());
    if (ch === code('.')) return one(this.has('s') ? '[^]' : this.has('d') ? '[^\\n]' : `[^${LINE_ENDS}]`);
    return one(this.single(ch));
  }

  private dollar(): string {
    if (this.has('m')) return this.has('d') ? '(?=$|\\n)' : '(?=$|[\\r\\x85\\u2028\\u2029]|(?<!\\r)\\n)';
    return this.has('d') ? '(?=\\n?$)' : END;
  }

  private single(at: number): string {
    return single(at, this.ignoresCase ? casesOf(at, this.unicodeCase) : [at]);
  }

  private escaped(): Part {
    const named = this.nextEscaped();
    if (named === code('p') || named === code('P')) return one(oneOf(this.family(named === code('P'))));
    this.cursor -= 1;
    const escaped: Escaped = this.escape(false, false);
    if (escaped.kind === 'letter') return one(this.single(escaped.code));
    if (escaped.kind === 'set') return one(oneOf(escaped.set));
    return escaped.isPlace ? place(escaped.source) : { source: escaped.source, kind: 'other', isEndless: false, isBoundless: /^\(\?:\\\d|^\\k/.test(escaped.source) };
  }

  /** Pattern.group0; null for flags alone, which hold to the end of the group around them. */
  private group(): Part | null {
    const before = this.flags;
    const head = this.next() === QUESTION ? this.marked() : this.captured('(');
    if (head === null) return null;
    const inside = this.alternatives();
    if (head.startsWith('(?<=') || head.startsWith('(?<!')) if (inside.isBoundless) throw this.fail('Look-behind group does not have an obvious maximum length');
    this.cursor += 1;
    if (this.at(this.cursor - 1) !== CLOSE) throw this.fail('Unclosed group');
    this.flags = before;
    const isLook = /^\(\?<?[=!]/.test(head);
    const source = `${head}${inside.source})`;
    return isLook ? place(source) : { ...inside, source, kind: inside.kind === 'one' ? 'one' : 'group' };
  }

  private captured(head: string): string {
    this.groups += 1;
    return head;
  }

  /** What stands behind `(?`: the group's head in JavaScript, null where only flags are set. */
  private marked(): string | null {
    const ch = this.skip();
    const sign = String.fromCodePoint(ch);
    // An atomic group gives back what it took here.
    if (sign === ':' || sign === '>') return '(?:';
    if (sign === '=' || sign === '!') return `(?${sign}`;
    if (sign === '$' || sign === '@') throw this.fail('Unknown group type');
    if (sign === '<') {
      const then = this.read();
      if (then === code('=') || then === code('!')) return `(?<${String.fromCodePoint(then)}`;
      const name = this.groupName(then);
      if (this.groupNames.includes(name)) throw this.fail(`Named capturing group <${name}> is already defined`);
      this.groupNames.push(name);
      return this.captured(`(?<${name}>`);
    }
    this.cursor -= 1;
    this.setFlags();
    const end = this.read();
    if (end === CLOSE) return null;
    if (end !== code(':')) throw this.fail('Unknown inline modifier');
    return '(?:';
  }

  private setFlags(): void {
    let on = true;
    for (let ch = this.peek(); ; ch = this.next()) {
      const flag = String.fromCodePoint(ch);
      if (flag === '-' && on) on = false;
      else if (!FLAGS.includes(flag)) return;
      else this.flags = on ? this.flags + flag : this.flags.replaceAll(flag, '');
    }
  }

  /** Pattern.closure: how often the part before comes. A possessive one gives back what it took here. */
  private closure(part: Part): Part {
    const ch = this.peek();
    if (ch === BRACE) return this.counted(part);
    if (ch !== STAR && ch !== PLUS && ch !== QUESTION) return part;
    return this.repeated(part, String.fromCodePoint(ch), ch === QUESTION ? 1 : Infinity, this.next());
  }

  private counted(part: Part): Part {
    const from = this.cursor;
    let ch = this.skip();
    if (!isDigit(ch)) throw this.fail('Illegal repetition');
    const number = (): number => {
      let value = 0;
      for (; isDigit(ch); ch = this.read()) {
        value = value * 10 + ch - 48;
        if (value > MOST_TIMES) throw this.fail('Illegal repetition range');
      }
      return value;
    };
    const least = number();
    let most = least;
    if (ch === code(',')) {
      ch = this.read();
      most = ch === code('}') ? Infinity : number();
    }
    if (ch !== code('}')) throw this.fail('Unclosed counted closure');
    if (most < least) throw this.fail('Illegal repetition range');
    return this.repeated(part, this.text(from, this.cursor).replace(/\s/g, ''), most, this.peek());
  }

  private repeated(part: Part, times: string, most: number, then: number): Part {
    if (then === QUESTION || then === PLUS) this.next();
    const source = `${part.kind === 'place' ? `(?:${part.source})` : part.source}${times}${then === QUESTION ? '?' : ''}`;
    const isEndless = part.isEndless || most === Infinity;
    const isBoundless = part.isBoundless || ((part.kind === 'group' || part.kind === 'other') && (most === Infinity || (part.isEndless && times !== '?')));
    return { source, kind: part.kind === 'one' ? 'other' : part.kind, isEndless, isBoundless };
  }
}

/** JavaScript's expression (flag `u`) for Java's, with Pattern's `flags` set from the beginning. Throws `PatternSyntaxError`. */
export function fromJava(source: string, flags = ''): string {
  return new Compiler(source, flags).whole();
}

/** Whether all of a text fits, as Matcher.matches says. Throws `PatternSyntaxError`, its test `RunawayRegex`. */
export function wholeText(source: string): RegExp {
  return new BoundedRegex(`^(?:${fromJava(source)})$`, 'u');
}
