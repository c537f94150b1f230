// The console tools with the real controllers and brokers, against what real ones printed in the recorded sessions.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultScenario } from '../../../../bridge/scenario.ts';
import { broker } from '../../../kafka/services.ts';
import { createBroker } from '../../../kafka/broker/state.ts';
import { controller } from '../../../kafka/controller/administer.ts';
import { createController } from '../../../kafka/controller/state.ts';
import { Kernel } from '../../../kernel/kernel.ts';
import { NO_FACT, SECOND } from '../../../kernel/types.ts';
import { asker, createAsker } from '../../../testing/asker.ts';
import { createTool, isTool, toolBehavior } from '../../../testing/tool.ts';
import { kafkaConsoleConsumer } from '../kafka-console-consumer.ts';
import { kafkaConsoleProducer } from '../kafka-console-producer.ts';

const VOTERS = [101, 102, 103];
const P = 'kafka-console-producer.sh --bootstrap-server localhost:9092';
const C = 'kafka-console-consumer.sh --bootstrap-server localhost:9092';

interface World {
  readonly kernel: Kernel;
  /** Runs a command to its end; what it printed, with the normalisations of the recorded sessions. */
  run(command: string, stdin?: string): string[];
}

function world(settings: Record<string, string>): World {
  const behaviors = { broker, controller, asker, tool: toolBehavior([kafkaConsoleProducer, kafkaConsoleConsumer]) };
  const kernel = new Kernel({ behaviors, seed: 3, link: defaultScenario.link, startedAtMs: defaultScenario.startedAtMs, check: true });
  for (const id of VOTERS) kernel.spawn(`controller-${id}`, 'controller', createController(id, VOTERS, settings, 'correnteza'));
  for (const id of [1, 2, 3]) kernel.spawn(`broker-${id}`, 'broker', createBroker({ id, rack: null, clusterId: 'correnteza', voters: VOTERS, settings }));
  kernel.runUntil(8 * SECOND);
  let tools = 0;
  return {
    kernel,
    run(command, stdin = '') {
      const node = `tool-${++tools}`;
      kernel.spawn(node, 'tool', createTool(command, stdin));
      for (let tick = 0; tick < 1_000; tick++) {
        kernel.runUntil(kernel.state.now + SECOND / 10);
        const tool = kernel.actorState(node);
        if (isTool(tool) && tool.status !== null) return [...normalised(tool.out), `status ${tool.status}`];
      }
      return ['no end'];
    },
  };
}

function normalised(text: string): string[] {
  const rules: { match: string; put: string }[] = JSON.parse(readFileSync('conformance/normalise.json', 'utf8'));
  let result = text;
  for (const { match, put } of rules) result = result.replace(new RegExp(match, 'gm'), put.replace(/\{(\d)\}/g, '$$$1'));
  return result.trimEnd().split('\n').filter((line) => line !== '');
}

const DATE = '[0000-00-00 00:00:00,000]';

test('below min.insync.replicas: three retries, the error, status 0', () => {
  const w = world({});
  const topic = { name: 'ledger', numPartitions: -1, replicationFactor: -1, assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }], configs: [{ name: 'min.insync.replicas', value: '2' }] };
  w.kernel.spawn('asker', 'asker', createAsker({ kind: 'createTopics', topics: [topic], validateOnly: false }));
  w.kernel.runUntil(w.kernel.state.now + SECOND);
  expect(w.run(`${P} --topic ledger`, 'one\n').at(-1)).toBe('status 0');
  w.kernel.tell('broker-2', { kind: 'Shutdown' }, NO_FACT);
  w.kernel.runUntil(w.kernel.state.now + 5 * SECOND);
  const warning = (id: number, left: number): string =>
    `${DATE} WARN [Producer clientId=console-producer] Got error produce response with correlation id ${id} on topic-partition ledger-0, retrying (${left} attempts left). Error: NOT_ENOUGH_REPLICAS (org.apache.kafka.clients.producer.internals.Sender)`;
  expect(w.run(`${P} --topic ledger`, 'two\n')).toEqual([
    warning(5, 2),
    warning(6, 1),
    warning(7, 0),
    `${DATE} ERROR Error when sending message to topic ledger with key: null, value: 3 bytes with error: (org.apache.kafka.clients.producer.internals.ErrorLoggingCallback)`,
    'org.apache.kafka.common.errors.NotEnoughReplicasException: Messages are rejected since there are fewer in-sync replicas than required.',
    'status 0',
  ]);
});

test('from an offset, from the end, until nothing comes', () => {
  const w = world({});
  const numbers = Array.from({ length: 10 }, (_, i) => `${100 + i}\n`).join('');
  expect(w.run(`${P} --topic t`, numbers)).toEqual([`${DATE} WARN [Producer clientId=console-producer] The metadata response from the cluster reported a recoverable issue with correlation id 1 : {t=UNKNOWN_TOPIC_OR_PARTITION} (org.apache.kafka.clients.NetworkClient)`, 'status 0']);
  const timeout = [`${DATE} ERROR Error processing message, terminating consumer process:  (org.apache.kafka.tools.consumer.ConsoleConsumer)`, 'org.apache.kafka.common.errors.TimeoutException'];
  expect(w.run(`${C} --topic t --partition 0 --offset 7 --timeout-ms 4000`)).toEqual(['107', '108', '109', ...timeout, 'Processed a total of 3 messages', 'status 0']);
  expect(w.run(`${C} --topic t --partition 0 --offset earliest --max-messages 2`)).toEqual(['100', '101', 'Processed a total of 2 messages', 'status 0']);
  expect(w.run(`${C} --topic t --partition 0 --offset latest --timeout-ms 3000`)).toEqual([...timeout, 'Processed a total of 0 messages', 'status 0']);
});

test('a topic that is not there, and one that cannot be', () => {
  const w = world({ 'auto.create.topics.enable': 'false' });
  const lines = w.run(`${C} --topic missing --timeout-ms 4000`);
  expect(lines[1]).toMatch(/The metadata response from the cluster reported a recoverable issue with correlation id 2 : \{missing=UNKNOWN_TOPIC_OR_PARTITION\} \(org\.apache\.kafka\.clients\.NetworkClient\)$/);
  expect(w.run(`${P} --max-block-ms 3000 --topic missing`, 'x\n').slice(-3)).toEqual(['org.apache.kafka.common.errors.TimeoutException: Topic missing not present in metadata after 3000 ms.', 'Caused by: org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.', 'status 0']);
});

test('a group reads on where it stopped', () => {
  const w = world({});
  w.run(`${P} --topic payments`, '1\n2\n3\n4\n5\n6\n');
  expect(w.run(`${C} --topic payments --group billing --from-beginning --max-messages 4`).slice(1)).toEqual(['1', '2', '3', '4', 'Processed a total of 4 messages', 'status 0']);
  expect(w.run(`${C} --topic payments --group billing --max-messages 2`).slice(1)).toEqual(['5', '6', 'Processed a total of 2 messages', 'status 0']);
});
