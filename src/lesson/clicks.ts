// Things of the stage as answers: what can be clicked for a question, and which thing a click on the drawing means.
import type { WorldRecord } from '../bridge/records.ts';
import { selectedIn, type Look } from './evaluate.ts';
import type { Selection } from './expression.ts';
import type { RecordKind } from './fields.ts';

/** The kinds of things that the stage draws so that one of them can be meant. */
export const CLICKABLE = ['node', 'topic', 'partition', 'replica', 'record', 'client', 'group', 'flink-node', 'flink-task', 'flink-job', 'flink-window'] as const;
export type Clickable = (typeof CLICKABLE)[number];

export function isClickable(kind: RecordKind): kind is Clickable {
  return CLICKABLE.some((one) => one === kind);
}

/** The ids that can be clicked in a world for a question of this kind. A record of a log counts once, however many replicas hold it. */
export function clickableIds(kind: Clickable, world: Look): string[] {
  return idsOf(selectedIn({ kind, alias: null, where: null }, world));
}

/** Which of the things that could be clicked the foreseen world selects. */
export function rightClicks(of: Selection, before: Look, foreseen: Look): string[] {
  if (!isClickable(of.kind)) return [];
  const there = new Set(clickableIds(of.kind, before));
  return idsOf(selectedIn(of, foreseen)).filter((id) => there.has(id));
}

function idsOf(things: readonly { readonly kind: string; readonly id: string }[]): string[] {
  return [...new Set(things.map((thing) => (thing.kind === 'record' ? withoutBroker(thing.id) : thing.id)))];
}

/** `record/pedidos-0/2/17` is record 17 of pedidos-0, on whichever broker it was clicked. */
function withoutBroker(id: string): string {
  return id.replace(/\/\d+(?=\/\d+$)/, '');
}

/**
 * The thing of the asked kind that is meant by a click on a thing of the drawing, by record ids; null where none is. A replica's cell stands for
 * its partition, topic or broker where those are asked for, and for the record at `offset` in it.
 */
export function meantThing(kind: Clickable, clicked: string, offset: number | null): string | null {
  const replica = /^replica\/(.+)-(\d+)\/(\d+)$/.exec(clicked);
  const partition = /^partition\/(.+)-\d+$/.exec(clicked);
  if (replica !== null) {
    const [, topic = '', number = '', broker = ''] = replica;
    switch (kind) {
      case 'replica': return clicked;
      case 'partition': return `partition/${topic}-${number}`;
      case 'topic': return `topic/${topic}`;
      case 'node': return `node/broker-${broker}`;
      case 'record': return offset === null ? null : `record/${topic}-${number}/${offset}`;
      case 'client': case 'group': case 'flink-node': case 'flink-task': case 'flink-job': case 'flink-window': return null;
    }
  }
  if (partition !== null && kind === 'topic') return `topic/${partition[1] ?? ''}`;
  return clicked.startsWith(`${kind}/`) ? clicked : null;
}

/** Where an answer is drawn: the id of a thing on the stage. A record is shown by the row of its partition. */
export function drawnThing(id: string): string {
  const record = /^record\/(.+)\/\d+$/.exec(id);
  return record === null ? id : `partition/${record[1] ?? ''}`;
}

/** What a record's answer is called where it is read out or listed. */
export function recordAt(id: string, records: Iterable<WorldRecord>): { readonly partition: string; readonly offset: number; readonly value: string } | null {
  const [, partition = '', offset = ''] = /^record\/(.+)\/(\d+)$/.exec(id) ?? [];
  if (partition === '') return null;
  for (const record of records) {
    if (record.kind !== 'replica' || `${record.topic}-${record.partition}` !== partition) continue;
    const found = record.tail.find((one) => one.offset === Number(offset));
    if (found !== undefined) return { partition, offset: found.offset, value: found.value ?? '' };
  }
  return { partition, offset: Number(offset), value: '' };
}
