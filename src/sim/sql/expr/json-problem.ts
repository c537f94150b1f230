// Why a text is no JSON, in Jackson's words, as a task's failure carries them.

const CORE = 'org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core';
const START = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line:';

export interface JsonProblem {
  readonly exception: string;
  readonly message: string;
}

class Refusal extends Error {
  readonly exception: string;
  readonly at: number | null;

  constructor(exception: string, message: string, at: number | null) {
    super(message);
    this.exception = exception;
    this.at = at;
  }
}

/** What Jackson says of a text; null where it reads a value from it. */
export function jsonProblem(text: string): JsonProblem | null {
  try {
    new Scanner(text).value();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const place = error.at === null ? 'line: 1' : location(text, error.at);
    return { exception: error.exception, message: `${error.message}\n at [Source: UNKNOWN; ${place}]` };
  }
}

function location(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line: ${before.length}, column: ${(before.at(-1) ?? '').length + 1}`;
}

const WORD = /[\p{L}\p{N}_$]*/uy;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Scanner {
  private readonly text: string;
  private at = 0;
  private readonly open: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  private parse(message: string, at = this.at): never {
    throw new Refusal(`${CORE}.JsonParseException`, message, at);
  }

  private ended(message: string): never {
    throw new Refusal(`${CORE}.io.JsonEOFException`, message, this.text.length);
  }

  /** The next sign that is no space. */
  private sign(): string {
    while (/\s/.test(this.text.charAt(this.at))) this.at += 1;
    const found = this.text.charAt(this.at);
    const around = this.open.at(-1);
    if (found === '' && around !== undefined) this.ended(`Unexpected end-of-input: ${around}`);
    return found;
  }

  private unexpected(sign: string, wanted: string): never {
    this.parse(`Unexpected character ('${sign}' (code ${sign.codePointAt(0) ?? 0})): was expecting ${wanted}`);
  }

  value(): void {
    const sign = this.sign();
    if (sign === '') throw new Refusal(`${CORE.replace(/core$/, 'databind')}.exc.MismatchedInputException`, 'No content to map due to end-of-input', null);
    if (sign === '{') return this.object();
    if (sign === '[') return this.array();
    if (sign === '"') return this.string();
    if (/[-\d]/.test(sign)) return this.number();
    if (!/[\p{L}_$]/u.test(sign)) this.unexpected(sign, "a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')");
    WORD.lastIndex = this.at;
    const [word = ''] = WORD.exec(this.text) ?? [];
    this.at += word.length;
    if (!['true', 'false', 'null'].includes(word)) this.parse(`Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`);
  }

  private number(): void {
    const leading = /^-?0\d/.exec(this.text.slice(this.at));
    if (leading !== null) this.parse('Invalid numeric value: Leading zeroes not allowed', this.at + leading[0].length - 1);
    NUMBER.lastIndex = this.at;
    if (NUMBER.exec(this.text) === null) this.unexpected(this.text.charAt(this.at), 'a digit');
    this.at = NUMBER.lastIndex;
  }

  private string(): void {
    const found = /^"(?:[^"\\]|\\.)*"/s.exec(this.text.slice(this.at));
    if (found === null) this.ended('Unexpected end-of-input: was expecting closing quote for a string value');
    this.at += found[0].length;
  }

  private enter(kind: 'Object' | 'Array'): void {
    this.open.push(`expected close marker for ${kind} (start marker at ${START} 1, column: ${this.at + 1}])`);
    this.at += 1;
  }

  private leave(): void {
    this.open.pop();
    this.at += 1;
  }

  private object(): void {
    this.enter('Object');
    if (this.sign() === '}') return this.leave();
    for (;;) {
      const name = this.sign();
      if (name !== '"') this.unexpected(name, 'double-quote to start field name');
      this.string();
      const colon = this.sign();
      if (colon !== ':') this.unexpected(colon, 'a colon to separate field name and value');
      this.at += 1;
      this.more('Object');
      this.value();
      const next = this.sign();
      if (next === '}') return this.leave();
      if (next !== ',') this.unexpected(next, 'comma to separate Object entries');
      this.at += 1;
    }
  }

  private array(): void {
    this.enter('Array');
    if (this.sign() === ']') return this.leave();
    for (;;) {
      this.value();
      const next = this.sign();
      if (next === ']') return this.leave();
      if (next !== ',') this.unexpected(next, 'comma to separate Array entries');
      this.at += 1;
      this.more('Array');
    }
  }

  private more(kind: 'Object' | 'Array'): void {
    if (this.text.slice(this.at).trim() === '') this.ended(`Unexpected end-of-input within/between ${kind} entries`);
  }
}
