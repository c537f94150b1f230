// What a check may ask of each kind of record. The compiler holds this table to the records of the bridge.
import { FLINK_FIELDS } from './flink-fields.ts';
import type { FlinkPart } from './flink-parts.ts';
import { SQL_FIELDS } from './sql-fields.ts';
import type { LogRecord, ReplicaRecord, WorldRecord } from '../bridge/records.ts';

/** A record in the shown window of a replica's log: one for each replica that holds it. */
export type LoggedRecord = { readonly kind: 'record'; readonly id: string } & Pick<ReplicaRecord, 'topic' | 'partition' | 'broker' | 'role'> & Pick<LogRecord, 'offset' | 'key' | 'value' | 'timestampMs' | 'sizeBytes'> & {
  /** The fields of a value that is a JSON object; none where it is not. Read only where a check asks for it. */
  readonly json: Readonly<Record<string, unknown>>;
};

/** What a check may look at. */
export type Checkable = WorldRecord | LoggedRecord | FlinkPart;

export type RecordKind = Checkable['kind'];

/** `list` holds texts or numbers (or things that only their number counts), `map` texts or numbers by name (`params.program`). */
export type FieldType = 'text' | 'number' | 'yes-no' | 'list' | 'map';

export type FieldsOf<K extends RecordKind> = { readonly [F in keyof Omit<Extract<Checkable, { readonly kind: K }>, 'kind'>]: FieldType };

export const FIELDS: { readonly [K in RecordKind]: FieldsOf<K> } = {
  node: {
    id: 'text', node: 'text', role: 'text', number: 'number', host: 'text', state: 'text', quorumRole: 'text', epoch: 'number', metadataEndOffset: 'number',
    metadataHighWatermark: 'number', diskFactor: 'number', diskFailure: 'text', clockSkewMs: 'number', rack: 'text', upSinceUs: 'number',
  },
  topic: { id: 'text', name: 'text', topicId: 'text', partitions: 'number', replicationFactor: 'number', internal: 'yes-no', configs: 'map' },
  partition: {
    id: 'text', topic: 'text', partition: 'number', leader: 'number', leaderEpoch: 'number', partitionEpoch: 'number', replicas: 'list', isr: 'list', elr: 'list',
    logStartOffset: 'number', highWatermark: 'number', logEndOffset: 'number', leaderFact: 'number', isrFact: 'number',
  },
  replica: {
    id: 'text', topic: 'text', partition: 'number', broker: 'number', role: 'text', inSync: 'yes-no', moving: 'text', leaderEpoch: 'number', logStartOffset: 'number',
    highWatermark: 'number', logEndOffset: 'number', lastStableOffset: 'number', openTransactions: 'list', abortedTransactions: 'list', tail: 'list', segments: 'list', segmentCount: 'number', sizeBytes: 'number', cleanupPolicy: 'text', cleanedTo: 'number',
  },
  record: {
    id: 'text', topic: 'text', partition: 'number', broker: 'number', role: 'text', offset: 'number', key: 'text', value: 'text', timestampMs: 'number', sizeBytes: 'number', json: 'map',
  },
  group: { id: 'text', group: 'text', state: 'text', generation: 'number', assignor: 'text', coordinator: 'number', members: 'number', stateFact: 'number' },
  member: { id: 'text', group: 'text', memberId: 'text', clientId: 'text', instanceId: 'text', node: 'text', assignment: 'list' },
  owner: {
    id: 'text', group: 'text', topic: 'text', partition: 'number', memberId: 'text', node: 'text', committed: 'number', position: 'number', lag: 'number',
  },
  client: {
    id: 'text', node: 'text', role: 'text', name: 'text', clientId: 'text', group: 'text', topics: 'list', tty: 'text', state: 'text', buffered: 'number',
    recordsSent: 'number', recordsAcknowledged: 'number', recordsFailed: 'number', recordsConsumed: 'number', requestsSent: 'number', latencyMs: 'number', recordsPerSecond: 'number', alerts: 'number', settings: 'map', counts: 'map', averages: 'map', snapshots: 'number', snapshotRecords: 'number', app: 'map', batch: 'map',
  },
  flight: { id: 'text', from: 'text', to: 'text', sentAtUs: 'number', arrivesAtUs: 'number', api: 'text', direction: 'text', lost: 'yes-no', cargo: 'list', barrier: 'number', watermark: 'number', lineage: 'list', turn: 'number' },
  link: { id: 'text', from: 'text', to: 'text', cut: 'yes-no', latencyUs: 'number', lossRate: 'number' },
  fact: { id: 'text', factId: 'number', atUs: 'number', actor: 'text', fact: 'text', params: 'map', subjects: 'list', cause: 'number' },
  plan: { id: 'text', scheduled: 'list', chaos: 'map' },
  tty: { id: 'text', tty: 'text', columns: 'number', rows: 'number', firstLine: 'number', endLine: 'number', waiting: 'text', foreground: 'text', history: 'list' },
  line: { id: 'text', tty: 'text', line: 'number', text: 'text' },
  queue: {
    id: 'text', node: 'text', spec: 'map', name: 'text', state: 'text', ready: 'number', unacked: 'number', dead: 'number', published: 'number', delivered: 'number', redelivered: 'number',
    acknowledged: 'number', consumers: 'number', visibilityTimeoutMs: 'number', maxDeliveries: 'number', messages: 'list', deadLetters: 'list',
  },
  worker: {
    id: 'text', node: 'text', spec: 'map', name: 'text', role: 'text', engine: 'text', state: 'text', sent: 'number', confirmed: 'number', processed: 'number', failed: 'number', holding: 'number',
    working: 'number', workingBody: 'text', prefetch: 'number', processingMs: 'number', rate: 'number',
  },
  batch: {
    id: 'text', node: 'text', spec: 'map', name: 'text', state: 'text', everyMs: 'number', startupMs: 'number', perLineMs: 'number', fileLines: 'number', runningLines: 'number', startedAtUs: 'number',
    finishesAtUs: 'number', nextRunAtUs: 'number', runs: 'number', lines: 'number', alerts: 'number', lastLines: 'number', lastAlerts: 'number', lastPublishedAtUs: 'number',
    lastOldestAgeMs: 'number', lastNewestAgeMs: 'number', refused: 'number', skipped: 'number', busyMs: 'number', reports: 'list',
  },
  zookeeper: {
    id: 'text', node: 'text', spec: 'map', name: 'text', state: 'text', era: 'text', partitions: 'number', sessionTimeoutMs: 'number', phase: 'text', controller: 'number', epoch: 'number',
    partitionsRead: 'number', headlessSinceUs: 'number', lastFailoverMs: 'number', failovers: 'number',
  },
  candidate: { id: 'text', node: 'text', spec: 'map', number: 'number', zookeeper: 'text', state: 'text', role: 'text', partitionsRead: 'number' },
  database: { id: 'text', node: 'text', spec: 'map', name: 'text', state: 'text', tables: 'list', rowCounts: 'map', cells: 'map', inserts: 'number', updates: 'number', deletes: 'number', queries: 'number', refused: 'number' },
  dashboard: { id: 'text', node: 'text', spec: 'map', name: 'text', state: 'text', database: 'text', polls: 'number', lastPollAtUs: 'number', problem: 'text', values: 'map', labels: 'list', points: 'list' },
  shift: {
    id: 'text', node: 'text', spec: 'map', name: 'text', state: 'text', beganAtUs: 'number', durationMs: 'number', points: 'number', pass: 'number', expected: 'number', counted: 'number', lost: 'number', duplicated: 'number',
    delayed: 'number', foreign: 'number', windows: 'list', incidents: 'list',
  },
  dataflow: {
    id: 'text', node: 'text', spec: 'map', program: 'text', name: 'text', state: 'text', problem: 'text', steps: 'list', lag: 'number', working: 'number', records: 'number', items: 'number', late: 'number', lastLate: 'list',
    lastDelayMs: 'number', longestDelayMs: 'number', epoch: 'number', epochs: 'number', epochEndsAtUs: 'number', sinceEpoch: 'number', storedEpoch: 'number', storedAtUs: 'number', keys: 'number', openWindows: 'number', store: 'list',
    console: 'list', consoleFirst: 'number',
  },
  'micro-batch': {
    id: 'text', node: 'text', spec: 'map', program: 'text', name: 'text', state: 'text', phase: 'text', problem: 'text', outputMode: 'text', triggerMs: 'number', batch: 'number', batchRecords: 'number', lag: 'number',
    triggeredAtUs: 'number', finishesAtUs: 'number', nextTriggerAtUs: 'number', watermarkMs: 'number', stateRows: 'number', store: 'list', batches: 'number', records: 'number', rows: 'number', dropped: 'number',
    lastRecords: 'number', lastRows: 'number', lastPublishedAtUs: 'number', lastOldestAgeMs: 'number', lastNewestAgeMs: 'number', longestAgeMs: 'number', console: 'list', consoleFirst: 'number', table: 'list', reports: 'list', files: 'list',
  },
  ...FLINK_FIELDS,
  ...SQL_FIELDS,
};

/** The type of a kind's field, or null where it has none of that name. */
export function fieldType(kind: RecordKind, field: string): FieldType | null {
  const fields: Readonly<Record<string, FieldType>> = FIELDS[kind];
  return Object.hasOwn(fields, field) ? (fields[field] ?? null) : null;
}

export const ALL_KINDS: ReadonlySet<RecordKind> = new Set(Object.keys(FIELDS).filter((name) => isRecordKind(name)));

/** The record kind of this name, or null. */
export function recordKind(name: string): RecordKind | null {
  return isRecordKind(name) ? name : null;
}

function isRecordKind(name: string): name is RecordKind {
  return Object.hasOwn(FIELDS, name);
}

/** The word of `known` that differs least from `word`, for "did you mean"; null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [least, best] = [distance, candidate];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
