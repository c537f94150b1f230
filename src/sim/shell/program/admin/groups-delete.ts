// kafka-consumer-groups.sh --delete and --delete-offsets.
import type { ErrorCode, TopicPartition } from '../../../kafka/protocol.ts';
import { type Given, valueOf } from '../console/arguments.ts';
import type { Done } from '../kafka-consumer-groups.ts';
import { brokerError, wrapped } from './errors.ts';
import { wantedGroups } from './groups-describe.ts';
import { partitionsMeant } from './groups-scope.ts';
import { type Answer, call, errorText, print, type Step } from './script.ts';

export function* deleteGroups(given: Given): Generator<Step, Done, Answer> {
  const names = yield* wantedGroups(given);
  if (names === null) return null;
  const deleted = yield* call({ kind: 'deleteGroups', groups: names });
  if (!deleted.ok) return wrapped(deleted.error);
  const good = deleted.value.filter((result) => result.errorCode === 'NONE').map((result) => result.groupId);
  const bad = deleted.value.filter((result) => result.errorCode !== 'NONE');
  const quoted = (list: readonly string[]): string => list.map((name) => `'${name}'`).join(', ');
  if (bad.length === 0) {
    yield* print(`Deletion of requested consumer groups (${quoted(names)}) was successful.`);
    return null;
  }
  yield* print('\nError: Deletion of some consumer groups failed:');
  for (const { groupId, errorCode } of bad) yield* print(`* Group '${groupId}' could not be deleted due to: ${errorText(brokerError(errorCode, null))}`);
  if (good.length > 0) yield* print(`\nThese consumer groups were deleted successfully: ${quoted(good)}`);
  return null;
}

export function* deleteOffsets(given: Given): Generator<Step, Done, Answer> {
  const group = valueOf(given, 'group') ?? '';
  const topics = given['topic'] ?? [];
  const unknown = yield* unknownAmong(topics);
  const scope = yield* partitionsMeant(topics.filter((topic) => !unknown.includes(topic)));
  if (scope.kind === 'error') return scope.error;
  const { partitions } = scope;
  const deleted = yield* call({ kind: 'deleteGroupOffsets', group, partitions });
  if (!deleted.ok) return wrapped(deleted.error);
  yield* print(headline(group, deleted.value.errorCode, deleted.value.partitions.some((each) => each.errorCode !== 'NONE')));
  const statusOf = ({ topic, partition }: TopicPartition): string => {
    const errorCode = deleted.value.errorCode === 'NONE' ? (deleted.value.partitions.find((each) => each.topic === topic && each.partition === partition)?.errorCode ?? 'NONE') : deleted.value.errorCode;
    return errorCode === 'NONE' ? 'Successful' : `Error: ${errorText(brokerError(errorCode, null))}`;
  };
  const width = Math.max(15, ...topics.map((topic) => topic.length), ...partitions.map((each) => each.topic.length));
  const row = (topic: string, partition: string, status: string): string => `${topic.padEnd(width)} ${partition.padEnd(10)} ${status.padEnd(15)}`;
  const rows = [
    ...partitions.map((each) => ({ ...each, shown: String(each.partition), status: statusOf(each) })),
    ...unknown.map((topic) => ({ topic, partition: -1, shown: '-', status: `Error: ${errorText(brokerError('UNKNOWN_TOPIC_OR_PARTITION', null))}` })),
  ].sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition));
  yield* print(['', row('TOPIC', 'PARTITION', 'STATUS'), ...rows.map((each) => row(each.topic, each.shown, each.status))].join('\n'));
  return null;
}

/** Topics named as a whole that are not there: they get a row of their own. */
function* unknownAmong(topics: readonly string[]): Generator<Step, string[], Answer> {
  const whole = topics.filter((topic) => !topic.includes(':'));
  const described = whole.length === 0 ? null : yield* call({ kind: 'describeTopics', topics: whole });
  return described?.ok === true ? whole.filter((topic) => described.value.find((each) => each.name === topic)?.errorCode !== 'NONE') : [];
}

function headline(group: string, errorCode: ErrorCode, some: boolean): string {
  if (errorCode === 'INVALID_GROUP_ID') return `\nError: '${group}' is not valid or does not exist.`;
  if (errorCode === 'GROUP_ID_NOT_FOUND') return `\nError: ${brokerError(errorCode, null).message}`;
  if (errorCode === 'GROUP_AUTHORIZATION_FAILED') return `\nError: Access to group '${group}' is not authorized.`;
  if (errorCode === 'NON_EMPTY_GROUP') return `\nError: Deleting offsets of a consumer group '${group}' is forbidden if the group is not empty.`;
  if (errorCode === 'GROUP_SUBSCRIBED_TO_TOPIC' || errorCode === 'TOPIC_AUTHORIZATION_FAILED' || errorCode === 'UNKNOWN_TOPIC_OR_PARTITION' || (errorCode === 'NONE' && some)) {
    return '\nError: Encountered some partition-level error, see the follow-up details.';
  }
  if (errorCode !== 'NONE') return `\nError: Encountered some unknown error: ${errorText(brokerError(errorCode, null))}`;
  return `Request succeeded for deleting offsets from group ${group}.`;
}
