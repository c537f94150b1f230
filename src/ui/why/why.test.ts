// Questions and their answers in worlds that were lived: each fault is made by a real input, and the walk must find it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppSpec } from '../../bridge/scenario.ts';
import type { Input } from '../../bridge/input.ts';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { flinkRun, silentRun } from '../states/flink-scenarios.ts';
import { lived } from '../testing/lived.ts';
import type { Answer, Seen } from './answer.ts';
import { findRecord, recordId } from './record.ts';
import { questionsAt, questionsAtRecord, questionsNow } from './questions.ts';

const producer = (name: string, recordsPerSecond: number, more: Partial<Extract<AppSpec, { kind: 'producer' }>> = {}): AppSpec => ({ kind: 'producer', name, topic: 'pedidos', recordsPerSecond, keys: ['ana', 'bruno', 'carla'], value: '{n} de {key}', settings: {}, ...more });
const consumer = (name: string, group: string, processingMsPerRecord = 5, settings: Readonly<Record<string, string>> = {}): AppSpec => ({ kind: 'consumer', name, topics: ['pedidos'], group, processingMsPerRecord, settings });
const topic = (partitions: number, configs: Readonly<Record<string, string>> = {}): { readonly topics: readonly { name: string; partitions: number; replicationFactor: number; configs: Readonly<Record<string, string>> }[] } => ({ topics: [{ name: 'pedidos', partitions, replicationFactor: 3, configs }] });
const open: Input = { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true };
const line = (text: string): Input => ({ kind: 'line', tty: 'main', text });

/** The whole answer to the question of this id as one text: sentences, then commands. */
function answered(seen: Seen, id: string): { readonly text: string; readonly answer: Answer; readonly holds: boolean } {
  const [, thing = ''] = /^[a-z]+\/(.*)$/.exec(id) ?? [];
  const table = Object.values(seen.tables).find((records) => records.has(thing));
  const record = table?.get(thing);
  const question = (thing.startsWith('record/') ? questionsAtRecord(thing, seen) : record === undefined ? [] : questionsAt(record, seen)).find((one) => one.id === id);
  if (question === undefined) throw new Error(`there is no question ${id}; records: ${[...seen.tables.client.keys(), ...seen.tables.group.keys()].join(' ')}`);
  const answer = question.answer();
  return { text: [...answer.lines.map(({ text }) => text), ...answer.remedies.map(({ command }) => `$ ${command ?? ''}`)].join('\n'), answer, holds: question.holds };
}

function check(seen: Seen, id: string, holds: boolean, ...expected: readonly RegExp[]): void {
  const found = answered(seen, id);
  expect([id, found.holds]).toEqual([id, holds]);
  for (const part of expected) expect(found.text).toMatch(part);
  expect(found.text).not.toMatch(/undefined|NaN|why_|\{\w+\}|Infinity/);
}

beforeAll(() => overwriteGetLocale(() => 'en'));
afterAll(() => overwriteGetLocale(() => 'pt-BR'));

describe('a consumer that gets nothing', () => {
  test('began at the end', () => {
    const seen = lived({ ...topic(1), apps: [producer('caixa', 0, { script: Array.from({ length: 5 }, (_, n) => ({ afterUs: 100_000, key: 'ana', value: String(n) })) })] }, [[16, { kind: 'add-app', app: consumer('c1', 'loja', 5, { 'auto.offset.reset': 'latest' }) }]], 26);
    check(seen, 'nothing/client/consumer-c1', true, /read nothing of pedidos-0 yet and stands at offset 5, the end\. Without a committed offset, auto\.offset\.reset=latest/, /--reset-offsets --to-earliest --topic pedidos --execute/);
  });

  test('reads a topic that is not there', () => {
    const seen = lived({ apps: [consumer('c1', 'loja', 5, { 'allow.auto.create.topics': 'false' })] }, [], 16);
    check(seen, 'idle/client/consumer-c1', true, /The topic pedidos does not exist/, /\$ kafka-topics\.sh .*--create --topic pedidos/);
  });

  test('is cut off, and its process is down', () => {
    const world = { ...topic(1), apps: [producer('caixa', 5), consumer('c1', 'loja')] };
    const { tables } = lived(world, [], 12);
    const leader = `broker-${tables.partition.get('partition/pedidos-0')?.leader ?? 0}`;
    const cut = lived(world, [[14, { kind: 'cut', from: 'consumer-c1', to: leader }]], 20);
    check(cut, 'nothing/client/consumer-c1', false, new RegExp(`The network from consumer c1 to ${leader.replace('-', ' ')} is cut`));
    expect(answered(cut, 'nothing/client/consumer-c1').answer.lines[0]).toMatchObject({ atUs: 14_000_000, about: `link/consumer-c1/${leader}` });
    check(lived(world, [[14, { kind: 'crash', node: 'consumer-c1' }]], 16), 'nothing/client/consumer-c1', true, /The process of c1 is down/);
  });

  test('has read all there is', () => {
    const seen = lived({ ...topic(1), apps: [producer('caixa', 0, { script: [{ afterUs: 2_000_000, key: 'ana', value: 'um' }, { afterUs: 1_000_000, key: 'ana', value: 'dois' }] }), consumer('c1', 'loja', 5, { 'auto.offset.reset': 'earliest' })] }, [], 22);
    check(seen, 'nothing/client/consumer-c1', false, /c1 does get records\. So far: 2\./, /read all of pedidos-0: it stands at the end, offset 2/);
  });

  test('waits for a transaction that is open', () => {
    const writer = producer('caixa', 2, { transaction: { records: 500 }, settings: { 'transaction.timeout.ms': '600000' } });
    const seen = lived({ ...topic(1), apps: [writer, consumer('c1', 'loja', 5, { 'isolation.level': 'read_committed', 'auto.offset.reset': 'earliest' })] }, [], 25);
    check(seen, 'nothing/client/consumer-c1', true, /an open transaction comes before it\. With read_committed it waits/);
    const place = { topic: 'pedidos', partition: 0, offset: 20 };
    const found = findRecord(place, seen.tables);
    expect(found?.record.offset).toBe(20);
    check(seen, `invisible/${recordId('pedidos', 0, 20)}`, true, /belongs to a transaction of producer \d+ that is still open, and began at offset 0/, /It is caixa that keeps it open/, /find-hanging --broker-id \d/);
  });
});

test('a third consumer of two partitions is idle', () => {
  const seen = lived({ ...topic(2), apps: ['c1', 'c2', 'c3'].map((name) => consumer(name, 'loja')) }, [], 25);
  const idle = [...seen.tables.member.values()].find(({ assignment }) => assignment.length === 0);
  check(seen, `idle/client/${idle?.node}`, true, /The group loja has more members \(3\) than partitions to share out \(2\)/, /has pedidos-0\./, /--alter --topic pedidos --partitions 3/);
  expect(questionsNow(seen).map(({ id }) => id)).toContain(`idle/client/${idle?.node}`);
});

describe('a group that lags', () => {
  test('because each record takes too long', () => {
    const seen = lived({ ...topic(1), apps: [producer('caixa', 20), consumer('c1', 'loja', 400, { 'auto.offset.reset': 'earliest' })] }, [], 30);
    check(seen, 'lag/group/loja', true, /committed nothing in pedidos-0 yet: the tools show –/, /c1 takes 400 ms for each record: 2\.5 a second at most\. About (19|20|21)(\.\d)? a second come/, /--describe --group loja/);
  });

  test('because of one hot key', () => {
    const seen = lived({ ...topic(3), apps: [producer('robo', 20, { keys: ['gabi'] }), consumer('c1', 'loja', 200, { 'auto.offset.reset': 'earliest' }), consumer('c2', 'loja', 200, { 'auto.offset.reset': 'earliest' })] }, [], 30);
    check(seen, 'lag/group/loja', true, /100 % of the last 40 records of pedidos-\d have the key gabi/);
  });

  test('because nobody is left to read', () => {
    const seen = lived({ ...topic(1), apps: [producer('caixa', 5), consumer('c1', 'loja', 5, { 'auto.offset.reset': 'earliest' })] }, [[20, { kind: 'remove-app', name: 'c1' }]], 30);
    check(seen, 'lag/group/loja', true, /c1 has pedidos-0, but its process is down/);
    check(lived({ ...topic(1), apps: [producer('caixa', 5), consumer('c1', 'loja', 5, { 'auto.offset.reset': 'earliest' })] }, [[14, { kind: 'remove-app', name: 'c1' }]], 75), 'lag/group/loja', true, /Lag of pedidos-0: \d+/, /The group loja has no members now/);
  });
});

describe('a write that is refused', () => {
  const world = { ...topic(1, { 'min.insync.replicas': '3' }), apps: [producer('caixa', 5)] };
  const followers = [...lived(world, [], 12).tables.replica.values()].filter(({ topic: name, role }) => name === 'pedidos' && role === 'follower').map(({ broker }) => broker);
  const [first = 0] = followers;
  const seen = lived(world, [[14, { kind: 'crash', node: `broker-${first}` }]], 30);

  test('for want of replicas in sync, whose reasons are told', () => {
    check(seen, 'refused/client/producer-caixa', true, /pedidos-0 has 2 of 3 replicas in sync, and min\.insync\.replicas is 3/, new RegExp(`Broker ${first} is down`), /--add-config min\.insync\.replicas=2/);
  });

  test('a replica that is out knows its crash', () => {
    const id = `replica/pedidos-0/${first}`;
    check(seen, `isr/${id}`, true, new RegExp(`Broker ${first} is down`), /lost broker/, /--under-replicated-partitions/);
    expect(answered(seen, `isr/${id}`).answer.lines[0]?.atUs).toBe(14_000_000);
    check(seen, 'under/partition/pedidos-0', true, new RegExp(`broker ${first} out of the ISR`));
  });

  test('too large for its topic', () => {
    const large = lived({ ...topic(1, { 'max.message.bytes': '200' }), apps: [producer('caixa', 2, { value: 'x'.repeat(400) })] }, [], 20);
    check(large, 'refused/client/producer-caixa', true, /MESSAGE_TOO_LARGE|RecordTooLarge/, /larger than the topic takes/, /max\.message\.bytes=/);
    expect(answered(large, 'refused/client/producer-caixa').text).not.toMatch(/taken again/);
    const cure = line('kafka-configs.sh --bootstrap-server localhost:9092 --alter --entity-type topics --entity-name pedidos --delete-config max.message.bytes');
    check(lived({ ...topic(1, { 'max.message.bytes': '200' }), apps: [producer('caixa', 2, { value: 'x'.repeat(400) })] }, [[15, open], [16, cure]], 40), 'refused/client/producer-caixa', true, /taken again/);
  });

  test('where nothing was, it says so', () => check(lived({ ...topic(1), apps: [producer('caixa', 5)] }, [], 14), 'refused/client/producer-caixa', false, /Nothing has been refused/));
});

describe('a record that is there twice', () => {
  test('because the application sent it twice', () => {
    const seen = lived({ ...topic(1), apps: [producer('caixa', 0, { script: [{ afterUs: 2_000_000, key: 'ana', value: 'igual' }, { afterUs: 1_000_000, key: 'ana', value: 'igual' }] })] }, [], 18);
    check(seen, `twice/${recordId('pedidos', 0, 0)}`, true, /also at pedidos-0@1/, /different sequence numbers \(0, 1\): to it they are two sends/);
    check(seen, `read/${recordId('pedidos', 0, 0)}`, true, /No group reads pedidos-0/, /Reading deletes nothing/);
  });

  test('because its processor fell between writing and committing', () => {
    const processor: AppSpec = { kind: 'processor', name: 'cobra', topics: ['pedidos'], group: 'cobranca', output: 'cobrancas', value: 'cobrar {value}', processingMsPerRecord: 300, commit: 'after', settings: { 'auto.offset.reset': 'earliest' }, producerSettings: {} };
    const topics = [{ name: 'pedidos', partitions: 1, replicationFactor: 3 }, { name: 'cobrancas', partitions: 1, replicationFactor: 3 }];
    const world = { topics, apps: [producer('caixa', 0, { script: Array.from({ length: 12 }, (_, n) => ({ afterUs: n === 0 ? 12_000_000 : 50_000, key: 'ana', value: `pedido ${n}` })) }), processor] };
    const seen = lived(world, [[15, { kind: 'crash', node: 'processor-cobra' }], [15.5, { kind: 'start', node: 'processor-cobra' }]], 80);
    const out = [...seen.tables.replica.values()].find(({ topic: name, role }) => name === 'cobrancas' && role === 'leader');
    const values = (out?.tail ?? []).map(({ value }) => value);
    const twice = out?.tail.find(({ value }, at) => values.indexOf(value) !== at);
    expect(twice).toBeDefined();
    check(seen, `twice/${recordId('cobrancas', 0, twice?.offset ?? 0)}`, true, /cobra reads, works, writes here and commits only then \(at least once\)/);
    check(seen, 'again/client/processor-cobra', true, /went back to the last committed offset after this: .*cobra/);
  });
});

describe('Flink', () => {
  test('a job restarts because its TaskManager was killed', () => {
    const { scenario, inputs, seed } = flinkRun;
    const seen = lived(scenario, [...inputs.map(({ atUs, input }) => [atUs / 1_000_000, input] as const), [30, { kind: 'crash', node: 'tm-1' }] as const], 100, seed);
    const [job] = seen.tables['flink-job'].values();
    check(seen, `restarts/${job?.id}`, true, /Restarts so far: \d\. .* failed with: /, /It ran on tm-1, which is down/, /The JobManager lost TaskManager tm-1/, /still counts on the slots of tm-1/, /goes back to checkpoint \d+/);
  });

  test('a window waits for a partition that was never written to', () => {
    const { scenario, inputs, seed } = silentRun;
    const seen = lived(scenario, inputs.map(({ atUs, input }) => [atUs / 1_000_000, input] as const), 40, seed);
    const question = questionsNow(seen).find(({ id }) => id.startsWith('fire/'));
    const answer = question?.answer();
    expect(answer?.lines.map(({ text }) => text).join('\n')).toMatch(/pedidos-\d/);
    expect(answer?.remedies[0]?.command).toMatch(/idle-timeout/);
  });
});

test('what is typed in a terminal is asked about as well', () => {
  const seen = lived(topic(1), [[10.5, open], [11, line('kafka-console-consumer.sh --bootstrap-server localhost:9092 --topic pedidos --group loja --isolation-level read_committed')]], 20);
  const [client] = [...seen.tables.client.values()];
  expect(client?.reading).toMatchObject({ readCommitted: true, reset: 'latest' });
  check(seen, `nothing/${client?.id}`, true, /pedidos-0 is empty/, /No producer writes to pedidos now/);
});
