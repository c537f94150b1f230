// Settings of a group as they are in force: its own, else what the brokers have as `group.<name>`, else Kafka's default.
import { configKey } from '../config-described.ts';
import { configsOf } from '../metadata-image.ts';
import type { Env } from './plane.ts';
import type { ShareSettings } from './share-partition.ts';

/** The value in force, for example of `share.session.timeout.ms`. */
export function groupConfig(env: Env, group: string, name: string): string {
  const own = configsOf(env.broker.image, 'GROUP', group)[name];
  if (own !== undefined) return own;
  if (configKey('BROKER', `group.${name}`) !== null) return env.broker.config(`group.${name}`);
  return configKey('GROUP', name)?.default ?? '';
}

/** What counts for the share-partitions of a group. */
export function shareSettings(env: Env, group: string): ShareSettings {
  const number = (name: string): number => Number(groupConfig(env, group, name));
  return {
    deliveryCountLimit: number('share.delivery.count.limit'),
    recordLockDurationMs: number('share.record.lock.duration.ms'),
    maxRecordLocks: number('share.partition.max.record.locks'),
    readCommitted: groupConfig(env, group, 'share.isolation.level') === 'read_committed',
    autoOffsetReset: groupConfig(env, group, 'share.auto.offset.reset'),
    renewEnabled: groupConfig(env, group, 'share.renew.acknowledge.enable') === 'true',
  };
}

const MS = { D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

/** `by_duration:PT1H30M` in ms; null where it is another policy. */
export function resetDurationMs(policy: string): number | null {
  const parts = /^by_duration:P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(policy);
  if (parts === null) return null;
  return Math.floor(Number(parts[1] ?? 0) * MS.D + Number(parts[2] ?? 0) * MS.H + Number(parts[3] ?? 0) * MS.M + Number(parts[4] ?? 0) * MS.S);
}
