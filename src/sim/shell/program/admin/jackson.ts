// JSON texts read as Jackson reads them, with its words for what is wrong and where.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import { exception } from './errors.ts';

type Parsed = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'wrong'; readonly error: AdminError };

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const PARSE = 'com.fasterxml.jackson.core.JsonParseException';
const END = 'com.fasterxml.jackson.core.io.JsonEOFException';
/** Nothing sensible is nested deeper. */
const DEPTH_LIMIT = 200;

interface Reader {
  readonly text: string;
  at: number;
}

/** What is wrong, and at which character. */
interface Complaint {
  readonly exception: string;
  readonly message: string;
  readonly at: number;
}

type Read = { readonly value: unknown } | { readonly complaint: Complaint };

/** Reads the first value of a text; what follows it is not looked at. */
export function readJackson(text: string): Parsed {
  if (text.trim() === '') return wrong(exception(PARSE, "The input string shouldn't be empty\n at [Source: UNKNOWN; byte offset: #UNKNOWN]"));
  const reader: Reader = { text, at: 0 };
  const read = readValue(reader, 0);
  if ('value' in read) return { kind: 'value', value: read.value };
  const { complaint } = read;
  return wrong(exception(complaint.exception, `${complaint.message}\n at ${place(text, complaint.at)}`));
}

function wrong(error: AdminError): Parsed {
  return { kind: 'wrong', error };
}

function place(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `[Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${before.length}, column: ${(before.at(-1)?.length ?? 0) + 1}]`;
}

function skipBlanks(reader: Reader): void {
  while (/\s/.test(reader.text.charAt(reader.at))) reader.at++;
}

function complain(at: number, message: string, kind = PARSE): Read {
  return { complaint: { exception: kind, message, at } };
}

function unexpected(reader: Reader, wanted: string): Read {
  const char = reader.text.charAt(reader.at);
  return complain(reader.at, `Unexpected character ('${char}' (code ${char.charCodeAt(0)})): ${wanted}`);
}

function readValue(reader: Reader, depth: number): Read {
  skipBlanks(reader);
  const { text } = reader;
  const char = text.charAt(reader.at);
  if (depth > DEPTH_LIMIT) return complain(reader.at, `Document nesting depth (${depth}) exceeds the maximum allowed`);
  if (char === '{' || char === '[') return readContainer(reader, char, depth);
  if (char === '"') return readString(reader);
  const word = /^[A-Za-z_$][\w$]*/.exec(text.slice(reader.at))?.[0];
  if (word !== undefined) {
    if (!['null', 'true', 'false'].includes(word)) return complain(reader.at, `Unrecognized token '${word}': was expecting ${VALUES}`);
    reader.at += word.length;
    return { value: word === 'null' ? null : word === 'true' };
  }
  if (/^-?0\d/.test(text.slice(reader.at))) return complain(text.indexOf('0', reader.at) + 1, 'Invalid numeric value: Leading zeroes not allowed');
  const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(reader.at))?.[0];
  if (number === undefined) return unexpected(reader, `expected a valid value ${VALUES}`);
  reader.at += number.length;
  return { value: Number(number) };
}

function readString(reader: Reader): Read {
  const { text } = reader;
  const found = /^"(?:[^"\\]|\\.)*"/s.exec(text.slice(reader.at))?.[0];
  if (found === undefined) return complain(text.length, 'Unexpected end-of-input: was expecting closing quote for a string value', END);
  const start = reader.at;
  reader.at += found.length;
  try {
    const value: unknown = JSON.parse(found);
    return { value };
  } catch {
    return complain(start, 'Unrecognized character escape');
  }
}

function readContainer(reader: Reader, open: '{' | '[', depth: number): Read {
  const { text } = reader;
  const start = reader.at++;
  const kind = open === '{' ? 'Object' : 'Array';
  const close = open === '{' ? '}' : ']';
  const items: unknown[] = [];
  const fields: Record<string, unknown> = {};
  for (let first = true; ; first = false) {
    skipBlanks(reader);
    const char = text.charAt(reader.at);
    if (char === '') return complain(text.length, `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${place(text, start)})`, END);
    if (char === close) {
      reader.at++;
      return { value: open === '{' ? fields : items };
    }
    if (char === '}' || char === ']') return complain(reader.at, `Unexpected close marker '${char}': expected '${close}' (for ${kind} starting at ${place(text, start)})`);
    if (!first) {
      if (char !== ',') return unexpected(reader, `was expecting comma to separate ${kind} entries`);
      reader.at++;
      skipBlanks(reader);
      if (text.charAt(reader.at) === close) return unexpected(reader, open === '{' ? 'was expecting double-quote to start field name' : `expected a valid value ${VALUES}`);
    }
    const name = open === '{' ? readName(reader) : null;
    if (name !== null && 'complaint' in name) return name;
    const item = readValue(reader, depth + 1);
    if ('complaint' in item) return item;
    if (name === null) items.push(item.value);
    else fields[String(name.value)] = item.value;
  }
}

/** A field's name and the colon behind it. */
function readName(reader: Reader): Read {
  skipBlanks(reader);
  if (reader.text.charAt(reader.at) !== '"') return unexpected(reader, 'was expecting double-quote to start field name');
  const name = readString(reader);
  if ('complaint' in name) return name;
  skipBlanks(reader);
  if (reader.text.charAt(reader.at) !== ':') return unexpected(reader, 'was expecting a colon to separate field name and value');
  reader.at++;
  return name;
}
