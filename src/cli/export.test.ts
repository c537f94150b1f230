// A world for the real systems: the files are what bash and compose understand, and where KAFKA_HOME names a Kafka 4.3 the scripts are run on it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { defaultFlink } from '../bridge/flink.ts';
import type { TimedInput } from '../bridge/input.ts';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { exportWorld } from '../lesson/export/export-world.ts';
import { parseExpression } from '../lesson/expression.ts';
import { heldIn, check } from './check.ts';
import { exportCommand } from './export.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'correnteza-export-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const line = (atUs: number, text: string): TimedInput => ({ atUs, input: { kind: 'line', tty: 'main', text } });
const SCENARIO: Scenario = {
  ...defaultScenario, name: "it's a world", settings: { 'min.insync.replicas': '2' }, brokers: [{ id: 1, rack: 'a' }, { id: 2, rack: 'b' }, { id: 3, rack: 'c' }], home: { 'notes/a b.txt': "don't\n" },
  topics: [{ name: 'pedidos', partitions: 2, replicationFactor: 3, configs: { 'cleanup.policy': 'compact' } }, { name: 'fixed', partitions: 1, replicationFactor: 2, assignment: [[3, 1]] }],
  apps: [{ kind: 'consumer', name: 'c1', topics: ['pedidos'], group: 'g', processingMsPerRecord: 5, settings: {} }],
};
const INPUTS: readonly TimedInput[] = [
  line(11_000_000, `echo 'it''s' "a $(id)" \\ | cat`), { atUs: 12_000_000, input: { kind: 'control', tty: 'main', key: 'C', text: "half'" } }, { atUs: 13_000_000, input: { kind: 'crash', node: 'broker-1' } },
  { atUs: 14_000_000, input: { kind: 'cut', from: 'broker-1', to: "x'; rm -rf /" } }, { atUs: 15_000_000, input: { kind: 'write-file', path: 'a.sql', text: "SELECT 'x';\n" } }, line(16_000_000, 'sql-client.sh -f a.sql'),
];
const FILES = exportWorld({ run: { version: 1, scenario: SCENARIO, seed: 1, inputs: INPUTS }, records: [{ topic: 'pedidos', key: 'a', value: '1' }, { topic: 'pedidos', key: null, value: 'x\ty' }, { topic: '../up', key: null, value: 'x' }], texts: { 'lesson.en.md': '# L' } });

/** As much of the compose specification as these files use; nothing else may stand there. */
const names = v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9._-]+$/)), v.string());
const COMPOSE = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]*$/)),
  services: v.record(v.pipe(v.string(), v.regex(/^[a-zA-Z0-9._-]+$/)), v.strictObject({
    image: v.string(), build: v.optional(v.string()), command: v.optional(v.string()), hostname: v.optional(v.string()), network_mode: v.optional(v.literal('host')), environment: names,
    ports: v.optional(v.array(v.pipe(v.string(), v.regex(/^\d+:\d+$/)))), depends_on: v.optional(v.array(v.string())),
    healthcheck: v.optional(v.strictObject({ test: v.array(v.string()), interval: v.pipe(v.string(), v.regex(/^\d+s$/)), timeout: v.pipe(v.string(), v.regex(/^\d+s$/)), retries: v.number() })),
  })),
});

describe('an exported world', () => {
  it('has a compose file of the right shape, with the nodes and ports of the world', () => {
    const { services } = v.parse(COMPOSE, parse(FILES['compose.yaml'] ?? ''));
    expect(Object.keys(services)).toEqual(['controller-101', 'controller-102', 'controller-103', 'broker-1', 'broker-2', 'broker-3', 'jobmanager', 'tm-1', 'tm-2']);
    expect(services['broker-2']?.ports).toEqual(['9093:9093']);
    expect(services['broker-2']?.environment).toMatchObject({ KAFKA_MIN_INSYNC_REPLICAS: '2', KAFKA_BROKER_RACK: 'b', KAFKA_ADVERTISED_LISTENERS: 'PLAINTEXT://broker-2:19092,HOST://localhost:9093' });
    for (const { depends_on: needs = [] } of Object.values(services)) for (const name of needs) expect(Object.keys(services)).toContain(name);
    expect(FILES['flink/Dockerfile']).toMatch(/^FROM flink:2\.2/m);
  });
  it('has scripts that bash reads', () => {
    const scripts = Object.entries(FILES).filter(([path]) => path.endsWith('.sh'));
    expect(scripts.map(([path, text]) => [path, spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr])).toEqual(scripts.map(([path]) => [path, '']));
  });
  it('quotes whatever was typed, so that nothing of it runs by itself', () => {
    const script = (FILES['scripts/3-replay.sh'] ?? '').replace('. scripts/lib.sh', 'true');
    const stubs = ['at', 'open_tty', 'close_tty', 'end_of_replay', 'press'].map((name) => `${name}() { :; }`).join('\n');
    const said = spawnSync('bash', ['-s'], { input: `${stubs}\nshow() { printf '<%s>' "$@"; echo; }\nfor f in type_line type_part node cannot write_file; do eval "$f() { show $f \\"\\$@\\"; }"; done\n${script.replace(/^cd .*$/m, '')}`, encoding: 'utf8' });
    expect(said.stderr).toBe('');
    expect(said.stdout.split('\n').slice(0, 4)).toEqual([`<type_line><main><echo 'it''s' "a $(id)" \\ | cat>`, `<type_part><main><half'>`, '<node><crash><broker-1>', "<cannot><cut broker-1 to x'; rm -rf /: take a rule of iptables, or \"docker network disconnect\", for the network between them>"]);
  });
  it('creates the same topics, and sends what the applications sent', () => {
    expect(FILES['scripts/1-create.sh']).toMatch(/--topic 'pedidos' --partitions 2 --replication-factor 3 --config 'cleanup\.policy=compact'\n.*--topic 'fixed' --replica-assignment 3:1\n/);
    expect([FILES['records/pedidos.tsv'], FILES['home/notes/a b.txt'], Object.keys(FILES).filter((path) => path.includes('..'))]).toEqual(['a\t1\n', "don't\n", []]);
    expect(FILES['scripts/2-apps.sh']).toMatch(/1 records have a tab/);
  });
  it('is refused where the folder is not empty, and where there is no such world', () => {
    writeFileSync(join(FOLDER, 'mine.txt'), 'mine');
    const said: string[] = [];
    const print = (text: string): void => { said.push(text); };
    expect([exportCommand(['default', '--out', FOLDER], print), exportCommand(['nowhere', '--out', join(FOLDER, 'x')], print), exportCommand([], print)]).toEqual([2, 2, 2]);
    expect(said.join()).toMatch(/not empty.*no lesson and no file nowhere.*Usage/);
  });
});

describe('a check on a real cluster', () => {
  const held = (text: string): unknown => {
    const parsed = parseExpression(text);
    if (!parsed.ok) throw new Error(text);
    return heldIn(parsed.expression, [{ kind: 'topic', id: 'topic/vendas', name: 'vendas', topicId: 'x', partitions: 2, replicationFactor: 3, internal: false, configs: {} }]);
  };
  it.each([
    ['exists(topic where name = "vendas")', 'holds', 0], ['exists(topic where name = "x")', 'no', 0], ['exists(topic where name = "vendas") and exists(line where text = "x")', 'as-far', 1],
    ['exists(topic where name = "x") and exists(line where text = "x")', 'no', 1], ['grew count(line) > 0', 'untold', 2], ['eventually exists(topic where name = "vendas")', 'holds', 0],
  ])('%s: %s', (text, result, untold) => expect(held(text)).toMatchObject({ result, untold: { length: untold } }));
  it('says where nobody answers', async () => {
    const said: string[] = [];
    expect(await check(['kafka/3-kafka/20-hands-on-1', '--bootstrap-server', 'localhost:1'], (text) => said.push(text))).toBe(2);
    expect(said.join()).toMatch(/Connection to localhost:1 could not be established/);
  });
});

const KAFKA = process.env['KAFKA_HOME'] ?? '';
if (KAFKA === '') process.stderr.write('NOT RUN: the exported scripts on a real Kafka. Set KAFKA_HOME to a Kafka 4.3 with its tools on the PATH, and let ports 9092 to 9094 and 9192 to 9194 be free.\n');

const FLINK = process.env['FLINK_HOME'] ?? '';
if (FLINK === '') process.stderr.write('NOT RUN: an exported job on a real Flink. Set FLINK_HOME to a Flink 2.2 with the Kafka connector in lib and its sql-client.sh on the PATH, and let port 8081 be free.\n');

type Services = v.InferOutput<typeof COMPOSE>['services'];

/** The processes of the compose file's Flink, as its image starts them: each with the properties that stand there. */
function startFlink(services: Services, conf: string): ChildProcess[] {
  const opens = ['util', 'lang', 'net', 'io', 'nio', 'time', 'text'].map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`);
  return Object.entries(services).flatMap(([name, { command, environment }]) => {
    const properties = environment['FLINK_PROPERTIES'];
    if (command === undefined || properties === undefined) return [];
    const folder = command === 'jobmanager' ? conf : join(conf, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.yaml'), `${properties}\njobmanager.memory.process.size: 1600m\ntaskmanager.memory.process.size: 1728m\nrest.address: localhost\nio.tmp.dirs: ${folder}\n`);
    const memory = ['cpu.cores=2', 'memory.task.heap.size=268435456b', 'memory.task.off-heap.size=0b', 'memory.framework.heap.size=134217728b', 'memory.framework.off-heap.size=134217728b', 'memory.network.min=67108864b', 'memory.network.max=67108864b', 'memory.managed.size=67108864b', 'memory.jvm-metaspace.size=268435456b', 'memory.jvm-overhead.min=201326592b', 'memory.jvm-overhead.max=201326592b'];
    const main = command === 'jobmanager' ? ['org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint', '--configDir', folder] : ['org.apache.flink.runtime.taskexecutor.TaskManagerRunner', '--configDir', folder, ...memory.flatMap((one) => ['-D', `taskmanager.${one}`])];
    return [spawn('java', [...opens, '-Xmx512m', '-cp', `${FLINK}/lib/*`, ...main], { stdio: 'ignore' })];
  });
}

/** What Flink's REST API says, asked until it fits. */
async function told(path: string, fits: (said: Readonly<Record<string, unknown>>) => boolean): Promise<Readonly<Record<string, unknown>>> {
  let said: Readonly<Record<string, unknown>> = {};
  await vi.waitFor(async () => {
    said = (await (await fetch(`http://localhost:8081/${path}`)).json()) as typeof said;
    if (!fits(said)) throw new Error(`${path}: ${JSON.stringify(said)}`);
  }, { timeout: 60_000, interval: 500 });
  return said;
}

describe('on a real Kafka', () => {
  it.runIf(KAFKA !== '')('the scripts make the same world, and a lesson\'s checks see it', async () => {
    const out = join(FOLDER, 'real');
    const env = { ...process.env, DATA: join(FOLDER, 'data'), OUT: join(FOLDER, 'out'), PACE: '2', LINGER: '4' };
    const bash = (script: string): void => expect([script, spawnSync('bash', [join(out, 'scripts', script)], { env, encoding: 'utf8', timeout: 200_000 }).status]).toEqual([script, 0]);
    const SERVER = '--bootstrap-server localhost:9092';
    const typed = [line(11_000_000, `kafka-topics.sh ${SERVER} --create --topic vendas --partitions 2 --replication-factor 3`), line(15_000_000, `printf 'norte:a\\nnorte:b\\nsul:c\\n' | kafka-console-producer.sh ${SERVER} --topic vendas --reader-property parse.key=true --reader-property key.separator=:`)];
    const run = join(FOLDER, 'run.json');
    writeFileSync(run, JSON.stringify({ version: 1, scenario: { ...defaultScenario, topics: [{ name: 'pedidos', partitions: 3, replicationFactor: 3, configs: { 'cleanup.policy': 'compact' } }] }, seed: 1, inputs: [{ atUs: 10_000_000, input: { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true } }, ...typed] }));
    expect(exportCommand([run, '--out', out], () => undefined)).toBe(0);
    try {
      bash('start-local.sh');
      bash('1-create.sh');
      bash('2-apps.sh');
      bash('3-replay.sh');
      const said: string[] = [];
      await check(['kafka/3-kafka/20-hands-on-1', '--bootstrap-server', 'localhost:9092'], (text) => said.push(text));
      expect(said.slice(0, 2)).toEqual(['holds           create', 'holds           sell']);
      const described = spawnSync('kafka-topics.sh', ['--bootstrap-server', 'localhost:9092', '--describe', '--topic', 'pedidos'], { env, encoding: 'utf8' }).stdout;
      expect(described).toMatch(/PartitionCount: 3\tReplicationFactor: 3\tConfigs: .*cleanup\.policy=compact/);
      expect(readFileSync(join(FOLDER, 'out/main.log'), 'utf8')).toMatch(/Created topic vendas\./);
    } finally {
      bash('stop-local.sh');
    }
  }, 420_000);

  it.runIf(KAFKA !== '' && FLINK !== '')('its Flink has the JobManager, TaskManagers and settings of the compose file, and a job of the replay reads and writes its topics', async () => {
    const out = join(FOLDER, 'flink');
    const conf = join(FOLDER, 'flink-conf');
    const env = { ...process.env, DATA: join(FOLDER, 'flink-data'), OUT: join(FOLDER, 'flink-out'), PACE: '4', LINGER: '40', FLINK_CONF_DIR: conf };
    const bash = (script: string): void => expect([script, spawnSync('bash', [join(out, 'scripts', script)], { env, encoding: 'utf8', timeout: 120_000 }).status]).toEqual([script, 0]);
    const table = (name: string): string => `CREATE TABLE ${name} (x STRING) WITH ('connector' = 'kafka', 'topic' = '${name}', 'properties.bootstrap.servers' = 'localhost:9092', 'format' = 'raw', 'scan.startup.mode' = 'earliest-offset');`;
    const inputs: readonly TimedInput[] = [
      { atUs: 10_000_000, input: { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true } },
      { atUs: 10_000_001, input: { kind: 'write-file', path: 'job.sql', text: `${table('lidos')}\n${table('escritos')}\nINSERT INTO escritos SELECT UPPER(x) FROM lidos;\n` } },
      line(10_500_000, "printf 'maçã\\npera\\n' | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic lidos"), line(18_000_000, 'sql-client.sh -f job.sql'),
    ];
    const topics = ['lidos', 'escritos'].map((name) => ({ name, partitions: 1, replicationFactor: 1 }));
    const run = join(FOLDER, 'flink-run.json');
    const taskManagers = [{ name: 'tm-1', slots: 1 }, { name: 'tm-2', slots: 3 }];
    writeFileSync(run, JSON.stringify({ version: 1, scenario: { ...defaultScenario, topics, flink: { ...defaultFlink, taskManagers, settings: { 'parallelism.default': '2' } } }, seed: 1, inputs }));
    expect(exportCommand([run, '--out', out], () => undefined)).toBe(0);
    const { services } = v.parse(COMPOSE, parse(readFileSync(join(out, 'compose.yaml'), 'utf8')));
    const flink = startFlink(services, conf);
    try {
      bash('start-local.sh');
      bash('1-create.sh');
      const [overview, managers] = [await told('overview', ({ 'slots-total': slots }) => slots === 4), await told('taskmanagers', () => true)];
      expect(overview).toMatchObject({ taskmanagers: 2, 'slots-total': 4 });
      expect((managers['taskmanagers'] as readonly { readonly slotsNumber: number }[]).map(({ slotsNumber }) => slotsNumber).sort((a, b) => a - b)).toEqual([1, 3]);
      bash('3-replay.sh');
      const jobs = await told('jobs/overview', ({ jobs: all }) => (all as readonly unknown[]).length > 0);
      expect(jobs['jobs']).toMatchObject([{ name: 'insert-into_default_catalog.default_database.escritos', state: 'RUNNING' }]);
      const read = spawnSync('kafka-console-consumer.sh', ['--bootstrap-server', 'localhost:9092', '--topic', 'escritos', '--from-beginning', '--max-messages', '2', '--timeout-ms', '30000'], { env, encoding: 'utf8' }).stdout;
      expect(read.trim().split('\n')).toEqual(['MAÇÃ', 'PERA']);
    } finally {
      for (const { pid } of flink) if (pid !== undefined) process.kill(pid, 'SIGKILL');
      bash('stop-local.sh');
    }
  }, 240_000);
});
