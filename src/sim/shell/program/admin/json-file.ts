// JSON files that tools are given, read with the words that Kafka's Json classes have for what is wrong.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import { exception } from './errors.ts';

export type Read<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'wrong'; readonly error: AdminError };

export function ok<T>(value: T): Read<T> {
  return { kind: 'ok', value };
}

export function wrong(error: AdminError): Read<never> {
  return { kind: 'wrong', error };
}

/** The value of a JSON text; undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function mapping(message: string): Read<never> {
  return wrong(exception('com.fasterxml.jackson.databind.JsonMappingException', message));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that must be there, of a JSON object. */
export function field(value: unknown, name: string): Read<unknown> {
  if (!isObject(value)) return mapping(`Expected JSON object, received ${JSON.stringify(value)}`);
  return Object.hasOwn(value, name) ? ok(value[name]) : mapping(`No such field exists: \`${name}\``);
}

export function asArray(value: unknown): Read<readonly unknown[]> {
  return Array.isArray(value) ? ok(value) : mapping(`Expected JSON array, received ${JSON.stringify(value)}`);
}

export function asString(value: unknown): Read<string> {
  return typeof value === 'string' ? ok(value) : mapping(`Expected \`String\` value, received ${JSON.stringify(value)}`);
}

export function asInteger(value: unknown, type: 'Integer' | 'Long' = 'Integer'): Read<number> {
  return typeof value === 'number' && Number.isInteger(value) ? ok(value) : mapping(`Expected \`${type}\` value, received ${JSON.stringify(value)}`);
}

/** A field of an object, as this type. */
export function typed<T>(value: unknown, name: string, as: (value: unknown) => Read<T>): Read<T> {
  const found = field(value, name);
  return found.kind === 'ok' ? as(found.value) : found;
}

/** All items read, or the first thing that is wrong. */
export function each<T>(items: readonly unknown[], read: (item: unknown) => Read<T>): Read<T[]> {
  const out: T[] = [];
  for (const item of items) {
    const one = read(item);
    if (one.kind === 'wrong') return one;
    out.push(one.value);
  }
  return ok(out);
}

/** What Utils.readFileAsString throws. */
export function unreadable(path: string, shown = path): AdminError {
  return exception('java.io.IOException', `Unable to read file ${path}`, exception('java.nio.file.NoSuchFileException', shown));
}
