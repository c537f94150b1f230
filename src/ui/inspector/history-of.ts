// Which facts are about a thing: the ones that name it, and for what is part of something larger, that one's too.
import type { FactKind } from '../../bridge/facts.ts';
import type { FactRecord, WorldRecord } from '../../bridge/records.ts';

/** The newest facts about a record, newest first, at most this many. */
const MOST = 40;

export function historyOf(record: WorldRecord, facts: Iterable<FactRecord>, most = MOST): readonly FactRecord[] {
  const ids = new Set(idsAbout(record));
  const about = [...facts].filter((fact) => fact.subjects.some((subject) => ids.has(subject)) || (record.kind === 'client' && fact.actor === record.node));
  return about.sort((a, b) => b.factId - a.factId).slice(0, most);
}

/** Facts that say why a node is not at work, by how much they explain: who stopped it before what followed from it. */
const DOWN: readonly (readonly FactKind[])[] = [['node-crashed', 'log-dir-failed', 'node-stopped'], ['node-stop-asked', 'disk-failed'], ['broker-fenced', 'broker-session-expired']];
const BEGAN: readonly FactKind[] = ['node-started', 'broker-unfenced'];

/** The fact that explains how a thing is now: for a node at rest why it rests, else the newest one about it; -1 where nothing is known. */
export function mainFactOf(record: WorldRecord, history: readonly FactRecord[]): number {
  const newest = history[0]?.factId ?? -1;
  if (record.kind !== 'node' || record.state === 'running' || record.state === 'starting') return newest;
  const begun = history.findIndex((fact) => BEGAN.some((kind) => kind === fact.fact));
  const since = begun < 0 ? history : history.slice(0, begun);
  const order = record.state === 'fenced' ? DOWN.toReversed() : DOWN;
  for (const kinds of order) {
    const found = since.find((fact) => kinds.some((kind) => kind === fact.fact));
    if (found !== undefined) return found.factId;
  }
  return newest;
}

function idsAbout(record: WorldRecord): string[] {
  switch (record.kind) {
    case 'replica': return [record.id, `partition/${record.topic}-${record.partition}`];
    case 'member': case 'owner': return [record.id, `group/${record.group}`];
    case 'topic': return [record.id, ...Array.from({ length: record.partitions }, (_, at) => `partition/${record.name}-${at}`)];
    case 'fact': case 'plan': return [];
    case 'node': case 'partition': case 'group': case 'client': case 'flight': case 'link': case 'tty': case 'line': return [record.id];
    case 'sql-session': case 'sql-statement': case 'sql-result': case 'sql-changes': case 'sql-rows': return [record.id];
    case 'flink-node': return [record.id, `node/${record.node}`];
    case 'flink-job': return [record.id];
    case 'flink-task': case 'flink-edge': case 'flink-time': case 'flink-window': case 'flink-state': case 'flink-checkpoint': return [record.id, `flink-job/${record.job}`];
    // What is done to the process is about the engine.
    case 'queue': case 'worker': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return [record.id, `node/${record.node}`];
  }
}
