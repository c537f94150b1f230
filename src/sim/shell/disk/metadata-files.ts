// The files of the metadata log `__cluster_metadata-0`, on a controller or on a broker that copies it.
import type { MetadataBatch, MetadataSnapshot } from '../../kafka/metadata-record.ts';
import { type DiskEntry, offsetName, textFile } from './entry.ts';

/** A batch's header, and about what each record takes: the real format is binary, with a schema for each kind. */
const BATCH_BYTES = 61;
const RECORD_BYTES = 40;

export interface MetadataOnDisk {
  readonly batches: readonly MetadataBatch[];
  readonly snapshot: MetadataSnapshot | null;
  readonly quorumState: string;
}

export function metadataFiles({ batches, snapshot, quorumState }: MetadataOnDisk, bornMs: number): Record<string, () => DiskEntry> {
  const name = offsetName(batches[0]?.baseOffset ?? 0);
  const bytes = batches.reduce((sum, batch) => sum + BATCH_BYTES + batch.records.length * RECORD_BYTES, 0);
  const epochs = batches.filter((batch, i) => batch.epoch !== batches[i - 1]?.epoch).map(({ epoch, baseOffset }) => `${epoch} ${baseOffset}\n`);
  const modifiedMs = batches[batches.length - 1]?.appendTimeMs ?? bornMs;
  const index = (size: number) => (): DiskEntry => ({ kind: 'file', modifiedMs, bytes: size, text: () => '\0'.repeat(size), log: null });
  return {
    ...(snapshot === null ? {} : { [`${offsetName(snapshot.endOffset)}-${String(snapshot.epoch).padStart(10, '0')}.checkpoint`]: () => textFile('\0'.repeat(BATCH_BYTES + snapshot.records.length * RECORD_BYTES), bornMs) }),
    // segment.index.bytes, Kafka default 10 MiB: whole entries of 8 and of 12 bytes.
    [`${name}.index`]: index(10_485_760),
    [`${name}.log`]: () => ({ kind: 'file', modifiedMs, bytes, text: () => '\0'.repeat(bytes), log: { kind: 'metadata', batches } }),
    [`${name}.timeindex`]: index(10_485_756),
    'leader-epoch-checkpoint': () => textFile(`0\n${epochs.length}\n${epochs.join('')}`, modifiedMs),
    'partition.metadata': () => textFile('version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ', bornMs),
    'quorum-state': () => textFile(quorumState, modifiedMs),
  };
}
