// The plan of --reset-offsets --from-file: lines of topic,partition,offset, or with the group before, as Kafka's CSV reader takes them.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { errorText } from './script.ts';
import { exception } from './errors.ts';

export interface Planned extends TopicPartition {
  readonly offset: number;
}

/** What each group named in a file is given; null where a line can't be read. */
export type PlanFile = { readonly kind: 'plan'; readonly groups: Readonly<Record<string, readonly Planned[]>> } | { readonly kind: 'error'; readonly error: AdminError };

/** As OffsetsUtils throws what it met. */
export function runtime(error: AdminError): AdminError {
  return exception('java.lang.RuntimeException', errorText(error), error);
}

/** Reads a plan for the groups that were asked for. A column that lacks is 0, as in the real reader. */
export function parsePlan(text: string, groups: readonly string[]): PlanFile {
  const lines = text.replace(/\n+$/, '').split('\n');
  const [only] = groups;
  const isOld = groups.length === 1 && only !== undefined && typeof rowOf(cellsOf(lines[0] ?? '')) !== 'string';
  const found: Record<string, Planned[]> = {};
  for (const line of lines) {
    const cells = cellsOf(line);
    const row = rowOf(isOld ? cells : cells.slice(1));
    if (typeof row === 'string') return { kind: 'error', error: runtime(exception('com.fasterxml.jackson.databind.exc.InvalidFormatException', row)) };
    (found[(isOld ? only : cells[0]) ?? ''] ??= []).push(row);
  }
  return { kind: 'plan', groups: found };
}

function cellsOf(line: string): string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** Topic, partition, offset; or what is wrong. */
function rowOf(cells: readonly string[]): Planned | string {
  const [topic = '', partition = '0', offset = '0', ...more] = cells;
  if (more.length > 0) return 'Too many entries: expected at most 3 (value #3 (0 chars) "")';
  for (const [name, type, cell] of [['partition', 'int', partition], ['offset', 'long', offset]]) {
    if (!/^-?\d*$/.test(cell ?? '')) return `Cannot deserialize value of type \`${type}\` from String "${cell}": not a valid \`${type}\` value (field "${name}")`;
  }
  return { topic, partition: Number(partition), offset: Number(offset) };
}
