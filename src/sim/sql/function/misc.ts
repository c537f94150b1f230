// Hashes, addresses of the web, and printf.
import { bytesOf, fromUtf8, utf8 } from '../expr/bytes.ts';
import { doubleText } from '../../jvm/number-text.ts';
import { plainText, rescale, unscaled } from '../number/decimal.ts';
import { failed } from '../problem.ts';
import { javaTimestamp } from '../time/iso.ts';
import * as t from '../type/logical-type.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { str, type Value } from '../value.ts';
import { md5, sha1, sha256, sha512 } from './digest.ts';
import { type CallSite, type Evaluate, flink, type FunctionSpec, made, maybe, own } from './spec.ts';

type Digest = (bytes: readonly number[]) => string;

const DIGESTS: Readonly<Record<string, Digest>> = {
  MD5: md5, SHA1: sha1, SHA224: (bytes) => sha256(bytes, true), SHA256: (bytes) => sha256(bytes, false), SHA384: (bytes) => sha512(bytes, true), SHA512: (bytes) => sha512(bytes, false),
};

const bytesOfArgument = (type: LogicalType | undefined) => (value: Value): readonly number[] => (type !== undefined && t.isBytes(type) ? bytesOf(value as string) : utf8(value as string));

const digest = (name: string, run: Digest): FunctionSpec => made(name, ['<CHARACTER>', '<BINARY>'], t.STRING, ({ types }) => {
  const bytes = bytesOfArgument(types[0]);
  return ([v]) => run(bytes(v ?? null));
});

function sha2({ types }: CallSite): Evaluate {
  const bytes = bytesOfArgument(types[0]);
  return ([v, bits]) => {
    const run = DIGESTS[`SHA${Number(bits)}`];
    if (run === undefined) throw failed('java.lang.IllegalArgumentException', 'Unsupported algorithm.');
    return run(bytes(v ?? null));
  };
}

/** application/x-www-form-urlencoded in UTF-8. */
function urlEncode(text: string): string {
  return utf8(text).map((byte) => {
    const letter = String.fromCharCode(byte);
    return /[A-Za-z0-9.*_-]/.test(letter) ? letter : byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function urlDecode(text: string): Value {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return null;
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if (letter === '%') {
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    } else bytes.push(...utf8(letter === '+' ? ' ' : letter));
  }
  return fromUtf8(bytes);
}

function parseUrl([url, part, key]: readonly Value[]): Value {
  const found = /^([A-Za-z][\w+.-]*):\/\/((?:([^@/?#]*)@)?([^:/?#]*)(?::(\d+))?)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(url as string);
  if (found === null) return null;
  const [, protocol = '', authority = '', userInfo, host = '', , path = '', query, ref] = found;
  switch (part) {
    case 'HOST': return host;
    case 'PROTOCOL': return protocol;
    case 'AUTHORITY': return authority;
    case 'USERINFO': return userInfo ?? null;
    case 'PATH': return path;
    case 'FILE': return query === undefined ? path : `${path}?${query}`;
    case 'REF': return ref ?? null;
    case 'QUERY': {
      if (key === undefined) return query ?? null;
      const pair = (query ?? '').split('&').find((entry) => entry.startsWith(`${key as string}=`));
      return pair === undefined ? null : pair.slice((key as string).length + 1);
    }
    default: return null;
  }
}

/** What Java's Formatter makes of %s: the value's toString. */
function javaText(type: LogicalType, value: Value): string {
  if (value === null) return 'null';
  if (type.kind === 'TIMESTAMP') return javaTimestamp(value);
  if (type.kind === 'TIMESTAMP_LTZ') return `${javaTimestamp(value)}Z`;
  return t.isApproximate(type) ? doubleText(value as number) : str(value);
}

/** A number with so many digits after the point. */
function fixed(type: LogicalType, value: Value, digits: number): string {
  const text = type.kind === 'DECIMAL' ? (value as string) : str(value);
  return /^-?\d+(\.\d+)?$/.test(text) ? plainText(rescale(unscaled(text), digits)) : text;
}

/** Java's String.format for %d %s %f %x %b %c %n %%; null where the format and the values do not go together. */
function printf({ types }: CallSite): Evaluate {
  return ([format, ...values]) => {
    if ((format ?? null) === null) return null;
    let [next, wrong] = [0, false];
    const text = (format as string).replace(/%(\d+\$)?([-+0,( #]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (_all, index: string | undefined, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      if (kind === 'n') return '\n';
      const at = index === undefined ? next++ : Number.parseInt(index, 10) - 1;
      const type = types[at + 1];
      if (type === undefined) wrong = true;
      const shown = type === undefined ? null : converted(kind, type, values[at] ?? null, precision);
      if (shown === null) wrong = true;
      const signed = flags.includes('+') && /^\d/.test(shown ?? '') ? `+${shown ?? ''}` : (shown ?? '');
      return flags.includes('-') ? signed.padEnd(Number(width)) : signed.padStart(Number(width), flags.includes('0') ? '0' : ' ');
    });
    return wrong ? null : text;
  };
}

function converted(kind: string, type: LogicalType, value: Value, precision: string | undefined): string | null {
  switch (kind.toLowerCase()) {
    case 's': {
      const text = javaText(type, value);
      return precision === undefined ? text : text.slice(0, Number(precision));
    }
    case 'b': return String(value !== null && value !== false);
    case 'd': return value === null ? 'null' : t.isWhole(type) || type.kind === 'DATE' ? str(value) : null;
    case 'x': return value === null ? 'null' : t.isWhole(type) ? Number(value).toString(16) : null;
    case 'f': return value === null ? 'null' : t.isApproximate(type) ? fixed(type, value, precision === undefined ? 6 : Number(precision)) : null;
    case 'c': return value === null ? 'null' : t.isText(type) ? str(value).charAt(0) : null;
    default: return null;
  }
}

export const MISC: readonly FunctionSpec[] = [
  ...Object.entries(DIGESTS).map(([name, run]) => digest(name, run)),
  made('SHA2', ['<CHARACTER>, <INTEGER>', '<BINARY>, <INTEGER>'], t.STRING, sha2),
  maybe('URL_ENCODE', 'value <CHARACTER_STRING>', t.STRING, ([v]) => urlEncode(v as string), flink),
  maybe('URL_DECODE', 'value <CHARACTER_STRING>', t.STRING, ([v]) => urlDecode(v as string), flink),
  maybe('PARSE_URL', ['<CHARACTER>, <CHARACTER>', '<CHARACTER>, <CHARACTER>, <CHARACTER>'], t.STRING, parseUrl),
  own('PRINTF', 'format <CHARACTER_STRING>, obj <ANY>*', t.STRING, printf, flink),
];
