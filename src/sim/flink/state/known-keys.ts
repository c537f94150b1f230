// Keys that came before, found by their values: those of several fields by one after the other. No part of the state.
import type { Value } from '../record.ts';
import type { KnownKey } from './state-table.ts';

/** So many keys are remembered. */
const MOST_KNOWN = 131_072;
/** Of keys of several fields, so many before it is asked whether they come again at all: to remember them costs more than that of one field. */
const TRIED = 4_096;

/** By the value of a field, the key, or where there are more fields, the same by the next one. */
type Level = Map<Value, KnownKey | Level>;

export class KnownKeys {
  private readonly top: Level = new Map();
  private size = 0;
  private found = 0;

  /** Undefined where the key is not known. */
  of(key: Value): KnownKey | undefined {
    if (!Array.isArray(key)) return this.top.get(key) as KnownKey | undefined;
    let found: KnownKey | Level | undefined = this.top;
    if (key.length === 0) return this.top.get(null) as KnownKey | undefined;
    for (let i = 0; i < key.length && found !== undefined; i++) found = (found as Level).get(key[i] as Value);
    if (found !== undefined) this.found += 1;
    return found as KnownKey | undefined;
  }

  /** Remembers a key of text, numbers and truths; null where it is of anything else, or there are enough. */
  add(key: Value, make: () => KnownKey): KnownKey | null {
    // All keys of a selector are alike: where they have no fields there is one.
    const parts: readonly Value[] = !Array.isArray(key) ? [key] : key.length === 0 ? [null] : (key as readonly Value[]);
    if (this.size >= MOST_KNOWN || (parts.length > 1 && this.size >= TRIED && this.found < this.size) || !parts.every(isKnownAgain)) return null;
    let level = this.top;
    for (const part of parts.slice(0, -1)) {
      const next = (level.get(part) as Level | undefined) ?? new Map<Value, KnownKey | Level>();
      level.set(part, next);
      level = next;
    }
    const made = make();
    level.set(parts.at(-1) ?? null, made);
    this.size += 1;
    return made;
  }
}

/** Two zeros are one to a map, and have two hash codes; what is no plain value is another one each time. */
const isKnownAgain = (part: Value): boolean => part === null || (typeof part !== 'object' && part !== 0);
