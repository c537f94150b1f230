// What the page can see of a world: flat, plain records, each with a `kind` and an id that is unique in the world.
// Ids: `node/broker-1`, `topic/orders`, `partition/orders-0`, `replica/orders-0/1`, `group/g`, `member/g/c1-...`,
// `owner/g/orders-0`, `client/laptop/12`, `flight/123`, `fact/17`, `tty/main`, `line/main/42`, `link/broker-1/broker-2`.
import type { EngineRecord } from './engine-records.ts';
import type { FlinkRecord } from './flink-records.ts';
import type { HandInput } from './input.ts';
import type { AppSpec } from './scenario.ts';
import type { SqlRecord } from './sql-records.ts';

/** A broker or controller process. */
export interface NodeRecord {
  readonly kind: 'node';
  readonly id: string;
  readonly node: string;
  readonly role: 'broker' | 'controller';
  readonly number: number;
  readonly host: string;
  /** `starting` until a broker is registered and unfenced, or a controller knows a leader; `stopping` during a controlled shutdown. */
  readonly state: 'down' | 'starting' | 'running' | 'fenced' | 'stopping';
  /** Controllers: the quorum's leader as this node sees it, and its own role. Brokers: null. */
  readonly quorumRole: 'leader' | 'follower' | 'candidate' | 'prospective' | 'unattached' | 'resigned' | null;
  readonly epoch: number;
  /** Offsets of the metadata log as this node has it. */
  readonly metadataEndOffset: number;
  readonly metadataHighWatermark: number;
  readonly diskFactor: number;
  /** Its disk takes nothing more (`full`) or answers nothing more (`broken`). */
  readonly diskFailure: 'full' | 'broken' | 'none';
  /** How far its wall clock is ahead of the others', in ms. */
  readonly clockSkewMs: number;
  readonly rack: string | null;
  readonly upSinceUs: number | null;
}

export interface TopicRecord {
  readonly kind: 'topic';
  readonly id: string;
  readonly name: string;
  readonly topicId: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly internal: boolean;
  readonly configs: Readonly<Record<string, string>>;
}

/** What the active controller has decided about a partition. Node numbers are Kafka's broker ids; leader -1 is none. */
export interface PartitionRecord {
  readonly kind: 'partition';
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  /** The leader's offsets, so that lag can be read without finding the replica; -1 where no leader is known. */
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  /** min.insync.replicas as the leader counts it, never more than there are replicas; absent where no leader is known. */
  readonly minIsr?: number;
  /** The fact that last changed the leader, for "why?"; -1 when none. */
  readonly leaderFact: number;
  readonly isrFact: number;
}

/** One record of a log, as a square on the stage. */
export interface LogRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestampMs: number;
  readonly leaderEpoch: number;
  readonly sizeBytes: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Who wrote it: producer id and its sequence number, -1 where there is none. */
  readonly producerId: number;
  readonly sequence: number;
}

/** One segment of a log: the files that begin at `baseOffset`. */
export interface LogSegment {
  readonly baseOffset: number;
  /** Where the next segment begins, or the log's end. */
  readonly endOffset: number;
  readonly bytes: number;
  /** How many records are left in it: after compaction fewer than its offsets. */
  readonly records: number;
  /** Of these, how many are tombstones: keys without a value. */
  readonly tombstones: number;
  /** The newest record's time, -1 while it is empty. */
  readonly maxTimestampMs: number;
}

/** A transaction in one partition: the records of its producer from the first offset on, up to the marker where there is one. */
export interface TransactionSpan {
  readonly producerId: number;
  readonly firstOffset: number;
  /** The marker's offset; -1 while it is open. */
  readonly lastOffset: number;
}

/** One partition's log on one broker. */
export interface ReplicaRecord {
  readonly kind: 'replica';
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly broker: number;
  readonly role: 'leader' | 'follower' | 'offline';
  /** The controller has chosen another leader, and this broker has not heard of it: it still takes itself for the leader. */
  readonly deposed?: true;
  readonly inSync: boolean;
  /** What a reassignment under way does with it; empty where none is. */
  readonly moving: 'adding' | 'removing' | '';
  readonly leaderEpoch: number;
  readonly logStartOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  /** What read_committed consumers see below: the first offset of the oldest transaction that is not decided, else the high watermark. */
  readonly lastStableOffset: number;
  /** Transactions that are not decided, by first offset; at most 20. */
  readonly openTransactions: readonly TransactionSpan[];
  /** The last that were aborted, at most 20: read_committed consumers skip them. */
  readonly abortedTransactions: readonly TransactionSpan[];
  /** The last records of the log, oldest first: a window, its length set by `watch`. */
  readonly tail: readonly LogRecord[];
  /** The last segments, oldest first; the last one is active. At most 24. */
  readonly segments: readonly LogSegment[];
  /** All segments of the log, with those that `segments` leaves out, and their bytes. */
  readonly segmentCount: number;
  readonly sizeBytes: number;
  /** cleanup.policy, for example `delete` or `compact`. */
  readonly cleanupPolicy: string;
  /** The cleaner has cleaned up to here: the tail lies below, the head above. -1 where it never ran. */
  readonly cleanedTo: number;
}

export interface GroupRecord {
  readonly kind: 'group';
  readonly id: string;
  readonly group: string;
  readonly state: 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead' | 'Assigning' | 'Reconciling';
  readonly generation: number;
  readonly assignor: string;
  /** The broker that coordinates it, -1 when unknown. */
  readonly coordinator: number;
  readonly members: number;
  readonly stateFact: number;
  /** Of the new consumer protocol only: the epoch that the target assignment was made for; `generation` is then the group's epoch. */
  readonly assignmentEpoch?: number;
}

export interface MemberRecord {
  readonly kind: 'member';
  readonly id: string;
  readonly group: string;
  readonly memberId: string;
  readonly clientId: string;
  readonly instanceId: string | null;
  /** The node of the client, to tie the member to its box on the stage. */
  readonly node: string;
  readonly assignment: readonly string[];
  /** Of the new consumer protocol only (KIP-848). */
  readonly modern?: {
    /** -2 while a static member is away. */
    readonly epoch: number;
    readonly state: 'STABLE' | 'UNREVOKED_PARTITIONS' | 'UNRELEASED_PARTITIONS';
    /** What it is to have in the end. */
    readonly target: readonly string[];
    /** What it has still to give up. */
    readonly revoking: readonly string[];
  };
}

/** A group's place in one partition. Offsets are of the next record to read; null is "nothing committed" or "not assigned". */
export interface OwnerRecord {
  readonly kind: 'owner';
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly memberId: string | null;
  readonly node: string | null;
  readonly committed: number | null;
  readonly position: number | null;
  readonly lag: number | null;
  /** Only of a share group: `committed` is then its start (SPSO), `position` what follows its end (SPEO), and this is what lies between. */
  readonly share?: { readonly deliveryLimit: number; readonly rows: readonly SharedRows[] };
}

/** Neighbouring records of a partition that a share group has in the same state (KIP-932). */
export interface SharedRows {
  readonly first: number;
  readonly last: number;
  /** `available` are those that came back: released, or their lock ended. */
  readonly state: 'available' | 'acquired' | 'acknowledged' | 'archived';
  readonly deliveryCount: number;
  /** Who has them acquired, and its client's node; null where nobody has. */
  readonly memberId: string | null;
  readonly node: string | null;
  /** When the acquisition ends. */
  readonly lockedUntilUs: number | null;
}

/** A process with a Kafka client inside: a console tool in a terminal or an application. */
export interface ClientRecord {
  readonly kind: 'client';
  readonly id: string;
  readonly node: string;
  readonly role: 'producer' | 'consumer' | 'admin';
  readonly name: string;
  readonly clientId: string;
  readonly group: string | null;
  readonly topics: readonly string[];
  /** The terminal it runs in, or null for an application. */
  readonly tty: string | null;
  readonly state: 'starting' | 'running' | 'stopping' | 'down';
  /** Records waiting in the accumulator (producer) or fetched and not yet returned by poll (consumer). */
  readonly buffered: number;
  readonly recordsSent: number;
  readonly recordsAcknowledged: number;
  readonly recordsFailed: number;
  readonly recordsConsumed: number;
  /** Producers: Produce requests that were sent. */
  readonly requestsSent?: number;
  /** Producers: how long the last batches took, on average, from their first record to the acknowledgement; null before the first. */
  readonly latencyMs?: number | null;
  /** Producer applications: the rate at which they are told to send. */
  readonly recordsPerSecond?: number;
  /** Consumer applications that look for something: how many alerts they have raised. */
  readonly alerts?: number;
  /** Consumers: auto.offset.reset, isolation.level and enable.auto.commit as they count, and how old the oldest record was that the last poll returned, in ms (null before). */
  readonly reading?: { readonly reset: string; readonly readCommitted: boolean; readonly autoCommit: boolean; readonly delayMs: number | null };
  /** Producers: acks (-1 is all), idempotence, the transactional.id and the producer id (-1 for none). */
  readonly writing?: { readonly acks: -1 | 0 | 1; readonly idempotent: boolean; readonly transactionalId: string | null; readonly producerId: number };
  /** Application settings, empty for a console tool. */
  readonly settings: Readonly<Record<string, string>>;
  /** An application as it was told to be; console tools have none. */
  readonly app?: AppSpec;
  /** Of a processor: how many of the records that its last poll brought are worked on and written, and how many there are. */
  readonly batch?: { readonly done: number; readonly of: number };
  /** Of a processor with a state: how many records it has counted, and their average, by key; at most 100 keys. */
  readonly counts?: Readonly<Record<string, number>>;
  readonly averages?: Readonly<Record<string, number>>;
  /** How many snapshots it has taken since it started, and how many records are counted in the one on its disk (0 for none). */
  readonly snapshots?: number;
  readonly snapshotRecords?: number;
}

/** A message in the air. Its place is a function of virtual time: (now - sentAtUs) / (arrivesAtUs - sentAtUs). */
export interface FlightRecord {
  readonly kind: 'flight';
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly sentAtUs: number;
  readonly arrivesAtUs: number;
  /** Kafka's API name, for example `Produce`, `Fetch`. */
  readonly api: string;
  readonly direction: 'request' | 'response';
  /** Whether it will be lost on its way. */
  readonly lost: boolean;
  /**
   * The records that it carries, by partition; at most 12 keys each. What comes out of a log has its first and last offset; what an idempotent
   * producer sends has no offset yet, but its producer id and the sequence number of the first.
   */
  readonly cargo: readonly { readonly topic: string; readonly partition: number; readonly count: number; readonly keys: readonly (string | null)[]; readonly offsets?: readonly [number, number]; readonly sent?: { readonly producerId: number; readonly sequence: number } }[];
  /** Flink: the checkpoint whose barrier it is. */
  readonly barrier?: number;
  /** Flink: the watermark that it brings, in ms. */
  readonly watermark?: number;
  /** Flink: the source records from which its records came. */
  readonly lineage?: readonly number[];
  /** Flink: how many hops lie before it, so that it is shown after them. */
  readonly turn?: number;
}

/** A link between two nodes that is not as the scenario made it. */
export interface LinkRecord {
  readonly kind: 'link';
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly cut: boolean;
  readonly latencyUs: number;
  readonly lossRate: number;
}

/** Something that happened and that matters: a mark on the timeline, a line in a history. */
export interface FactRecord {
  readonly kind: 'fact';
  readonly id: string;
  readonly factId: number;
  readonly atUs: number;
  readonly actor: string;
  /** For example `leader-changed`; the words are the page's, from ui/messages. */
  readonly fact: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** What it is about, as record ids: shown in the inspector's history of these. */
  readonly subjects: readonly string[];
  /** The fact that caused it, -1 for none. */
  readonly cause: number;
}

export interface TtyRecord {
  readonly kind: 'tty';
  readonly id: string;
  readonly tty: string;
  readonly columns: number;
  readonly rows: number;
  /** The number of the first line kept; older ones were dropped. */
  readonly firstLine: number;
  /** One past the last line; the last line is the unfinished one that the cursor stands on (a prompt). */
  readonly endLine: number;
  /** Whether the shell waits for a command, or a program waits for a line, or something runs that does not read. */
  readonly waiting: 'shell' | 'program' | 'none';
  /** The name of the program in the foreground, empty at the prompt. */
  readonly foreground: string;
  /** The commands entered, oldest first, as `history` shows them; at most 200. */
  readonly history: readonly string[];
  /** The program in the foreground reads lines with an editor of its own, as the SQL client does: it completes, and `history` is the program's. */
  readonly edits?: true;
  /** The program in the foreground reads single keys. */
  readonly keys?: true;
  /** What that program shows instead of the lines: rows with colours as SGR sequences. */
  readonly screen?: { readonly rows: readonly string[]; /** Row and column; null where it is hidden. */ readonly cursor: readonly [number, number] | null };
}

export interface TtyLineRecord {
  readonly kind: 'line';
  readonly id: string;
  readonly tty: string;
  readonly line: number;
  readonly text: string;
}

/** What is to come of itself: scheduled inputs, and the faults of the chaos dial. There is none before anything was planned. */
export interface PlanRecord {
  readonly kind: 'plan';
  readonly id: string;
  /** In the order of time. */
  readonly scheduled: readonly PlannedInput[];
  /** null while the dial stands at 0. `broken` are faults that are not repaired yet. */
  readonly chaos: { readonly seed: number; readonly perMinute: number; readonly drawn: number; readonly broken: number } | null;
}

export interface PlannedInput {
  readonly name: string;
  readonly atUs: number;
  readonly input: HandInput;
}

export type WorldRecord =
  | PlanRecord
  | NodeRecord
  | TopicRecord
  | PartitionRecord
  | ReplicaRecord
  | GroupRecord
  | MemberRecord
  | OwnerRecord
  | ClientRecord
  | FlightRecord
  | LinkRecord
  | FactRecord
  | TtyRecord
  | TtyLineRecord
  | EngineRecord
  | FlinkRecord
  | SqlRecord;
