// What stands in a broker's log directory: its partitions' folders, and the checkpoints that it starts from.
import type { Broker } from '../../kafka/broker/state.ts';
import type { Partition } from '../../kafka/broker/plane.ts';
import { javaPartitionOrder } from '../../kafka/client/java-map.ts';
import { activeSegment } from '../../kafka/log/log.ts';
import { SECOND, type Time } from '../../kernel/types.ts';
import { directoryIdOf } from '../program/admin/directory-id.ts';
import { type DiskEntry, textFile } from './entry.ts';
import { partitionFiles } from './partition-files.ts';

/** Of virtual time and of the wall clock when the world began. */
export interface Moment {
  readonly now: Time;
  readonly bornMs: number;
}

interface Tree {
  readonly files: Readonly<Record<string, () => DiskEntry>>;
  readonly folders: Readonly<Record<string, () => Readonly<Record<string, () => DiskEntry>>>>;
}

/** log.flush.offset.checkpoint.interval.ms and log.flush.start.offset.checkpoint.interval.ms, Kafka defaults 60 s: from then on these files have contents. */
const FIRST_CHECKPOINT: Time = 60 * SECOND;

/** `upFor` is null while the broker is down; `metadata` gives the files of its copy of the metadata log. */
export function brokerFiles(broker: Broker, upFor: Time | null, { now, bornMs }: Moment, metadata: () => Readonly<Record<string, () => DiskEntry>>): Tree {
  const partitions = Object.values(broker.plane.partitions);
  // A broker that ended in order has closed its segments, and says so in a file for its next start.
  const isClosed = upFor === null && broker.life.cleanEpoch >= 0;
  const folders: Record<string, () => Readonly<Record<string, () => DiskEntry>>> = { '__cluster_metadata-0': metadata };
  for (const partition of partitions) folders[partition.name] = () => partitionFiles(partition, isClosed, now, bornMs);
  const { plane } = broker;
  const checkpoint = (offset: (partition: Partition) => number | null) => (): DiskEntry => textFile(offsetCheckpoint(partitions, offset), bornMs);
  const slow = (offset: (partition: Partition) => number | null): (() => DiskEntry) => (upFor !== null && upFor < FIRST_CHECKPOINT ? () => textFile('0\n0\n', bornMs) : checkpoint(offset));
  return {
    folders,
    files: {
      ...(isClosed ? { '.kafka_cleanshutdown': () => textFile(`{"version":0,"brokerEpoch":${broker.life.cleanEpoch}}`, bornMs) } : {}),
      ...(upFor !== null ? { '.lock': () => textFile('', bornMs) } : {}),
      'bootstrap.checkpoint': () => textFile('', bornMs),
      // Empty until the cleaner has run for the first time.
      'cleaner-offset-checkpoint': partitions.some(({ log }) => log.cleanedTo >= 0) ? checkpoint(({ log }) => (log.cleanedTo < 0 ? null : log.cleanedTo)) : () => textFile('', bornMs),
      'log-start-offset-checkpoint': slow(({ log }) => (log.logStartOffset > (log.segments[0]?.baseOffset ?? 0) ? log.logStartOffset : null)),
      'meta.properties': () => textFile(metaProperties(broker.clusterId, broker.id), bornMs),
      'recovery-point-offset-checkpoint': slow(({ log }) => (isClosed ? log.logEndOffset : activeSegment(log).baseOffset)),
      'replication-offset-checkpoint': checkpoint(({ name }) => plane.checkpoint[name] ?? null),
    },
  };
}

/** Of a node whose log directory was formatted with kafka-storage.sh. */
export function metaProperties(clusterId: string, node: number): string {
  return `#\n#Mon Jan 05 12:00:00 UTC 2026\ncluster.id=${clusterId}\ndirectory.id=${directoryIdOf(clusterId, node)}\nnode.id=${node}\nversion=1\n`;
}

/** OffsetCheckpointFile: a version, a count, and a line for each partition. */
function offsetCheckpoint(partitions: readonly Partition[], offsetOf: (partition: Partition) => number | null): string {
  const lines = javaPartitionOrder(partitions).flatMap((partition) => {
    const offset = offsetOf(partition);
    return offset === null ? [] : [`${partition.topic} ${partition.partition} ${offset}\n`];
  });
  return `0\n${lines.length}\n${lines.join('')}`;
}
