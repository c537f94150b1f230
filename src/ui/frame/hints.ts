// What a newcomer may do next, read from the world itself: the four first commands, then a leader to kill.
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';

export interface Hint {
  readonly step: number;
  readonly of: number;
  readonly text: string;
  /** A command to type, or null where the thing to do is on the stage, or a program waits for lines. */
  readonly command: string | null;
  /** A program waits for what the reader types. */
  readonly reads?: true;
  /** A terminal where a shell waits for a command; it may have to be opened first. */
  readonly tty: string;
}

const SERVER = '--bootstrap-server localhost:9092';
const STEPS = 5;

type HintTables = Pick<Tables, 'topic' | 'partition' | 'group' | 'client' | 'node' | 'tty'>;

/** Null once all was done. */
export function nextHint(tables: HintTables): Hint | null {
  const topic = [...tables.topic.values()].find((candidate) => !candidate.internal);
  const hint = (step: number, text: string, command: string | null): Hint => ({ step, of: STEPS, text, command, tty: freeTerminal(tables) });
  if (topic === undefined) return hint(1, m.hint_topic(), `kafka-topics.sh ${SERVER} --create --topic pedidos --partitions 2 --replication-factor 3`);
  const records = [...tables.partition.values()].filter((partition) => partition.topic === topic.name).reduce((sum, partition) => sum + Math.max(0, partition.logEndOffset), 0);
  const producing = [...tables.client.values()].some((client) => client.role === 'producer');
  if (records < 2) {
    return producing
      ? { ...hint(2, m.hint_lines(), null), reads: true }
      : hint(2, m.hint_produce(), `kafka-console-producer.sh ${SERVER} --topic ${topic.name} --reader-property parse.key=true --reader-property key.separator=:`);
  }
  const group = [...tables.group.values()][0];
  if (group === undefined) return hint(3, m.hint_consume(), `kafka-console-consumer.sh ${SERVER} --topic ${topic.name} --from-beginning --group loja --formatter-property print.key=true`);
  const asked = [...tables.tty.values()].some((tty) => tty.history.some((line) => line.includes('kafka-consumer-groups')));
  if (!asked) return hint(4, m.hint_group(), `kafka-consumer-groups.sh ${SERVER} --describe --group ${group.group}`);
  if (![...tables.node.values()].some((node) => node.role === 'broker' && node.state === 'down')) return hint(5, m.hint_kill(), null);
  return null;
}

/** What runs in a terminal would take a command for its input: a waiting shell is looked for, or a name for another terminal. */
function freeTerminal(tables: HintTables): string {
  const waiting = [...tables.tty.values()].find((tty) => tty.waiting === 'shell');
  if (waiting !== undefined) return waiting.tty;
  if (!tables.tty.has('tty/main')) return 'main';
  let number = 2;
  while (tables.tty.has(`tty/t${number}`)) number += 1;
  return `t${number}`;
}
