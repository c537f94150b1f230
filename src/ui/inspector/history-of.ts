// Which facts are about a thing: the ones that name it, and for what is part of something larger, that one's too.
import type { FactRecord, WorldRecord } from '../../bridge/records.ts';

/** The newest facts about a record, newest first, at most this many. */
const MOST = 40;

export function historyOf(record: WorldRecord, facts: Iterable<FactRecord>): readonly FactRecord[] {
  const ids = new Set(idsAbout(record));
  const about = [...facts].filter((fact) => fact.subjects.some((subject) => ids.has(subject)) || (record.kind === 'client' && fact.actor === record.node));
  return about.sort((a, b) => b.factId - a.factId).slice(0, MOST);
}

function idsAbout(record: WorldRecord): string[] {
  switch (record.kind) {
    case 'replica': return [record.id, `partition/${record.topic}-${record.partition}`];
    case 'member': case 'owner': return [record.id, `group/${record.group}`];
    case 'topic': return [record.id, ...Array.from({ length: record.partitions }, (_, at) => `partition/${record.name}-${at}`)];
    case 'fact': return [];
    case 'node': case 'partition': case 'group': case 'client': case 'flight': case 'link': case 'tty': case 'line': return [record.id];
  }
}
