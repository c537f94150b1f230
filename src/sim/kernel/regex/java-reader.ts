// How java.util.regex.Pattern goes through an expression: a cursor over code points, with quotations taken apart first. Its errors say where the cursor stands.

/** What `PatternSyntaxException.getMessage` gives: the description, the place, and the expression with a mark below it. */
export class PatternSyntaxError extends Error {
  constructor(description: string, source: string, index: number) {
    const place = index >= 0 ? ` near index ${index}` : '';
    const mark = index >= 0 && index < source.length ? `\n${source.slice(0, index).replace(/[^\t]/g, ' ')}^` : '';
    super(`${description}${place}\n${source}${mark}`);
  }
}


export const code = (char: string): number => char.charCodeAt(0);
export const isDigit = (at: number): boolean => at >= 48 && at <= 57;
export const isLatin = (at: number): boolean => (at >= 65 && at <= 90) || (at >= 97 && at <= 122);
const isHex = (at: number): boolean => isDigit(at) || (at >= 65 && at <= 70) || (at >= 97 && at <= 102);
const isOctal = (at: number): boolean => at >= 48 && at <= 55;
const isSpace = (at: number): boolean => at === 32 || (at >= 9 && at <= 13);
const isLineEnd = (at: number): boolean => at === 10 || at === 13 || at === 0x85 || at === 0x2028 || at === 0x2029;
const HASH = 35;
const MOST_CODE = 0x10ffff;

/** The cursor, and the escapes that stand for one letter. Two zeros stand behind the end, as in Pattern. */
export class JavaReader {
  protected cursor = 0;
  protected readonly length: number;
  protected flags: string;
  private readonly source: string;
  private readonly temp: readonly number[];

  /** `flags`: the letters of those that are set, as `(?ims)` writes them. */
  constructor(source: string, flags: string) {
    this.source = source;
    this.flags = flags;
    const codes = withoutQuotations([...source].map((char) => char.codePointAt(0) ?? 0));
    this.length = codes.length;
    this.temp = codes;
  }

  protected has(flag: string): boolean {
    return this.flags.includes(flag);
  }

  protected get ignoresCase(): boolean {
    return this.has('i');
  }

  protected get unicodeCase(): boolean {
    return this.has('u') || this.has('U');
  }

  fail(description: string): PatternSyntaxError {
    return new PatternSyntaxError(description, this.source, this.cursor - 1);
  }

  protected at(index: number): number {
    return this.temp[index] ?? 0;
  }

  protected peek(): number {
    if (this.has('x')) this.passSpace();
    return this.at(this.cursor);
  }

  protected next(): number {
    this.cursor += 1;
    return this.peek();
  }

  protected read(): number {
    if (this.has('x')) this.passSpace();
    this.cursor += 1;
    return this.at(this.cursor - 1);
  }

  /** The letter behind the one at the cursor, which both are passed. */
  protected skip(): number {
    this.cursor += 2;
    return this.at(this.cursor - 1);
  }

  protected nextEscaped(): number {
    this.cursor += 1;
    return this.at(this.cursor);
  }

  private passSpace(): void {
    for (let now = this.at(this.cursor); isSpace(now) || now === HASH; now = this.at(this.cursor)) {
      if (now === HASH) while (this.cursor < this.length && !isLineEnd(this.at(this.cursor))) this.cursor += 1;
      else this.cursor += 1;
    }
  }

  protected octal(): number {
    const n = this.read();
    if (!isOctal(n)) throw this.fail('Illegal octal escape sequence');
    let value = n - 48;
    for (let more = n <= 51 ? 2 : 1; more > 0 && isOctal(this.at(this.cursor)); more -= 1) value = value * 8 + this.read() - 48;
    return value;
  }

  protected hexadecimal(): number {
    const n = this.read();
    if (isHex(n)) {
      const m = this.read();
      if (isHex(m)) return Number.parseInt(String.fromCharCode(n, m), 16);
    } else if (n === code('{') && isHex(this.peek())) {
      let value = 0;
      let digit = this.read();
      for (; isHex(digit); digit = this.read()) {
        value = value * 16 + Number.parseInt(String.fromCharCode(digit), 16);
        if (value > MOST_CODE) throw this.fail('Hexadecimal codepoint is too big');
      }
      if (digit !== code('}')) throw this.fail('Unclosed hexadecimal escape sequence');
      return value;
    }
    throw this.fail('Illegal hexadecimal escape sequence');
  }

  /** `\uXXXX`; two of them may be the halves of one letter. */
  protected unicode(): number {
    const high = this.fourDigits();
    if (high < 0xd800 || high > 0xdbff || this.at(this.cursor) !== code('\\') || this.at(this.cursor + 1) !== code('u')) return high;
    const back = this.cursor;
    this.cursor += 2;
    const low = this.fourDigits();
    if (low >= 0xdc00 && low <= 0xdfff) return (high - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000;
    this.cursor = back;
    return high;
  }

  private fourDigits(): number {
    let value = 0;
    for (let i = 0; i < 4; i += 1) {
      const digit = this.read();
      if (!isHex(digit)) throw this.fail('Illegal Unicode escape sequence');
      value = value * 16 + Number.parseInt(String.fromCharCode(digit), 16);
    }
    return value;
  }

  protected control(): number {
    if (this.cursor < this.length) return this.read() ^ 64;
    throw this.fail('Illegal control escape sequence');
  }

  /** `\N{...}`: no name is known here. */
  protected charName(): never {
    if (this.read() !== code('{')) throw this.fail('Illegal character name escape sequence');
    const from = this.cursor;
    while (this.read() !== code('}')) if (this.cursor >= this.length) throw this.fail('Unclosed character name escape sequence');
    const name = String.fromCodePoint(...Array.from({ length: this.cursor - 1 - from }, (_one, i) => this.at(from + i)));
    throw this.fail(`Unknown character name [${name}]`);
  }

  protected text(from: number, to: number): string {
    return Array.from({ length: Math.max(0, to - from) }, (_one, i) => String.fromCodePoint(this.at(from + i))).join('');
  }
}

/** Pattern.RemoveQEQuoting: what stands between \Q and \E, with its signs escaped. */
function withoutQuotations(codes: readonly number[]): readonly number[] {
  const [backslash, begin, end] = [code('\\'), code('Q'), code('E')];
  const out: number[] = [];
  let isQuoted = false;
  let isFirst = false;
  for (let i = 0; i < codes.length; i += 1) {
    const now = codes[i] ?? 0;
    const then = codes[i + 1];
    if (now === backslash && !isQuoted) {
      if (then === begin) [isQuoted, isFirst] = [true, true];
      else out.push(now, ...(then === undefined ? [] : [then]));
      i += 1;
      continue;
    }
    if (now === backslash && then === end) {
      isQuoted = false;
      i += 1;
      continue;
    }
    if (isQuoted && isFirst && isDigit(now)) out.push(backslash, code('x'), code('3'));
    else if (isQuoted && now < 0x80 && !isLatin(now) && !isDigit(now)) out.push(backslash);
    out.push(now);
    isFirst = false;
  }
  return out;
}
