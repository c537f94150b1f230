// Which partitions a reset or a deletion of offsets is about: `--topic t`, `--topic t:0,1`.
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { brokerError, illegalArgument } from './errors.ts';
import { type Answer, call, type Step } from './script.ts';

export type Scope = { readonly kind: 'partitions'; readonly partitions: readonly TopicPartition[] } | { readonly kind: 'error'; readonly error: AdminError };

/** The partitions that the arguments name; a topic without numbers means all of its partitions. */
export function* partitionsMeant(topics: readonly string[]): Generator<Step, Scope, Answer> {
  const out: TopicPartition[] = [];
  const whole: string[] = [];
  for (const text of topics) {
    const colon = text.indexOf(':');
    if (colon < 0) {
      whole.push(text);
      continue;
    }
    const numbers = text.slice(colon + 1).split(',');
    if (numbers.some((each) => !/^\d+$/.test(each.trim()))) return { kind: 'error', error: illegalArgument(`Invalid partition number in ${text}`) };
    out.push(...numbers.map((each) => ({ topic: text.slice(0, colon), partition: Number(each) })));
  }
  if (whole.length === 0) return { kind: 'partitions', partitions: out };
  const described = yield* call({ kind: 'describeTopics', topics: whole });
  if (!described.ok) return { kind: 'error', error: described.error };
  for (const name of whole) {
    const topic = described.value.find((each) => each.name === name);
    if (topic === undefined || topic.errorCode !== 'NONE') return { kind: 'error', error: { ...brokerError(topic?.errorCode ?? 'UNKNOWN_TOPIC_OR_PARTITION', null) } };
    out.push(...topic.partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })));
  }
  return { kind: 'partitions', partitions: out };
}
