// The strict schema of lesson.yaml: every key that may stand there, and nothing else.
import * as v from 'valibot';

const id = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'an id is made of small letters, digits and hyphens'));
const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'));
const tty = v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*$/, 'a terminal is main, t2, t3, …')), 'main');

/** A duration as people write it: `400 ms`, `3 s`, `2 min`. It becomes microseconds. */
const duration = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)? (ms|s|min)$/, 'a duration is a number, a space and ms, s or min, for example "3 s"'),
  v.transform((written) => {
    const [amount = '0', unit = 's'] = written.split(' ');
    return Math.round(Number(amount) * (unit === 'ms' ? 1_000 : unit === 's' ? 1_000_000 : 60_000_000));
  }),
);

const NODE = v.pipe(v.string(), v.regex(/^((broker|controller|tm)-(\d+|\{[a-z]+(-\d)?\})|jobmanager|\{[a-z]+\})$/, 'a node is broker-1 … broker-3, controller-101 … controller-103, jobmanager, or a TaskManager such as tm-1'));
const TASK_MANAGER = v.pipe(v.string(), v.regex(/^(tm-(\d+|\{[a-z]+(-\d)?\})|\{[a-z]+\})$/, 'a TaskManager is tm-1, tm-2, …'));
/** What can be crashed, stopped and started: a node, or an application. */
const PROCESS = v.pipe(
  v.string(),
  v.regex(/^((broker|controller|tm)-(\d+|\{[a-z]+(-\d)?\})|jobmanager|\{[a-z]+\}|(producer|consumer|share-consumer|processor|queue|queue-producer|queue-consumer|batch|batch-source|zookeeper|zookeeper-broker|micro-batch|dataflow|database|dashboard)-([A-Za-z0-9._-]|\{[a-z]+(-\d)?\}){1,40})$/, 'a process is a node such as broker-1 or tm-1, an application such as consumer-c1, or an engine such as queue-pedidos'),
);
const settings = v.optional(v.record(v.string(), v.string()), {});
const names = v.pipe(v.array(text), v.minLength(1, 'names at least one topic'));
const many = v.pipe(v.number(), v.integer(), v.minValue(1));
const positive = v.pipe(v.number(), v.minValue(0.1));
const wait = v.optional(v.pipe(v.number(), v.minValue(0)), 1);

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A record that a producer sends at its time. */
const scripted = v.pipe(
  v.strictObject({ after: v.optional(duration, '1 s'), key: v.optional(v.nullable(v.string()), null), value: v.string(), partition: v.exactOptional(whole) }),
  v.transform(({ after, ...record }) => ({ afterUs: after, ...record })),
);

/** An application: the keys and their defaults are those of the bridge's scenario. */
const app = v.variant('kind', [
  v.strictObject({
    kind: v.literal('producer'), name: text, topic: text, recordsPerSecond: v.optional(v.pipe(v.number(), v.minValue(0)), 1),
    keys: v.optional(v.array(v.string()), []), value: v.optional(v.string(), '{n}'), settings,
    burst: v.exactOptional(v.strictObject({ everySeconds: positive, seconds: positive, recordsPerSecond: v.pipe(v.number(), v.minValue(0)) })),
    transaction: v.exactOptional(v.strictObject({ records: many, abortEvery: v.exactOptional(many) })),
    eventTime: v.exactOptional(v.strictObject({ disorderMs: v.optional(whole, 0), lateEvery: v.optional(whole, 0), lateMs: v.optional(whole, 0) })),
    partition: v.exactOptional(whole), copyTo: v.exactOptional(v.string()), script: v.exactOptional(v.pipe(v.array(scripted), v.minLength(1), v.maxLength(5_000))),
  }),
  v.strictObject({ kind: v.literal('consumer'), name: text, topics: names, group: text, processingMsPerRecord: wait, settings, wanted: v.exactOptional(v.string()), copyTo: v.exactOptional(v.string()) }),
  v.strictObject({
    kind: v.literal('share-consumer'), name: text, topics: names, group: text, processingMsPerRecord: wait, settings,
    releaseEvery: v.exactOptional(many), rejectEvery: v.exactOptional(many),
  }),
  v.strictObject({
    kind: v.literal('processor'), name: text, topics: names, group: text, output: text, value: v.optional(v.string(), '{value}'), processingMsPerRecord: wait,
    state: v.exactOptional(v.strictObject({ snapshotEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0) })),
    commit: v.picklist(['before', 'after', 'transactional'], 'commit is before, after or transactional'), settings, producerSettings: settings,
  }),
]);

const zeroOrMore = v.pipe(v.number(), v.minValue(0));
const none = v.optional(zeroOrMore, 0);
const aSecond = v.optional(zeroOrMore, 1);
const noText = v.optional(v.string(), '');
const noKeys = v.optional(v.array(v.string()), []);

const aggregates = v.optional(v.array(v.strictObject({ as: text, of: v.picklist(['count', 'sum', 'avg', 'min', 'max'], 'of is count, sum, avg, min or max'), column: noText })), []);

/** An engine beside Kafka, a model for comparison: the keys are those of the bridge's engines. */
const engine = v.variant('kind', [
  v.strictObject({ kind: v.literal('queue'), name: text, visibilityTimeoutMs: none, maxDeliveries: none }),
  v.strictObject({ kind: v.literal('queue-producer'), name: text, queue: text, messagesPerSecond: aSecond, keys: noKeys, body: v.optional(v.string(), '{n}') }),
  v.strictObject({ kind: v.literal('queue-consumer'), name: text, queue: text, prefetch: v.optional(many, 1), processingMsPerMessage: wait, poison: noText }),
  v.strictObject({ kind: v.literal('batch'), name: text, everyMs: v.pipe(v.number(), v.minValue(100)), startupMs: none, perLineMs: none, wanted: noText }),
  v.strictObject({ kind: v.literal('batch-source'), name: text, job: text, linesPerSecond: aSecond, keys: noKeys, value: v.optional(v.string(), '{n}'), special: noText, specialEvery: none }),
  v.strictObject({ kind: v.literal('zookeeper'), name: text, partitions: none, era: v.optional(v.picklist(['1.0', '1.1', '2.5'], 'era is "1.0", "1.1" or "2.5"'), '2.5') }),
  v.strictObject({ kind: v.literal('zookeeper-broker'), name: v.pipe(v.string(), v.regex(/^\d+$/, 'the name of such a broker is its number, in quotes')), zookeeper: text }),
  v.strictObject({ kind: v.literal('database'), name: text, tables: v.pipe(v.array(v.strictObject({ name: text, columns: names, primaryKey: noKeys })), v.minLength(1, 'a database has at least one table')) }),
  v.strictObject({
    kind: v.literal('dashboard'), name: text, database: text, query: text, everyMs: v.optional(v.pipe(v.number(), v.minValue(100)), 1_000), chart: v.optional(v.picklist(['line', 'bar'], 'chart is line or bar'), 'line'), label: noText, value: noText,
  }),
  v.strictObject({
    kind: v.literal('shift'), name: text, topic: text, durationMs: v.pipe(v.number(), v.minValue(60_000)), key: text, time: text, end: text, count: text, windowMs: v.pipe(v.number(), v.minValue(1_000)), dueMs: zeroOrMore,
    points: v.optional(zeroOrMore, 100), pass: v.optional(zeroOrMore, 70), lost: zeroOrMore, duplicated: zeroOrMore, delayed: zeroOrMore,
    // The seed draws it, from the lesson's `incidents`.
    schedule: v.optional(v.pipe(v.array(v.never()), v.maxLength(0)), []),
  }),
  v.strictObject({
    kind: v.literal('dataflow'), name: text, topics: names, startingOffset: v.optional(v.picklist(['beginning', 'end'], 'startingOffset is beginning or end'), 'beginning'), format: v.optional(v.picklist(['json', 'text'], 'format is json or text'), 'json'),
    fields: noKeys, filter: noText, keyOn: noText, eventTime: noText, waitMs: none, window: v.optional(v.picklist(['none', 'tumbling', 'sliding', 'session'], 'window is none, tumbling, sliding or session'), 'none'), windowMs: none, offsetMs: none,
    aggregates, output: noText, epochMs: v.optional(many, 10_000), recovery: v.optional(v.boolean(), true), perRecordMs: v.optional(zeroOrMore, 0.05), alerts: v.optional(v.boolean(), false),
  }),
  v.strictObject({
    kind: v.literal('micro-batch'), name: text, topics: names, startingOffsets: v.optional(v.picklist(['earliest', 'latest'], 'startingOffsets is earliest or latest'), 'latest'), maxOffsetsPerTrigger: none,
    columns: v.optional(v.record(v.string(), v.picklist(['STRING', 'INT', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'TIMESTAMP'], 'a column is STRING, INT, BIGINT, DOUBLE, BOOLEAN or TIMESTAMP')), {}), eventTime: v.optional(v.string(), 'timestamp'),
    watermarkMs: v.optional(v.pipe(v.number(), v.minValue(-1)), -1), where: noText, windowMs: none, slideMs: none, groupBy: noKeys,
    aggregates,
    outputMode: v.optional(v.picklist(['append', 'update', 'complete'], 'outputMode is append, update or complete'), 'append'), output: noText, truncate: v.optional(v.boolean(), true),
    shufflePartitions: v.optional(many, 200), triggerMs: none, overheadMs: v.optional(zeroOrMore, 200), perRecordMs: v.optional(zeroOrMore, 0.05), alerts: v.optional(v.boolean(), false), checkpoint: v.optional(v.boolean(), true),
  }),
]);
/** What can be added and changed while the world runs. */
const addable = v.variant('kind', [app, engine]);

/** One node or application and all nodes, two in both directions, or one direction only. */
const link = v.union(
  [PROCESS, v.strictTuple([PROCESS, PROCESS]), v.strictObject({ from: PROCESS, to: PROCESS })],
  'a link is a node or an application (to all nodes), two of them (both ways), or {from, to} (one way)',
);

/** Why the goal is reached without the move all the same. */
const optional = v.exactOptional(text);

const move = v.union(
  [
    v.strictObject({ run: text, tty, optional }),
    v.strictObject({ type: v.string(), tty, pause: v.optional(duration, '400 ms'), optional }),
    v.strictObject({ press: v.picklist(['C', 'D', 'Z']), tty, pause: v.exactOptional(duration), optional }),
    v.strictObject({ wait: duration, optional }),
    v.strictObject({ open: v.pipe(v.string(), v.regex(/^t\d$/, 'a terminal to open is t2, t3, …')), optional }),
    v.strictObject({ crash: PROCESS, optional }),
    v.strictObject({ stop: PROCESS, optional }),
    v.strictObject({ start: PROCESS, optional }),
    v.strictObject({ cut: link, optional }),
    v.strictObject({ heal: link, optional }),
    v.strictObject({ 'slow-disk': NODE, times: v.pipe(v.number(), v.minValue(1), v.maxValue(10_000)), optional }),
    v.strictObject({ 'slow-task': TASK_MANAGER, times: v.pipe(v.number(), v.minValue(1), v.maxValue(10_000)), optional }),
    v.strictObject({ 'skew-clock': PROCESS, ms: v.pipe(v.number(), v.integer()), optional }),
    v.strictObject({ 'slow-link': link, latency: v.optional(duration), loss: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), optional }),
    v.strictObject({ save: v.pipe(v.string(), v.regex(/^[\w.-]+(?:\/[\w.-]+){0,8}$/, 'a file to save lies below the home folder: escada/por-minuto-sql.sql')), text: v.string(), optional }),
    v.strictObject({ add: addable, optional }),
    v.strictObject({ change: addable, optional }),
    v.strictObject({ remove: text, optional }),
  ],
  'a move is one of run, type, press, wait, open, crash, stop, start, cut, heal, slow-disk, slow-task, skew-clock, slow-link, save, add, change, remove',
);

const foresee = v.strictObject({ open: v.optional(v.string(), 'foresee'), lines: v.optional(v.array(text), []), moves: v.optional(v.array(move), []), for: duration });

const order = v.strictObject({
  first: v.optional(v.picklist(['smallest', 'largest'], 'first is smallest or largest'), 'smallest'),
  items: v.pipe(v.array(v.strictObject({ id, value: text })), v.minLength(3, 'an order has at least three items'), v.maxLength(7, 'an order has at most seven items')),
});

/** What the page shows at a step of any kind. */
const shown = {
  look: v.optional(v.pipe(v.array(text), v.maxLength(6, 'at most six things to look at'))),
  speed: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(1000))),
  stage: v.optional(v.strictObject({
    control: v.optional(v.boolean()), internal: v.optional(v.boolean()), lens: v.optional(v.picklist(['kafka', 'flink', 'all'], 'lens is kafka, flink or all')), job: v.optional(text),
  })),
  panel: v.optional(v.picklist(['terminal', 'sql', 'plan'], 'panel is terminal, sql or plan')),
  inspect: v.optional(v.union([v.literal(false), text])),
  ladder: v.optional(v.union([
    v.literal(false),
    v.strictObject({ question: v.picklist(['por-minuto', 'pagamentos', 'inativos'], 'question is por-minuto, pagamentos or inativos'), rung: v.optional(v.picklist(['sql', 'table', 'datastream', 'process'], 'rung is sql, table, datastream or process'), 'sql'), language: v.optional(v.picklist(['java', 'python'], 'language is java or python'), 'java') }),
  ])),
};

const predict = v.strictObject({
  id,
  ...shown,
  kind: v.literal('predict'),
  foresee,
  options: v.optional(v.pipe(v.array(v.strictObject({ id, when: text })), v.minLength(2, 'a choice has at least two options'), v.maxLength(5, 'a choice has at most five options'))),
  number: v.optional(text),
  order: v.optional(order),
  click: v.optional(text),
});

const act = v.strictObject({
  id,
  ...shown,
  kind: v.literal('act'),
  check: text,
  solution: v.optional(v.array(move), []),
  rules: v.exactOptional(v.pipe(v.array(v.strictObject({ id, when: v.exactOptional(text), of: v.exactOptional(text), moves: v.pipe(v.array(move), v.minLength(1)), rest: v.optional(duration, '10 s') })), v.minLength(1))),
  soon: v.exactOptional(text),
  wrong: v.optional(v.array(v.strictObject({ id, when: text, moves: v.pipe(v.array(move), v.minLength(1)) })), []),
});

const watch = v.strictObject({ id, ...shown, kind: v.literal('watch'), moves: v.optional(v.array(move), []), until: v.optional(text) });

const topic = v.strictObject({
  name: text,
  partitions: v.pipe(v.number(), v.integer(), v.minValue(1)),
  replicationFactor: v.pipe(v.number(), v.integer(), v.minValue(1)),
  configs: v.optional(v.record(v.string(), v.string())),
  assignment: v.optional(v.pipe(v.array(v.pipe(v.array(many), v.minLength(1))), v.minLength(1))),
});

/** A Flink cluster: its TaskManagers and Flink's configuration by its names. Its jobs are submitted by moves, as anyone does it. */
const flink = v.strictObject({
  taskManagers: v.optional(v.pipe(v.array(v.strictObject({ name: TASK_MANAGER, slots: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)), 1) })), v.maxLength(16)), [{ name: 'tm-1', slots: 2 }, { name: 'tm-2', slots: 2 }]),
  settings,
});

export const worldSchema = v.strictObject({
  seed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  settings: v.optional(v.record(v.string(), v.string()), {}),
  topics: v.optional(v.array(topic), []),
  home: v.optional(v.record(v.string(), v.string()), {}),
  apps: v.optional(v.array(app), []),
  engines: v.optional(v.array(engine), []),
  flink: v.optional(flink),
  brokers: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)), 3),
  controllers: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)), 3),
  racks: v.optional(v.array(text), []),
  before: v.optional(v.array(move), []),
});

const twoTimes = v.strictTuple([duration, duration], 'two times, from and to: [60 s, 90 s]');
const choices = v.record(v.pipe(v.string(), v.regex(/^[a-z]+$/)), v.pipe(v.array(v.string()), v.minLength(2)));

/** What a seed draws for a shift on call. */
const shiftPlan = v.strictObject({
  choose: v.optional(choices, {}),
  pick: v.pipe(v.number(), v.integer(), v.minValue(1)),
  first: twoTimes,
  next: twoTimes,
  incidents: v.pipe(v.array(v.strictObject({ id, moves: v.pipe(v.array(move), v.minLength(1)) })), v.minLength(2)),
});

export const lessonSchema = v.strictObject({
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
  world: worldSchema,
  shift: v.exactOptional(shiftPlan),
  steps: v.pipe(v.array(v.variant('kind', [predict, act, watch])), v.minLength(1)),
});

const said = v.strictObject({ pt: text, en: text });

/** demos/NN-id.yaml: a prepared failure, which needs no lesson. */
export const demoSchema = v.strictObject({
  group: v.picklist(['kafka', 'flink'], 'group is kafka or flink'),
  title: said,
  watch: said,
  world: worldSchema,
  ...shown,
  lasts: duration,
  marks: v.pipe(
    v.array(v.strictObject({ at: duration, does: v.exactOptional(v.pipe(v.array(move), v.minLength(1))), when: v.exactOptional(text), pt: text, en: text })),
    v.minLength(2, 'a demo has at least two marks: what is done, and what comes of it'),
  ),
});

/** lessons/course.yaml: the map of the course. */
export const courseSchema = v.array(v.strictObject({
  id: v.pipe(v.string(), v.regex(/^\d-[a-z0-9-]+$/, 'a level is a digit and a name, as its folder')),
  title: said,
  story: said,
  sandbox: v.optional(worldSchema),
  lessons: v.array(v.strictObject({ number: v.pipe(v.number(), v.integer()), title: said })),
}));

/**
 * exam.yaml: a world, and what may be broken in it. `{name}` in any text stands for what the seed chooses of `choose`.
 */
export const examSchema = v.strictObject({
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)),
  world: worldSchema,
  choose: choices,
  pick: v.pipe(v.number(), v.integer(), v.minValue(1)),
  faults: v.pipe(v.array(v.strictObject({ ...act.entries, kind: v.optional(v.literal('act'), 'act'), break: v.pipe(v.array(move), v.minLength(1)) })), v.minLength(2)),
});

export const glossarySchema = v.record(
  id,
  v.strictObject({ term: v.strictObject({ pt: text, en: text }), meaning: v.strictObject({ pt: text, en: text }) }),
);

export type AppFile = v.InferOutput<typeof app>;
export type EngineFile = v.InferOutput<typeof engine>;
export type LinkFile = v.InferOutput<typeof link>;
export type LessonFile = v.InferOutput<typeof lessonSchema>;
export type DemoFile = v.InferOutput<typeof demoSchema>;
export type MoveFile = v.InferOutput<typeof move>;
export type WorldFile = LessonFile['world'];
export type StepFile = LessonFile['steps'][number];
