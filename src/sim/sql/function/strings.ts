// Functions of text: cutting, joining, searching, padding.
import { bytesOf, bytesToText, decode, encode, fromBase64, hexOf, toBase64, utf8 } from '../expr/bytes.ts';
import { failed } from '../problem.ts';
import * as t from '../type/logical-type.ts';
import { commonType } from '../type/common-type.ts';
import { str, type Value } from '../value.ts';
import { compiledPattern } from './regex.ts';
import { flink, fn, type FunctionSpec, made, maybe, ofTwo, own } from './spec.ts';
import { fits, LONGEST_TEXT } from './text-limit.ts';

const text = (value: Value | undefined): string => (typeof value === 'string' ? value : str(value));
const int = (value: Value | undefined): number => Number(value);
const letterCount = (value: string): number => [...value].length;
const chars = (value: Value | undefined): string[] => [...text(value)];

/** SUBSTRING counts from 1; from the end where negative; 0 counts as 1. */
function substring(all: readonly string[], from: number, length: number | null): string[] {
  if (length !== null && length < 0) return [];
  const start = from > 0 ? from - 1 : from < 0 ? all.length + from : 0;
  if (start < 0) return [];
  return all.slice(start, length === null ? undefined : start + length);
}

function substringOf(values: readonly Value[]): Value {
  if (int(values[2]) < 0) return null;
  return substring(chars(values[0]), int(values[1]), values[2] === undefined ? null : int(values[2])).join('');
}

function substringBytes(values: readonly Value[]): Value {
  const all = text(values[0]).match(/../g) ?? [];
  return substring(all, int(values[1]), values[2] === undefined ? null : int(values[2])).join('');
}

function trimmed(value: string, letters: string, leading: boolean, trailing: boolean): string {
  const all = [...value];
  const set = new Set(letters);
  let [from, to] = [0, all.length];
  while (leading && from < to && set.has(all[from] ?? '')) from += 1;
  while (trailing && to > from && set.has(all[to - 1] ?? '')) to -= 1;
  return all.slice(from, to).join('');
}

/** Where a part begins, counted from 1; 0 where it is not. */
function position(part: string, whole: string, from: number): number {
  if (from < 1) return 0;
  const at = [...whole].slice(0, from - 1).join('').length;
  const found = whole.indexOf(part, at);
  return found < 0 ? 0 : letterCount(whole.slice(0, found)) + 1;
}

/** The n-th place of a part; from the end where `from` is negative. */
function instr(whole: string, part: string, from: number, nth: number): Value {
  if (nth <= 0) throw failed('java.lang.IllegalArgumentException', 'nthAppearance must be positive!');
  if (part === '') return 0;
  let at = from > 0 ? from - 1 : whole.length + from;
  for (let i = 0; ; i++) {
    const found = from > 0 ? whole.indexOf(part, at) : at < 0 ? -1 : whole.lastIndexOf(part, at);
    if (found < 0 || from === 0) return 0;
    if (i === nth - 1) return found + 1;
    at = from > 0 ? found + 1 : found - 1;
  }
}

/** Each place where `part` stands, exchanged; the result is measured before it is made. */
function replacing(whole: string, part: string, put: string): string {
  if (put.length <= part.length || whole.length * put.length <= LONGEST_TEXT) return whole.replaceAll(part, () => put);
  const pieces = whole.split(part);
  fits(whole.length + (pieces.length - 1) * (put.length - part.length));
  return pieces.join(put);
}

function padded(value: string, length: number, pad: string, left: boolean): Value {
  if (length < 0) return null;
  const [all, fill] = [[...value], [...pad]];
  if (all.length >= length) return all.slice(0, length).join('');
  if (fill.length === 0) return null;
  fits(length);
  const filling = Array.from({ length: length - all.length }, (_, i) => fill[i % fill.length] ?? '').join('');
  return left ? filling + value : value + filling;
}

function overlay(values: readonly Value[]): Value {
  const [whole, put] = [chars(values[0]), chars(values[1])];
  const from = int(values[2]);
  const length = values[3] === undefined ? put.length : int(values[3]);
  if (from <= 0 || from > whole.length) return whole.join('');
  const end = from - 1 + length;
  return [...whole.slice(0, from - 1), ...put, ...(end <= whole.length && length >= 0 ? whole.slice(Math.max(0, end)) : length < 0 ? whole : [])].join('');
}

/** Words of ASCII letters and digits: any other sign ends one and stays as it is (SqlFunctionUtils.initcap). */
const initcap = (value: string): string => value.replace(/[A-Za-z0-9]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());

function strToMap(values: readonly Value[]): Value {
  const [all, between, inside] = [text(values[0]), pattern(values[1] ?? ','), pattern(values[2] ?? '=')];
  const pairs = new Map<string, Value>();
  for (const entry of splitBy(all, between)) {
    const found = inside.exec(entry);
    pairs.set(found === null ? entry : entry.slice(0, found.index), found === null ? null : entry.slice(found.index + found[0].length));
  }
  return [...pairs];
}

const pattern = (value: Value): RegExp => compiledPattern(text(value));

function splitBy(all: string, by: RegExp): string[] {
  const parts = all.split(by);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}

function translate(values: readonly Value[]): Value {
  const [whole, from, to] = [chars(values[0]), chars(values[1]), chars(values[2])];
  return whole.map((letter) => {
    const at = from.indexOf(letter);
    return at < 0 ? letter : (to[at] ?? '');
  }).join('');
}

function splitIndex(values: readonly Value[]): Value {
  const index = int(values[2]);
  const by = typeof values[1] === 'number' ? String.fromCharCode(values[1]) : text(values[1]);
  if (index < 0 || by === '\0') return null;
  const all = text(values[0]);
  if (all === '') return null;
  if (by === '') return chars(all)[index] ?? null;
  let from = 0;
  for (let part = 0; part < index; part++) {
    const at = all.indexOf(by, from);
    if (at < 0) return null;
    from = at + by.length;
  }
  const end = all.indexOf(by, from);
  return end < 0 ? all.slice(from) : all.slice(from, end);
}

function joinedType(types: readonly t.LogicalType[]): t.LogicalType | null {
  const [a, b] = types;
  if (a === undefined || b === undefined || !('length' in a) || !('length' in b)) return types.every(t.isBytes) ? t.BYTES : t.STRING;
  const length = Math.min(t.MAX_LENGTH, a.length + b.length);
  const fixed = a.kind === 'CHAR' && b.kind === 'CHAR';
  return t.isBytes(a) ? { kind: a.kind === 'BINARY' && b.kind === 'BINARY' ? 'BINARY' : 'VARBINARY', length, nullable: true } : { kind: fixed ? 'CHAR' : 'VARCHAR', length, nullable: true };
}

function elt(values: readonly Value[]): Value {
  const index = int(values[0]);
  return values[0] === null || index < 1 ? null : (values[index] ?? null);
}

const STR = '<CHARACTER>';

export const STRINGS: readonly FunctionSpec[] = [
  fn('||', ['<CHARACTER>, <CHARACTER>', '<BINARY>, <BINARY>', '<ARRAY>, <ARRAY>'], (types) => joinedType(types), ofTwo((a, b) => text(a) + text(b))),
  fn('CONCAT', [`${STR}...`, '<BINARY>...'], (types) => (types.every(t.isBytes) ? t.BYTES : t.STRING), (v) => v.map(text).join('')),
  own('CONCAT_WS', `${STR}, ${STR}*`, (types) => t.withNull(t.STRING, types[0]?.nullable ?? true), () => (v) => (v[0] === null ? null : v.slice(1).filter((part) => part !== null).map(text).join(text(v[0])))),
  ...['CHAR_LENGTH', 'CHARACTER_LENGTH'].map((name) => fn(name, STR, t.INT, (v) => chars(v[0]).length)),
  fn('UPPER', STR, t.STRING, (v) => text(v[0]).toUpperCase()),
  fn('LOWER', STR, t.STRING, (v) => text(v[0]).toLowerCase()),
  fn('INITCAP', STR, t.STRING, (v) => initcap(text(v[0]))),
  fn('POSITION', [`${STR}, ${STR}`, `${STR}, ${STR}, <INTEGER>`], t.INT, (v) => position(text(v[0]), text(v[1]), v[2] === undefined ? 1 : int(v[2]))),
  fn('LOCATE', [`${STR}, ${STR}`, `${STR}, ${STR}, <INTEGER>`], t.INT, (v) => position(text(v[0]), text(v[1]), v[2] === undefined ? 1 : int(v[2]))),
  fn('INSTR', [`${STR}, ${STR}`, `${STR}, ${STR}, <INTEGER>`, `${STR}, ${STR}, <INTEGER>, <INTEGER>`], t.INT, (v) => instr(text(v[0]), text(v[1]), v[2] === undefined ? 1 : int(v[2]), v[3] === undefined ? 1 : int(v[3]))),
  made('TRIM', `<SYMBOL>, ${STR}, ${STR}`, t.STRING, ({ literals }) => (v) => trimmed(text(v[2]), text(v[1]), literals[0] !== 'TRAILING', literals[0] !== 'LEADING')),
  fn('LTRIM', [STR, `${STR}, ${STR}`], t.STRING, (v) => trimmed(text(v[0]), v[1] === undefined ? ' ' : text(v[1]), true, false)),
  fn('RTRIM', [STR, `${STR}, ${STR}`], t.STRING, (v) => trimmed(text(v[0]), v[1] === undefined ? ' ' : text(v[1]), false, true)),
  fn('BTRIM', ['str <CHARACTER_STRING>', 'str <CHARACTER_STRING>, trimStr <CHARACTER_STRING>'], t.STRING, (v) => trimmed(text(v[0]), v[1] === undefined ? ' ' : text(v[1]), true, true), flink),
  maybe('SUBSTRING', [`${STR}, <INTEGER>`, `${STR}, <INTEGER>, <INTEGER>`], t.STRING, substringOf),
  fn('SUBSTRING', ['<BINARY>, <INTEGER>', '<BINARY>, <INTEGER>, <INTEGER>'], t.BYTES, substringBytes),
  maybe('SUBSTR', [`${STR}, <INTEGER>`, `${STR}, <INTEGER>, <INTEGER>`], t.STRING, substringOf),
  fn('SUBSTR', ['<BINARY>, <INTEGER>', '<BINARY>, <INTEGER>, <INTEGER>'], t.BYTES, substringBytes),
  fn('LEFT', `${STR}, <INTEGER>`, t.STRING, (v) => chars(v[0]).slice(0, Math.max(0, int(v[1]))).join('')),
  fn('RIGHT', `${STR}, <INTEGER>`, t.STRING, (v) => (int(v[1]) <= 0 ? '' : chars(v[0]).slice(-int(v[1])).join(''))),
  fn('REPLACE', `${STR}, ${STR}, ${STR}`, t.STRING, (v) => (text(v[1]) === '' ? text(v[0]) : replacing(text(v[0]), text(v[1]), text(v[2])))),
  own('TRANSLATE', ['expr <CHARACTER_STRING>, fromStr <CHARACTER_STRING>, toStr <CHARACTER_STRING>'], t.STRING, () => (v) => (v[0] === null ? null : v[1] === null || v[2] === null ? (v[0] ?? null) : translate(v)), flink),
  fn('TRANSLATE3', 'expr <CHARACTER_STRING>, fromStr <CHARACTER_STRING>, toStr <CHARACTER_STRING>', t.STRING, translate, flink),
  fn('REPEAT', `${STR}, <INTEGER>`, t.STRING, (v) => (int(v[1]) <= 0 ? '' : text(v[0]).repeat(fits(int(v[1]), text(v[0]).length)))),
  fn('REVERSE', STR, t.STRING, (v) => chars(v[0]).toReversed().join('')),
  maybe('LPAD', `${STR}, <INTEGER>, ${STR}`, t.STRING, (v) => padded(text(v[0]), int(v[1]), text(v[2]), true)),
  maybe('RPAD', `${STR}, <INTEGER>, ${STR}`, t.STRING, (v) => padded(text(v[0]), int(v[1]), text(v[2]), false)),
  fn('OVERLAY', [`${STR}, ${STR}, <INTEGER>`, `${STR}, ${STR}, <INTEGER>, <INTEGER>`], t.STRING, overlay),
  fn('ASCII', STR, t.INT, (v) => (text(v[0]) === '' ? 0 : ((utf8(text(v[0]))[0] ?? 0) << 24) >> 24)),
  fn('CHR', '<INTEGER>', t.STRING, (v) => (int(v[0]) < 0 ? '' : String.fromCharCode(int(v[0]) & 0xff))),
  maybe('SPLIT_INDEX', [`${STR}, ${STR}, <INTEGER>`, `${STR}, <INTEGER>, <INTEGER>`], t.STRING, splitIndex),
  fn('SPLIT', ['str <CHARACTER_STRING>, delimiter <CHARACTER_STRING>'], () => t.array(t.STRING), (v) => (text(v[1]) === '' ? chars(v[0]) : text(v[0]).split(text(v[1]))), flink),
  fn('STR_TO_MAP', [STR, `${STR}, ${STR}, ${STR}`], t.map(t.STRING, t.STRING), strToMap),
  fn('STARTSWITH', ['expr <CHARACTER_STRING>, startExpr <CHARACTER_STRING>', 'expr <BINARY_STRING>, startExpr <BINARY_STRING>'], t.BOOLEAN, (v) => text(v[0]).startsWith(text(v[1])), flink),
  fn('ENDSWITH', ['expr <CHARACTER_STRING>, endExpr <CHARACTER_STRING>', 'expr <BINARY_STRING>, endExpr <BINARY_STRING>'], t.BOOLEAN, (v) => text(v[0]).endsWith(text(v[1])), flink),
  own('ELT', ['index <INTEGER_NUMERIC>, expr <CHARACTER_STRING>, exprs <CHARACTER_STRING>*', 'index <INTEGER_NUMERIC>, expr <BINARY_STRING>, exprs <BINARY_STRING>*'], (types) => {
    const common = commonType(types.slice(1));
    return common === null ? null : t.withNull(common, true);
  }, () => elt, { style: 'flink', check: ([index]) => (typeof index === 'number' && index < 0 ? `Index must be an integer starting from '0', but was '${index}'.` : null) }),
  fn('TO_BASE64', STR, t.STRING, (v) => toBase64(utf8(text(v[0])))),
  fn('TO_BASE64', '<BINARY>', t.STRING, (v) => toBase64(bytesOf(text(v[0])))),
  maybe('FROM_BASE64', [STR], t.STRING, (v) => base64(text(v[0]))),
  maybe('FROM_BASE64', ['<BINARY>'], t.STRING, (v) => base64(bytesToText(text(v[0])))),
  maybe('ENCODE', `${STR}, ${STR}`, t.BYTES, (v) => encode(text(v[0]), text(v[1])) ?? noCharset(text(v[1]))),
  maybe('DECODE', `<BINARY>, ${STR}`, t.STRING, (v) => decode(text(v[0]), text(v[1])) ?? noCharset(text(v[1]))),
  fn('HASH_CODE', '<ANY>', t.INT, (v) => javaHash(text(v[0]))),
];

function base64(value: string): Value {
  const bytes = fromBase64(value);
  if (bytes === null) throw failed('java.lang.IllegalArgumentException', 'Illegal base64 character');
  return bytesToText(hexOf(bytes));
}

function noCharset(name: string): never {
  throw failed('java.io.UnsupportedEncodingException', name);
}

function javaHash(value: string): number {
  let hash = 0;
  for (let i = 0; i < value.length; i++) hash = (Math.imul(hash, 31) + value.charCodeAt(i)) | 0;
  return hash;
}
