// Which questions can be asked at a thing, the likeliest first; and all that a learner may have in this world.
import type { WorldRecord } from '../../bridge/records.ts';
import type { Question, Seen } from './answer.ts';
import { againQuestions } from './again.ts';
import { consumerQuestions } from './consumer.ts';
import { jobQuestions, windowQuestions } from './job.ts';
import { lagQuestions } from './lag.ts';
import { findRecord, recordPlace, recordQuestions } from './record.ts';
import { refusedQuestions } from './refused.ts';
import { partitionQuestions, replicaQuestions } from './replica.ts';

/** Questions of the palette: a world of thousands of things has more than can be read. */
const MOST = 40;

/** What one may ask at a thing that is chosen, by its record. */
export function questionsAt(record: WorldRecord, seen: Seen): Question[] {
  const found = asked(record, seen);
  return [...found.filter(({ holds }) => holds), ...found.filter(({ holds }) => !holds)];
}

/** What one may ask at one record of a log; empty where it is not shown any more. */
export function questionsAtRecord(id: string, seen: Seen): Question[] {
  const place = recordPlace(id);
  const found = place === null ? null : findRecord(place, seen.tables);
  return found === null ? [] : recordQuestions(found, seen);
}

function asked(record: WorldRecord, seen: Seen): Question[] {
  const { tables } = seen;
  switch (record.kind) {
    case 'client': return record.role === 'producer' ? refusedQuestions(record, seen) : record.role === 'consumer' ? [...consumerQuestions(record, seen), ...againQuestions(record, seen), ...(record.app?.kind === 'processor' ? refusedQuestions({ ...record, topics: [record.app.output] }, seen) : [])] : [];
    case 'member': {
      const client = [...tables.client.values()].find(({ node }) => node === record.node);
      return client === undefined ? [] : consumerQuestions(client, seen);
    }
    case 'group': return lagQuestions(record, seen);
    case 'owner': {
      const group = tables.group.get(`group/${record.group}`);
      return group === undefined ? [] : lagQuestions(group, seen);
    }
    case 'replica': return replicaQuestions(record, seen);
    case 'partition': return partitionQuestions(record, seen);
    case 'topic': return [...tables.partition.values()].filter(({ topic }) => topic === record.name).flatMap((one) => partitionQuestions(one, seen));
    case 'node': return [...tables.replica.values()].filter(({ broker }) => record.role === 'broker' && broker === record.number).flatMap((one) => replicaQuestions(one, seen)).slice(0, 4);
    case 'flink-job': return jobQuestions(record, seen);
    // Their questions stand open among their details.
    case 'flink-window': case 'flink-task': case 'flink-checkpoint': case 'flink-node': case 'flink-edge': case 'flink-time': case 'flink-state': return [];
    case 'flight': case 'link': case 'fact': case 'tty': case 'line': case 'plan': case 'sql-session': case 'sql-statement': case 'sql-result': case 'sql-changes': case 'sql-rows':
    case 'queue': case 'worker': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return [];
  }
}

/** What this world gives reason to ask now, wherever the learner stands. */
export function questionsNow(seen: Seen): Question[] {
  const { tables } = seen;
  const things: readonly WorldRecord[] = [...tables['flink-job'].values(), ...tables.client.values(), ...tables.group.values(), ...tables.partition.values()];
  const windows = [...tables['flink-window'].values()].filter(({ time }) => time === 'event').slice(0, 4).flatMap((window) => windowQuestions(window, seen));
  return [...things.flatMap((record) => asked(record, seen)).filter(({ holds }) => holds), ...windows].slice(0, MOST);
}
