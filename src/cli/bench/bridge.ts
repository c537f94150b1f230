// What the bridge takes in: the real kafka-producer-perf-test against the simulated cluster, beside the same against a real cluster of this machine.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { portOf } from '../../sim/kafka/protocol.ts';
import type { Figure } from './kernel.ts';

const RECORDS = 200_000;
const RECORD_BYTES = 100;
const TOPIC = 'bench';
const BROKERS = [1, 2, 3];
const CONTROLLERS = [101, 102, 103];
const run = promisify(execFile);
const SERVER_CLASS = 'kafka.Kafka';
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 200;
const CLUSTER = 'MkU3OEVBNTcwNTJENDM2Qg';
const BOOTSTRAP = BROKERS.map((id) => `localhost:${portOf(id)}`).join(',');
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** The figures, or one line that says why there are none. KAFKA_HOME names an installation of Kafka 4.3; java is on the PATH. */
export async function benchBridge(): Promise<readonly Figure[] | string> {
  const home = process.env['KAFKA_HOME'] ?? '';
  if (!existsSync(join(home, 'libs'))) return 'bridge figures: set KAFKA_HOME to an installation of Kafka 4.3 (with its libs folder), and have java on the PATH';
  for (const id of [...BROKERS, ...CONTROLLERS]) if (!(await isFree(portOf(id)))) return `bridge figures: something listens on port ${portOf(id)}; stop it first`;
  try {
    const bridged = await onBridge(home);
    const real = await onRealCluster(home);
    return [
      { name: 'bridge-produce', value: bridged, unit: 'records/s' }, { name: 'bridge-produce-real', value: real, unit: 'records/s' },
      { name: 'bridge-to-real', value: Math.round((bridged / real) * 1_000) / 1_000, unit: 'times' },
    ];
  } catch (problem) {
    return `bridge figures: ${problem instanceof Error ? problem.message.split('\n').slice(0, 3).join(' ') : String(problem)}`;
  }
}

async function onBridge(home: string): Promise<number> {
  return whileRunning([spawn(process.execPath, [...process.execArgv, MAIN, 'bridge', '--page', '0'], { stdio: 'ignore' })], () => perfTest(home));
}

/** Three brokers and three controllers of Kafka's own, with each setting at its default, on a folder that goes when they do. */
async function onRealCluster(home: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-bridge-'));
  const java = (words: readonly string[]): string[] => ['-Xmx512m', '-Dlog4j2.level=OFF', '-cp', `${join(home, 'libs')}/*`, ...words];
  try {
    const nodes = [...CONTROLLERS, ...BROKERS].map((id) => ({ id, file: join(folder, `${id}.properties`) }));
    for (const { id, file } of nodes) writeFileSync(file, propertiesOf(id, join(folder, String(id))));
    await Promise.all(nodes.map(({ file }) => run('java', java(['kafka.tools.StorageTool', 'format', '-t', CLUSTER, '-c', file]))));
    return await whileRunning(nodes.map(({ file }) => spawn('java', java([SERVER_CLASS, file]), { stdio: 'ignore' })), () => perfTest(home));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function propertiesOf(id: number, logs: string): string {
  const isController = CONTROLLERS.includes(id);
  const name = isController ? 'CONTROLLER' : 'PLAINTEXT';
  return [
    `node.id=${id}`, `process.roles=${isController ? 'controller' : 'broker'}`, `log.dirs=${logs}`, `listeners=${name}://localhost:${portOf(id)}`,
    'controller.listener.names=CONTROLLER', 'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `controller.quorum.voters=${CONTROLLERS.map((each) => `${each}@localhost:${portOf(each)}`).join(',')}`, '',
  ].join('\n');
}

/** Ends the processes with the work, and waits until they are gone. */
async function whileRunning<T>(processes: readonly ChildProcess[], work: () => Promise<T>): Promise<T> {
  try {
    for (const id of BROKERS) await untilOpen(portOf(id));
    return await work();
  } finally {
    await Promise.all(processes.map((one) => new Promise((done) => {
      one.once('exit', done);
      if (one.exitCode !== null || !one.kill('SIGKILL')) done(null);
    })));
  }
}

/** Records a second, as the tool itself says: of the second run, when its topic is there and has its leaders. */
async function perfTest(home: string): Promise<number> {
  const tool = (main: string, ...words: readonly string[]): ReturnType<typeof run> => run('java', ['-Xmx256m', '-Dlog4j2.level=OFF', '-cp', `${join(home, 'libs')}/*`, main, ...words], { timeout: PATIENCE_MS });
  await tool('org.apache.kafka.tools.TopicCommand', '--bootstrap-server', BOOTSTRAP, '--create', '--topic', TOPIC, '--partitions', '6', '--replication-factor', '3');
  const load = (records: number): ReturnType<typeof run> => tool('org.apache.kafka.tools.ProducerPerformance', '--topic', TOPIC, '--num-records', String(records), '--record-size', String(RECORD_BYTES), '--throughput', '-1', '--bootstrap-server', BOOTSTRAP, '--command-property', 'acks=all');
  await load(1_000);
  const { stdout } = await load(RECORDS);
  const said = /(\d+(?:[.,]\d+)?) records\/sec/.exec(stdout.toString().trim().split('\n').at(-1) ?? '')?.[1];
  if (said === undefined) throw new Error(`the tool said no rate: ${stdout.toString()}`);
  return Math.round(Number(said.replace(',', '.')));
}

const isFree = (port: number): Promise<boolean> => new Promise((done) => {
  const server = createServer();
  server.once('error', () => done(false));
  server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
});

async function untilOpen(port: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (await isOpen(port)) return;
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  throw new Error(`nothing listens on port ${port} after ${PATIENCE_MS / 1_000} s`);
}

const isOpen = (port: number): Promise<boolean> => new Promise((done) => {
  const socket = connect(port, 'localhost');
  socket.once('connect', () => {
    socket.destroy();
    done(true);
  });
  socket.once('error', () => done(false));
});
