// LineMessageReader: what a typed line means as a record, by the reader's properties.
import type { KafkaRecord } from '../../../kafka/record.ts';

export interface LineReader {
  readonly parseKey: boolean;
  readonly parseHeaders: boolean;
  readonly keySeparator: string;
  readonly headersDelimiter: string;
  readonly headersSeparator: string;
  readonly headersKeySeparator: string;
  readonly ignoreError: boolean;
  /** A field equal to this is null; null where there is no such marker. */
  readonly nullMarker: string | null;
}

/** The message of a KafkaException. */
export interface ReaderProblem {
  readonly problem: string;
}

/** A reader from its properties, or why they do not go together. */
export function lineReader(properties: Readonly<Record<string, string>>): LineReader | ReaderProblem {
  const yes = (name: string): boolean => (properties[name] ?? 'false').trim().toLowerCase() === 'true';
  const reader: LineReader = {
    parseKey: yes('parse.key'),
    parseHeaders: yes('parse.headers'),
    keySeparator: properties['key.separator'] ?? '\t',
    headersDelimiter: properties['headers.delimiter'] ?? '\t',
    headersSeparator: properties['headers.separator'] ?? ',',
    headersKeySeparator: properties['headers.key.separator'] ?? ':',
    ignoreError: yes('ignore.error'),
    nullMarker: properties['null.marker'] ?? null,
  };
  const marker = reader.nullMarker;
  const pairs: readonly (readonly [string, string, string, string])[] = [
    ['headers.delimiter', reader.headersDelimiter, 'headers.separator', reader.headersSeparator],
    ['headers.delimiter', reader.headersDelimiter, 'headers.key.separator', reader.headersKeySeparator],
    ['headers.separator', reader.headersSeparator, 'headers.key.separator', reader.headersKeySeparator],
  ];
  for (const [name, text, otherName, other] of pairs) if (text === other) return { problem: `${name} and ${otherName} may not be equal` };
  if (marker === null) return reader;
  if (marker === reader.keySeparator) return { problem: 'null.marker and key.separator may not be equal' };
  if (marker === reader.headersSeparator) return { problem: 'null.marker and headers.separator may not be equal' };
  if (marker === reader.headersDelimiter) return { problem: 'null.marker and headers.delimiter may not be equal' };
  if (marker === reader.headersKeySeparator) return { problem: 'null.marker and headers.key.separator may not be equal' };
  return reader;
}

/** A line as a record. `number` counts lines from 1, for the error's text. */
export function readRecord(reader: LineReader, line: string, number: number, timestampMs: number): KafkaRecord | ReaderProblem {
  const headers = field(reader, reader.parseHeaders, line, 0, reader.headersDelimiter, 'headers delimiter', number);
  if (isProblem(headers)) return headers;
  const afterHeaders = headers === null ? 0 : headers.length + reader.headersDelimiter.length;
  const key = field(reader, reader.parseKey, line, afterHeaders, reader.keySeparator, 'key separator', number);
  if (isProblem(key)) return key;
  const afterKey = key === null ? afterHeaders : afterHeaders + key.length + reader.keySeparator.length;
  const value = line.slice(afterKey);
  const parsed = headers === null || headers === reader.nullMarker ? [] : readHeaders(reader, headers, number);
  if ('problem' in parsed) return parsed;
  return {
    key: key === null || key === reader.nullMarker ? null : key,
    value: value === reader.nullMarker ? null : value,
    headers: parsed,
    timestampMs,
  };
}

export function isProblem(result: unknown): result is ReaderProblem {
  return typeof result === 'object' && result !== null && 'problem' in result;
}

function field(reader: LineReader, enabled: boolean, line: string, from: number, end: string, name: string, number: number): string | null | ReaderProblem {
  if (!enabled) return null;
  const at = line.indexOf(end, from);
  if (at >= 0) return line.slice(from, at);
  if (reader.ignoreError) return null;
  return { problem: `No ${name} found on line number ${number}: '${line}'` };
}

function readHeaders(reader: LineReader, text: string, number: number): [string, string][] | ReaderProblem {
  const headers: [string, string][] = [];
  for (const pair of text.split(reader.headersSeparator)) {
    const at = pair.indexOf(reader.headersKeySeparator);
    if (at < 0 && !reader.ignoreError) return { problem: `No header key separator found in pair '${pair}' on line number ${number}` };
    const name = at < 0 ? pair : pair.slice(0, at);
    const value = at < 0 ? '' : pair.slice(at + reader.headersKeySeparator.length);
    if (name === reader.nullMarker) return { problem: `Header keys should not be equal to the null marker '${name}' as they can't be null` };
    headers.push([name, value === reader.nullMarker ? '' : value]);
  }
  return headers;
}
