// Reads a saved run from data of unknown origin: a link, a file, another version. Says what is wrong and where, and never throws.
import type { EngineSpec } from '../bridge/engines.ts';
import type { HandInput, Input, SavedRun, TimedInput } from '../bridge/input.ts';
import type { AppSpec, Scenario } from '../bridge/scenario.ts';
import { frozenCopy } from './kernel/copy.ts';

export type ReadRun =
  | { readonly kind: 'ok'; readonly run: SavedRun }
  /** Each as `path: what is wrong`, at most twenty. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

const MAX_PROBLEMS = 20;
const MAX_INPUTS = 100_000;
/** A day of virtual time. */
const LATEST_US = 86_400_000_000;

/** Says null where a value is as it should be, else what is wrong with it, as `path: words`. */
type Check = (value: unknown, path: string) => string | null;
type Fields = Readonly<Record<string, unknown>>;

/** Whether this is an engine's spec, with values in their ranges. */
export function isEngineSpec(value: unknown): value is EngineSpec {
  return engine(value, 'engine') === null;
}

export function readSavedRun(value: unknown): ReadRun {
  const problems = isFields(value) ? problemsOf(value) : ['run: must be an object'];
  if (problems.length > 0) return { kind: 'problems', problems: problems.slice(0, MAX_PROBLEMS) };
  return isSavedRun(value) ? { kind: 'ok', run: frozenCopy(value) } : { kind: 'problems', problems: ['run: is not understood'] };
}

/** All checks have passed by the time this is asked. */
function isSavedRun(value: unknown): value is SavedRun {
  return isFields(value) && isFields(value['scenario']);
}

function problemsOf(run: Fields): string[] {
  if (run['version'] !== 1) return [`version: must be 1, but is ${shown(run['version'])}; was this saved by a newer Correnteza?`];
  return [...listed(number(0, Number.MAX_SAFE_INTEGER)(run['seed'], 'seed')), ...listed(scenario(run['scenario'], 'scenario')), ...inputs(run['inputs'])];
}

function inputs(value: unknown): string[] {
  if (!Array.isArray(value)) return ['inputs: must be a list'];
  if (value.length > MAX_INPUTS) return [`inputs: must be at most ${MAX_INPUTS}`];
  const problems: string[] = [];
  let last = 0;
  const entry = object({ atUs: number(0, LATEST_US), input, joined: optional(bool) });
  for (const [i, given] of value.entries()) {
    const problem = entry(given, `inputs[${i}]`);
    if (problem !== null) problems.push(problem);
    else {
      const at = (given as TimedInput).atUs;
      if (at < last) problems.push(`inputs[${i}].atUs: must not be before the one above it`);
      last = at;
    }
    if (problems.length >= MAX_PROBLEMS) break;
  }
  return problems;
}

// --- what each part looks like ----------------------------------------------------------------------------------------

const text: Check = (value, path) => (typeof value === 'string' ? null : `${path}: must be a text, but is ${shown(value)}`);
const bool: Check = (value, path) => (typeof value === 'boolean' ? null : `${path}: must be true or false, but is ${shown(value)}`);
const number = (lowest: number, highest: number): Check => (value, path) =>
  typeof value === 'number' && value >= lowest && value <= highest ? null : `${path}: must be a number from ${lowest} to ${highest}, but is ${shown(value)}`;
const oneOf = (...allowed: readonly string[]): Check => (value, path) =>
  typeof value === 'string' && allowed.includes(value) ? null : `${path}: must be one of ${allowed.join(', ')}, but is ${shown(value)}`;
const optional = (check: Check): Check => (value, path) => (value === undefined ? null : check(value, path));

/** What clients outside of the world asked is known to the bridge alone, which has read it by Kafka's own definitions. */
const outsider = { connection: ((_value, path) => `${path}: is a client's that came over the bridge; a run with such clients can't be played from a file`) satisfies Check };

const list = (check: Check, most: number): Check => (value, path) => {
  if (!Array.isArray(value)) return `${path}: must be a list, but is ${shown(value)}`;
  if (value.length > most) return `${path}: must have at most ${most} entries`;
  for (const [i, each] of value.entries()) {
    const problem = check(each, `${path}[${i}]`);
    if (problem !== null) return problem;
  }
  return null;
};

const texts: Check = (value, path) => {
  if (!isFields(value)) return `${path}: must be an object of texts, but is ${shown(value)}`;
  for (const [name, each] of Object.entries(value)) if (typeof each !== 'string') return `${path}.${name}: must be a text, but is ${shown(each)}`;
  return null;
};

/** Every field as it should be, and no others. */
const object = (fields: Readonly<Record<string, Check>>): Check => (value, path) => {
  if (!isFields(value)) return `${path}: must be an object, but is ${shown(value)}`;
  for (const [name, check] of Object.entries(fields)) {
    const problem = check(value[name], `${path}.${name}`);
    if (problem !== null) return problem;
  }
  const foreign = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  return foreign === undefined ? null : `${path}.${foreign}: is not known`;
};

/** One of several kinds of object, told apart by `kind`. */
const kinds = (shapes: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check => (value, path) => {
  const kind = isFields(value) ? value['kind'] : undefined;
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (shape === undefined) return `${path}.kind: must be one of ${Object.keys(shapes).join(', ')}, but is ${shown(kind)}`;
  return object({ kind: text, ...shape })(value, path);
};

const US = number(0, 60_000_000);
const linkFields = { latencyUs: US, jitterUs: US, bytesPerSecond: number(1, 1e12), lossRate: number(0, 1), duplicateRate: number(0, 1) };
const partialLink = object(Object.fromEntries(Object.entries(linkFields).map(([name, check]) => [name, optional(check)])));

/** A year: how long windows and delays may be. */
const LONG_MS = 31_536_000_000;

const app = kinds({
  producer: {
    name: text, topic: text, recordsPerSecond: number(0, 100_000), keys: list(text, 10_000), value: text, settings: texts,
    burst: optional(object({ everySeconds: number(0.1, 86_400), seconds: number(0.1, 86_400), recordsPerSecond: number(0, 100_000) })),
    transaction: optional(object({ records: number(1, 100_000), abortEvery: optional(number(0, 1_000_000)) })),
    eventTime: optional(object({ disorderMs: number(0, LONG_MS), lateEvery: number(0, 1_000_000), lateMs: number(0, LONG_MS) })), partition: optional(number(0, 100_000)), copyTo: optional(text),
    script: optional(list(object({ afterUs: number(0, LONG_MS * 1_000), key: (value, path) => (value === null ? null : text(value, path)), value: text, partition: optional(number(0, 100_000)) }), 5_000)),
  },
  consumer: { name: text, topics: list(text, 100), group: text, processingMsPerRecord: number(0, 3_600_000), settings: texts, wanted: optional(text), copyTo: optional(text) },
  'share-consumer': {
    name: text, topics: list(text, 100), group: text, processingMsPerRecord: number(0, 3_600_000), releaseEvery: optional(number(0, 1_000_000)),
    rejectEvery: optional(number(0, 1_000_000)), settings: texts,
  },
  processor: {
    name: text, topics: list(text, 100), group: text, output: text, value: text, processingMsPerRecord: number(0, 3_600_000),
    state: optional(object({ snapshotEvery: number(0, 1_000_000) })), commit: oneOf('before', 'after', 'transactional'), settings: texts, producerSettings: texts,
  },
} satisfies Readonly<Record<AppSpec['kind'], Readonly<Record<string, Check>>>>);

const engine = kinds({
  queue: { name: text, visibilityTimeoutMs: number(0, 43_200_000), maxDeliveries: number(0, 1_000) },
  'queue-producer': { name: text, queue: text, messagesPerSecond: number(0, 10_000), keys: list(text, 10_000), body: text },
  'queue-consumer': { name: text, queue: text, prefetch: number(1, 65_535), processingMsPerMessage: number(0, 3_600_000), poison: text },
  batch: { name: text, everyMs: number(100, 86_400_000), startupMs: number(0, 3_600_000), perLineMs: number(0, 60_000), wanted: text },
  'batch-source': { name: text, job: text, linesPerSecond: number(0, 10_000), keys: list(text, 10_000), value: text, special: text, specialEvery: number(0, 1_000_000) },
  zookeeper: { name: text, partitions: number(0, 1_000_000), era: oneOf('1.0', '1.1', '2.5') },
  'zookeeper-broker': { name: text, zookeeper: text },
  database: { name: text, tables: list(object({ name: text, columns: list(text, 100), primaryKey: list(text, 20) }), 50) },
  dashboard: { name: text, database: text, query: text, everyMs: number(100, 86_400_000), chart: oneOf('line', 'bar'), label: text, value: text },
  dataflow: {
    name: text, topics: list(text, 100), startingOffset: oneOf('beginning', 'end'), format: oneOf('json', 'text'), fields: list(text, 100), filter: text, keyOn: text, eventTime: text, waitMs: number(0, LONG_MS),
    window: oneOf('none', 'tumbling', 'sliding', 'session'), windowMs: number(0, LONG_MS), offsetMs: number(0, LONG_MS), aggregates: list(object({ as: text, of: oneOf('count', 'sum', 'avg', 'min', 'max'), column: text }), 100),
    output: text, epochMs: number(1, 86_400_000), recovery: bool, perRecordMs: number(0, 60_000), alerts: bool,
  },
  'micro-batch': {
    name: text, topics: list(text, 100), startingOffsets: oneOf('earliest', 'latest'), maxOffsetsPerTrigger: number(0, 1_000_000), columns: texts, eventTime: text, watermarkMs: number(-1, LONG_MS), where: text,
    windowMs: number(0, LONG_MS), slideMs: number(0, LONG_MS), groupBy: list(text, 100), aggregates: list(object({ as: text, of: oneOf('count', 'sum', 'avg', 'min', 'max'), column: text }), 100),
    outputMode: oneOf('append', 'update', 'complete'), output: text, truncate: bool, shufflePartitions: number(1, 1_000), triggerMs: number(0, 86_400_000), overheadMs: number(0, 3_600_000), perRecordMs: number(0, 60_000),
    alerts: bool, checkpoint: bool,
  },
  shift: {
    name: text, topic: text, durationMs: number(1, 86_400_000), key: text, time: text, end: text, count: text, windowMs: number(1, 86_400_000), dueMs: number(0, 86_400_000),
    points: number(0, 1_000_000), pass: number(0, 1_000_000), lost: number(0, 1_000_000), duplicated: number(0, 1_000_000), delayed: number(0, 1_000_000),
    schedule: list(object({ id: text, atMs: number(0, 86_400_000), happens: list(object({ afterUs: number(0, 86_400_000_000), input: (value, path) => input(value, path) }), 100) }), 100),
  },
} satisfies Readonly<Record<EngineSpec['kind'], Readonly<Record<string, Check>>>>);

const nodeSpec = object({ id: number(1, 199), rack: optional(text) });
const topicSpec = object({
  name: text, partitions: number(1, 1_000), replicationFactor: number(1, 100), configs: optional(texts),
  assignment: optional(list(list(number(1, 100), 100), 1_000)),
});

/** A job's graph: what an operator's configuration holds is the operator's to refuse, which fails the job and not the world. */
const anything: Check = (value, path) => (isFields(value) ? null : `${path}: must be an object, but is ${shown(value)}`);
const keyTypes: Check = list((value, path) => (typeof value === 'string' ? oneOf('BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'TEXT', 'BYTES', 'TIMESTAMP', 'TIMESTAMP_NANOS')(value, path) : anything(value, path)), 100);
const keySelector = object({ fields: list(number(0, 1_000), 100), hash: oneOf('java', 'java-int', 'binary-row'), types: optional(keyTypes) });
const partitioner: Check = (value, path) => object({ kind: oneOf('FORWARD', 'REBALANCE', 'RESCALE', 'SHUFFLE', 'BROADCAST', 'GLOBAL', 'HASH'), key: isFields(value) && value['kind'] === 'HASH' ? keySelector : optional(keySelector) })(value, path);
const flinkJob = object({
  name: text, configuration: texts,
  nodes: list(object({
    id: number(1, 1_000), uid: (value, path) => (value === null ? null : text(value, path)), name: text, kind: text, config: anything, parallelism: number(1, 128), maxParallelism: number(-1, 32_768),
    slotSharingGroup: text, chaining: oneOf('ALWAYS', 'HEAD', 'HEAD_WITH_SOURCES', 'NEVER'), fields: list(text, 1_000), keys: (value, path) => (value === null ? null : list(keySelector, 2)(value, path)),
  }), 200),
  edges: list(object({ from: number(1, 1_000), to: number(1, 1_000), input: number(0, 1), partitioner, outputTag: (value, path) => (value === null ? null : text(value, path)) }), 400),
});
const flink = object({ taskManagers: list(object({ name: text, slots: number(1, 64) }), 16), settings: texts, jobs: list(flinkJob, 16) });

const scenario = object({
  name: text, startedAtMs: number(0, 8.64e15), controllers: list(nodeSpec, 9), brokers: list(nodeSpec, 30), settings: texts,
  link: object(linkFields), topics: list(topicSpec, 200), apps: list(app, 64), engines: optional(list(engine, 32)), flink: optional(flink), home: texts, shownFromUs: number(0, 600_000_000),
} satisfies Readonly<Record<keyof Scenario, Check>>);

const size = number(2, 1_000);
const hand = {
  'open-tty': { tty: text, columns: size, rows: size, echo: bool },
  'resize-tty': { tty: text, columns: size, rows: size },
  'close-tty': { tty: text },
  line: { tty: text, text },
  control: { tty: text, key: oneOf('C', 'D', 'Z', '\\'), text },
  key: { tty: text, key: text },
  'write-file': { path: text, text },
  crash: { node: text }, stop: { node: text }, start: { node: text },
  cut: { from: text, to: text }, heal: { from: text, to: text },
  'shape-link': { from: text, to: text, link: partialLink },
  'slow-disk': { node: text, factor: number(1, 10_000) },
  'slow-task': { node: text, factor: number(1, 10_000) },
  'fail-disk': { node: text, failure: oneOf('full', 'broken', 'none') },
  'clock-skew': { node: text, ms: number(-31_536_000_000, 31_536_000_000) },
  'add-app': { app }, 'change-app': { app },
  'remove-app': { name: text },
  'add-engine': { engine }, 'change-engine': { engine },
  'add-broker': { broker: nodeSpec },
} satisfies Readonly<Record<HandInput['kind'], Readonly<Record<string, Check>>>>;
const input = kinds({
  ...hand,
  schedule: { name: text, atUs: number(0, LATEST_US), input: kinds(hand) }, unschedule: { name: text },
  chaos: { seed: number(0, 4_294_967_295), perMinute: number(0, 60) },
  'client-connects': outsider, 'client-asks': outsider, 'client-leaves': outsider,
} satisfies Readonly<Record<Input['kind'], Readonly<Record<string, Check>>>>);

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (problem: string | null): string[] => (problem === null ? [] : [problem]);

/** A value as a problem shows it: short. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const whole = typeof value === 'object' ? (Array.isArray(value) ? 'a list' : value === null ? 'null' : 'an object') : JSON.stringify(value);
  return whole.length > 40 ? `${whole.slice(0, 40)}...` : whole;
}
