// The lines that kafka-dump-log.sh --cluster-metadata-decoder prints of the metadata log.
import type { MetadataBatch, MetadataRecord } from '../../../kafka/metadata-record.ts';

/** A batch's header, and about what each record takes: see docs/fidelity.md. */
const BATCH_BYTES = 61;
const RECORD_BYTES = 40;

export function metadataLines(batches: readonly MetadataBatch[], isDeep: boolean, isDecoded: boolean): string[] {
  const lines = [`Log starting offset: ${batches[0]?.baseOffset ?? 0}`];
  let position = 0;
  for (const batch of batches) {
    const size = BATCH_BYTES + batch.records.length * RECORD_BYTES;
    const isControl = batch.records.some((record) => record.kind === 'LeaderChangeMessage');
    lines.push(`baseOffset: ${batch.baseOffset} lastOffset: ${batch.baseOffset + batch.records.length - 1} count: ${batch.records.length} baseSequence: -1 lastSequence: -1 producerId: -1 producerEpoch: -1`
      + ` partitionLeaderEpoch: ${batch.epoch} isTransactional: false isControl: ${isControl} deleteHorizonMs: OptionalLong.empty position: ${position} CreateTime: ${batch.appendTimeMs} size: ${size} magic: 2 compresscodec: none crc: 0 isvalid: true`);
    if (isDeep) batch.records.forEach((record, i) => lines.push(recordLine(batch, record, i, isDecoded)));
    position += size;
  }
  return lines;
}

function recordLine(batch: MetadataBatch, record: MetadataRecord, index: number, isDecoded: boolean): string {
  const head = `| offset: ${batch.baseOffset + index} CreateTime: ${batch.appendTimeMs} keySize: ${record.kind === 'LeaderChangeMessage' ? 4 : -1} valueSize: ${RECORD_BYTES} sequence: -1 headerKeys: []`;
  if (record.kind === 'LeaderChangeMessage') return `${head} LeaderChange: ${JSON.stringify({ version: 0, leaderId: record.leaderId, voters: [], grantingVoters: [] })}`;
  return isDecoded ? `${head} payload: ${JSON.stringify({ type: typeName(record.kind), version: 0, data: dataOf(record) })}` : head;
}

/** `PartitionChangeRecord` is `PARTITION_CHANGE_RECORD`. */
function typeName(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

/** Fields that keep their defaults are left out, as the generated JSON converters do with tagged ones. */
function dataOf(record: MetadataRecord): Record<string, unknown> {
  const { kind: _kind, ...data } = record;
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
}
