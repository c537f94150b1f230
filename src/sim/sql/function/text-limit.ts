// The longest text that a function may make: a task whose text is longer runs out of memory, as a real one does somewhere.
import { HEAP_SPACE } from '../../flink/heap.ts';
import { failed } from '../problem.ts';
import type { Value } from '../value.ts';

/** In UTF-16 units. */
export const LONGEST_TEXT = 1_048_576;

/** `times`, where so many texts of a length fit into memory; else the task fails with an OutOfMemoryError. */
export function fits(times: number, length = 1): number {
  if (times * length > LONGEST_TEXT) throw failed('java.lang.OutOfMemoryError', `${HEAP_SPACE} (a text of ${times * length} characters, more than ${LONGEST_TEXT})`);
  return times;
}

/** The value itself, unless it is a text that would not have fitted into memory. */
export function fitting(value: Value): Value {
  if (typeof value === 'string' && value.length > LONGEST_TEXT) fits(value.length);
  return value;
}
