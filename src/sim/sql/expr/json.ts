// JSON read with its numbers as they are written and its members in their order; and written as Jackson writes it.

export type Json =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Json])[] };

export const JSON_NULL: Json = { kind: 'null' };

const MOST_NESTED = 500;

/** The value that the text is; undefined where it is no JSON. */
export function parseJson(text: string): Json | undefined {
  const reader = new Reader(text);
  const value = reader.value(0);
  return value === undefined || !reader.atEnd() ? undefined : value;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  atEnd(): boolean {
    this.space();
    return this.at === this.text.length;
  }

  value(depth: number): Json | undefined {
    this.space();
    if (depth > MOST_NESTED) return undefined;
    switch (this.text.charAt(this.at)) {
      case '{': return this.object(depth);
      case '[': return this.array(depth);
      case '"': {
        const value = this.string();
        return value === undefined ? undefined : { kind: 'text', value };
      }
      case 't': return this.word('true', { kind: 'boolean', value: true });
      case 'f': return this.word('false', { kind: 'boolean', value: false });
      case 'n': return this.word('null', JSON_NULL);
      default: {
        const text = this.match(NUMBER);
        return text === '' ? undefined : { kind: 'number', text };
      }
    }
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private space(): void {
    this.match(SPACE);
  }

  private word(word: string, value: Json): Json | undefined {
    if (!this.text.startsWith(word, this.at)) return undefined;
    this.at += word.length;
    return value;
  }

  private string(): string | undefined {
    const found = this.match(STRING);
    return found === '' ? undefined : (JSON.parse(found) as string);
  }

  private take(sign: string): boolean {
    this.space();
    if (this.text.charAt(this.at) !== sign) return false;
    this.at += 1;
    return true;
  }

  private array(depth: number): Json | undefined {
    this.at += 1;
    const items: Json[] = [];
    if (this.take(']')) return { kind: 'array', items };
    do {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    } while (this.take(','));
    return this.take(']') ? { kind: 'array', items } : undefined;
  }

  private object(depth: number): Json | undefined {
    this.at += 1;
    const members: [string, Json][] = [];
    if (this.take('}')) return { kind: 'object', members };
    do {
      this.space();
      const key = this.string();
      const value = key === undefined || !this.take(':') ? undefined : this.value(depth + 1);
      if (key === undefined || value === undefined) return undefined;
      const before = members.findIndex(([name]) => name === key);
      if (before >= 0) members[before] = [key, value];
      else members.push([key, value]);
    } while (this.take(','));
    return this.take('}') ? { kind: 'object', members } : undefined;
  }
}

/** Compact JSON, an object's members by their names, as Flink's mapper sorts them. */
export function writeJson(json: Json): string {
  switch (json.kind) {
    case 'null': return 'null';
    case 'boolean': return String(json.value);
    case 'number': return json.text;
    case 'text': return JSON.stringify(json.value);
    case 'array': return `[${json.items.map(writeJson).join(',')}]`;
    case 'object': return `{${json.members.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, value]) => `${JSON.stringify(key)}:${writeJson(value)}`).join(',')}}`;
  }
}
