// A JSON text read token by token as Jackson's byte parser reads it: the same tokens, the same place when it stops, the same messages.
//
// Two habits of that parser show in what tables read. A name's value is begun as soon as the name was read, so a broken word or number fails
// at its name; a text is only looked through when somebody wants it, or when the next token is asked for.

export type Token = 'START_OBJECT' | 'END_OBJECT' | 'START_ARRAY' | 'END_ARRAY' | 'FIELD_NAME' | 'VALUE_STRING' | 'VALUE_NUMBER_INT' | 'VALUE_NUMBER_FLOAT' | 'VALUE_TRUE' | 'VALUE_FALSE' | 'VALUE_NULL';

const JACKSON = 'org.apache.flink.shaded.jackson2.com.fasterxml.jackson.';
export const PARSE_EXCEPTION = `${JACKSON}core.JsonParseException`;
export const EOF_EXCEPTION = `${JACKSON}core.io.JsonEOFException`;
export const MAPPING_EXCEPTION = `${JACKSON}databind.JsonMappingException`;

/** What reading a text meets: a Java exception by its class. */
export class JsonProblem extends Error {
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.exception = exception;
  }
}

const TOKENS = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const HIDDEN = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const WORDS = { t: ['true', 'VALUE_TRUE'], f: ['false', 'VALUE_FALSE'], n: ['null', 'VALUE_NULL'] } as const;
/** StreamReadConstraints.DEFAULT_MAX_DEPTH is 1,000; half of it is deeper than any text that people write. */
const MOST_NESTED = 500;

interface Scope {
  readonly kind: 'root' | 'object' | 'array';
  readonly begin: string;
  entries: number;
}

const isPart = (letter: string): boolean => /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]/u.test(letter);
const isStart = (letter: string): boolean => /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u.test(letter);
const isDigit = (letter: string): boolean => letter >= '0' && letter <= '9' && letter.length === 1;

/** How the parser names a character. */
function described(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 32 || (code >= 127 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  return code > 255 ? `'${letter}' (code ${code} / 0x${code.toString(16)})` : `'${letter}' (code ${code})`;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 || (code >= 0xdc80 && code < 0xdd00) ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

export class JsonCursor {
  token: Token | null = null;
  private readonly source: string;
  private at = 0;
  private lineStart = 0;
  private line = 1;
  private readonly scopes: Scope[] = [{ kind: 'root', begin: '', entries: 0 }];
  /** The value of the name that is the token now. */
  private pending: Token | null = null;
  private incomplete = false;
  private value = '';

  constructor(source: string) {
    this.source = source;
  }

  /** Moves on; null at the end of the text. */
  nextToken(): Token | null {
    if (this.token === 'FIELD_NAME') return this.afterName();
    if (this.incomplete) this.finishText();
    const letter = this.skipToEnd();
    if (letter === '') {
      this.token = null;
      return null;
    }
    const scope = this.scope();
    if (letter === ']' || letter === '}') return this.close(letter, scope);
    let first = letter;
    if (scope.entries++ > 0 && scope.kind !== 'root') {
      if (letter !== ',') throw this.unexpected(letter, `was expecting comma to separate ${this.typeName(scope)} entries`);
      first = this.skipSpace();
    }
    if (scope.kind !== 'object') return (this.token = this.open(this.begin(first)));
    this.name(first);
    this.pending = this.begin(this.skipColon());
    return (this.token = 'FIELD_NAME');
  }

  /** The token's text: a name, a text, a number as it is written, or the sign or word itself. */
  text(): string {
    switch (this.token) {
      case 'FIELD_NAME': case 'VALUE_NUMBER_INT': case 'VALUE_NUMBER_FLOAT': return this.token === 'FIELD_NAME' ? this.fieldName : this.value;
      case 'VALUE_STRING':
        if (this.incomplete) this.value = this.finishText();
        return this.value;
      case 'START_OBJECT': return '{';
      case 'END_OBJECT': return '}';
      case 'START_ARRAY': return '[';
      case 'END_ARRAY': return ']';
      case 'VALUE_TRUE': return 'true';
      case 'VALUE_FALSE': return 'false';
      case 'VALUE_NULL': return 'null';
      case null: return '';
    }
  }

  /** A text that is Base64, as bytes in hexadecimal. What goes wrong within leaves the parser in the middle of the text. */
  binary(): string {
    if (this.token !== 'VALUE_STRING') throw this.wrong(`Current token (${this.token ?? 'null'}) not VALUE_STRING or VALUE_EMBEDDED_OBJECT, can not access as binary`);
    if (!this.incomplete) return base64(this.value, () => this.wrong('Illegal base64 content'));
    const close = this.source.indexOf('"', this.at);
    const written = this.source.slice(this.at, close < 0 ? this.source.length : close);
    if (close < 0) throw this.eof(': was expecting closing quote for a string value');
    const bytes = base64(written, (used) => {
      this.at += used;
      return this.wrong('Illegal base64 content');
    });
    this.at = close + 1;
    this.incomplete = false;
    return bytes;
  }

  /** `[Source: UNKNOWN; line: 1, column: 7]`: where the parser is. */
  location(minus = 0): string {
    return `[Source: UNKNOWN; ${this.place(minus)}]`;
  }

  /** Where the current token began, for what has no other place. */
  tokenLocation(): string {
    return this.token === null ? `[Source: UNKNOWN; line: ${this.line}]` : `[Source: UNKNOWN; ${this.began}]`;
  }

  private fieldName = '';
  private began = '';

  private place(minus = 0): string {
    return `line: ${this.line}, column: ${utf8Length(this.source.slice(this.lineStart, this.at)) + 1 - minus}`;
  }

  private scope(): Scope {
    return this.scopes[this.scopes.length - 1] ?? { kind: 'root', begin: '', entries: 0 };
  }

  private typeName(scope: Scope): string {
    return scope.kind === 'object' ? 'Object' : scope.kind === 'array' ? 'Array' : 'root';
  }

  private afterName(): Token | null {
    const token = this.pending;
    this.pending = null;
    return (this.token = token === null ? null : this.open(token));
  }

  private open(token: Token): Token {
    if (token !== 'START_OBJECT' && token !== 'START_ARRAY') return token;
    if (this.scopes.length > MOST_NESTED) throw this.wrong(`Document nesting depth (${MOST_NESTED + 1}) exceeds the maximum allowed (${MOST_NESTED}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`);
    this.scopes.push({ kind: token === 'START_OBJECT' ? 'object' : 'array', begin: this.began, entries: 0 });
    return token;
  }

  private close(letter: ']' | '}', scope: Scope): Token {
    const fits = letter === ']' ? scope.kind === 'array' : scope.kind === 'object';
    if (!fits) throw this.wrong(`Unexpected close marker '${letter}': expected '${letter === ']' ? '}' : ']'}' (for ${this.typeName(scope)} starting at [Source: ${HIDDEN}; ${scope.begin === '' ? 'line: 1, column: 0' : scope.begin}])`);
    this.scopes.pop();
    return (this.token = letter === ']' ? 'END_ARRAY' : 'END_OBJECT');
  }

  private next(): string {
    const code = this.source.codePointAt(this.at);
    if (code === undefined) return '';
    const letter = String.fromCodePoint(code);
    this.at += letter.length;
    return letter;
  }

  private peek(): string {
    return this.source.charAt(this.at);
  }

  /** The next letter that is no space; '' at the end of all. */
  private skipToEnd(): string {
    const letter = this.spaceless();
    if (letter !== '') return letter;
    const scope = this.scope();
    if (scope.kind === 'root') return '';
    throw new JsonProblem(EOF_EXCEPTION, `Unexpected end-of-input: expected close marker for ${this.typeName(scope)} (start marker at [Source: ${HIDDEN}; ${scope.begin}])\n at ${this.location()}`);
  }

  private skipSpace(): string {
    const letter = this.spaceless();
    if (letter === '') throw this.eof(` within/between ${this.typeName(this.scope())} entries`);
    return letter;
  }

  private spaceless(): string {
    for (let letter = this.next(); ; letter = this.next()) {
      if (letter === '\n' || (letter === '\r' && this.peek() !== '\n')) {
        this.line += 1;
        this.lineStart = this.at;
      } else if (letter !== ' ' && letter !== '\t' && letter !== '\r') {
        if (letter !== '' && letter < ' ') throw this.invalidSpace(letter);
        return letter;
      }
    }
  }

  private invalidSpace(letter: string): JsonProblem {
    return this.unexpectedText(`Illegal character (${described(letter)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`, 0);
  }

  private skipColon(): string {
    const letter = this.skipSpace();
    if (letter !== ':') throw this.unexpected(letter, 'was expecting a colon to separate field name and value');
    return this.skipSpace();
  }

  private name(letter: string): void {
    if (letter !== '"') throw this.unexpected(letter, 'was expecting double-quote to start field name');
    this.fieldName = this.letters(' in field name', 'name');
  }

  private finishText(): string {
    this.incomplete = false;
    return this.letters(': was expecting closing quote for a string value', 'string value');
  }

  private letters(atEnd: string, what: string): string {
    let read = '';
    for (;;) {
      const letter = this.next();
      if (letter === '') throw this.eof(atEnd);
      if (letter === '"') return read;
      if (letter < ' ') throw this.unexpectedText(`Illegal unquoted character (${described(letter)}): has to be escaped using backslash to be included in ${what}`, 0);
      read += letter === '\\' ? this.escaped() : letter;
    }
  }

  private escaped(): string {
    const letter = this.next();
    if (letter === '') throw this.eof(' in character escape sequence');
    if (letter !== 'u') {
      const meant = ESCAPES[letter];
      if (meant === undefined) throw this.wrong(`Unrecognized character escape ${described(letter)}`);
      return meant;
    }
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const digit = this.next();
      if (digit === '') throw this.eof(' in character escape sequence');
      if (!/^[0-9a-fA-F]$/.test(digit)) throw this.unexpected(digit, 'expected a hex-digit for character escape sequence');
      code = code * 16 + Number.parseInt(digit, 16);
    }
    return String.fromCharCode(code);
  }

  private begin(letter: string): Token {
    this.began = this.place(1);
    switch (letter) {
      case '"':
        this.incomplete = true;
        return 'VALUE_STRING';
      case '{': return 'START_OBJECT';
      case '[': return 'START_ARRAY';
      case 't': case 'f': case 'n': return this.word(letter);
      case '-': return this.number('-', this.next());
      case '+': throw this.plus();
      default: return isDigit(letter) ? this.number('', letter) : this.unexpectedValue(letter);
    }
  }

  private word(first: 't' | 'f' | 'n'): Token {
    const [word, token] = WORDS[first];
    for (let i = 1; i < word.length; i++) {
      if (this.peek() !== word.charAt(i)) throw this.unrecognized(word.slice(0, i));
      this.at += 1;
    }
    const after = this.peek();
    if (after !== '' && isPart(after)) throw this.unrecognized(word);
    return token;
  }

  private unrecognized(begun: string): JsonProblem {
    let word = begun;
    for (let letter = this.next(); letter !== '' && isPart(letter); letter = this.next()) {
      word += letter;
      if (word.length >= 256) return this.wrong(`Unrecognized token '${word}...': was expecting ${TOKENS}`);
    }
    return this.wrong(`Unrecognized token '${word}': was expecting ${TOKENS}`);
  }

  private unexpectedValue(letter: string): never {
    const scope = this.scope();
    if (letter === ',' || letter === '}' || (letter === ']' && scope.kind === 'array')) throw this.unexpected(letter, 'expected a value');
    for (const word of ['NaN', 'Infinity']) {
      if (letter !== word.charAt(0)) continue;
      for (let i = 1; i < word.length; i++) {
        if (this.peek() !== word.charAt(i)) throw this.unrecognized(word.slice(0, i));
        this.at += 1;
      }
      throw this.wrong(`Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
    }
    if (isStart(letter)) throw this.unrecognized(letter);
    throw this.unexpected(letter, `expected a valid value ${TOKENS}`);
  }

  private plus(): JsonProblem {
    if (this.next() === '') return this.eof(' in a Number value');
    return this.numeric('+', 'JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow');
  }

  private number(sign: string, first: string): Token {
    if (first === '') throw this.eof(' in a Number value');
    if (!isDigit(first)) throw this.numeric(first, 'expected digit (0-9) to follow minus sign, for valid numeric value');
    if (first === '0' && isDigit(this.peek())) throw this.wrong('Invalid numeric value: Leading zeroes not allowed');
    let text = sign + first + this.digits();
    let isWhole = true;
    if (this.peek() === '.') {
      isWhole = false;
      this.at += 1;
      const digits = this.digits();
      if (digits === '') throw this.numeric(this.next() || '.', 'Decimal point not followed by a digit');
      text += `.${digits}`;
    }
    if (this.peek() === 'e' || this.peek() === 'E') {
      isWhole = false;
      text += this.next();
      if (this.peek() === '+' || this.peek() === '-') text += this.next();
      const digits = this.digits();
      if (digits === '') throw this.numeric(this.next() || 'e', 'Exponent indicator not followed by a digit');
      text += digits;
    }
    this.value = text;
    if (this.scope().kind === 'root' && this.peek() !== '' && this.peek() > ' ') throw this.unexpected(this.next(), 'Expected space separating root-level values');
    return isWhole ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  }

  private digits(): string {
    const from = this.at;
    while (isDigit(this.peek())) this.at += 1;
    return this.source.slice(from, this.at);
  }

  private numeric(letter: string, why: string): JsonProblem {
    return this.unexpectedText(`Unexpected character (${described(letter)}) in numeric value: ${why}`, 1);
  }

  private unexpected(letter: string, why: string): JsonProblem {
    return this.unexpectedText(`Unexpected character (${described(letter)}): ${why}`, 1);
  }

  private unexpectedText(message: string, minus: number): JsonProblem {
    return new JsonProblem(PARSE_EXCEPTION, `${message}\n at ${this.location(minus)}`);
  }

  private wrong(message: string): JsonProblem {
    return this.unexpectedText(message, 0);
  }

  private eof(where: string): JsonProblem {
    return new JsonProblem(EOF_EXCEPTION, `Unexpected end-of-input${where}\n at ${this.location()}`);
  }
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 with padding (MIME-NO-LINEFEEDS) as hexadecimal; `fail` is told how many letters were used, counting the closing quote where it was. */
export function base64(text: string, fail: (used: number) => Error): string {
  let hex = '';
  let at = 0;
  const byte = (value: number): string => (value & 0xff).toString(16).padStart(2, '0');
  for (;;) {
    while (at < text.length && text.charAt(at) <= ' ') at += 1;
    if (at >= text.length) return hex;
    const codes: number[] = [];
    for (let i = 0; i < 4; i++) {
      const letter = text.charAt(at);
      const code = letter === '' ? -1 : BASE64.indexOf(letter);
      if (code < 0) {
        // Without its padding the text ends right before the quote; elsewhere the letter, or the quote, was read.
        if (i >= 2 && letter === '') throw fail(at);
        if (letter !== '=' || i < 2) throw fail(at + 1);
        if (i === 2 && text.charAt(at + 1) !== '=') throw fail(at + 2);
        at += i === 2 ? 2 : 1;
        break;
      }
      codes.push(code);
      at += 1;
    }
    const [a = 0, b = 0, c = 0, d = 0] = codes;
    hex += byte((a << 2) | (b >> 4));
    if (codes.length > 2) hex += byte((b << 4) | (c >> 2));
    if (codes.length > 3) hex += byte((c << 6) | d);
  }
}
