// Subscriptions by regular expression: the coordinator matches them, beside the requests and at most every ten seconds (TopicRegexResolver).
import { BoundedRegex } from '../../../kernel/regex/bounded.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import { dataTimer, type Env, type StoredEntry } from '../../broker/plane.ts';
import { writeChange } from '../held-answers.ts';
import { updateEpoch } from './epochs.ts';
import type { ConsumerGroup } from './state.ts';
import { regexEntry } from './stored.ts';

/** GroupMetadataManager.REGEX_BATCH_REFRESH_MIN_INTERVAL_MS. */
const REFRESH_MIN_MS = 10_000;
/** What another thread takes to match them. */
const MATCHING_TIME = 2 * MILLISECOND;

/** An expression as this coordinator can use it, null where it is none. Kafka takes RE2's, which have no look-around and no back references. */
export function compileRegex(text: string): RegExp | null {
  if (/\(\?[=!<]|\\[1-9]/.test(text)) return null;
  try {
    return new BoundedRegex(`^(?:${text})$`, 'u');
  } catch {
    return null;
  }
}

/** The expressions that members subscribe to now. */
function subscribedRegexes(group: ConsumerGroup): string[] {
  return [...new Set(group.members.flatMap(({ subscription }) => (subscription.topicRegex === null || subscription.topicRegex === '' ? [] : [subscription.topicRegex])))];
}

/** Forgets what nobody subscribes to any more, and has the others matched where that is due. */
export function refreshRegexes(env: Env, group: ConsumerGroup, isUpdated: boolean, records: StoredEntry[]): void {
  const wanted = subscribedRegexes(group);
  for (const regex of Object.keys(group.regexes)) {
    if (wanted.includes(regex)) continue;
    delete group.regexes[regex];
    records.push(regexEntry(group.groupId, regex, null));
  }
  if (wanted.length === 0) return;
  const known = Object.values(group.regexes);
  const lastMs = known.reduce((last, one) => Math.max(last, one.timestampMs), 0);
  const nowMs = env.ctx.wallClockMs;
  if (!isUpdated && nowMs <= lastMs + REFRESH_MIN_MS) return;
  const isMissing = wanted.some((regex) => group.regexes[regex] === undefined);
  const isOld = known.some((one) => one.version < env.broker.image.offset) || nowMs > lastMs + Number(env.broker.config('group.consumer.regex.refresh.interval.ms'));
  if (isMissing || isOld) env.ctx.schedule(MATCHING_TIME, dataTimer({ kind: 'group', timer: { kind: 'consumer-regex', group: group.groupId } }));
}

/** The topics are matched: where others match than before, the group's epoch grows. */
export function resolveRegexes(env: Env, group: ConsumerGroup): void {
  const records: StoredEntry[] = [];
  let isChanged = false;
  for (const regex of subscribedRegexes(group)) {
    const matcher = compileRegex(regex);
    const names = Object.keys(env.broker.image.topics).filter((name) => matcher?.test(name) === true).sort();
    const before = group.regexes[regex];
    const isSame = before !== undefined && before.topics.join() === names.join();
    if (isSame && before.version === env.broker.image.offset) continue;
    isChanged ||= !isSame && (before !== undefined || names.length > 0);
    const resolved = freeze({ topics: names, version: env.broker.image.offset, timestampMs: env.ctx.wallClockMs });
    group.regexes[regex] = resolved;
    records.push(regexEntry(group.groupId, regex, resolved));
  }
  if (isChanged) updateEpoch(env, group, true, records);
  writeChange(env, group, records, null);
}
