// The console tools over the loopback cluster: what is typed, what comes out, how they end.
import { expect, test } from 'vitest';
import { SECOND } from '../../../kernel/types.ts';
import { describeClient } from '../../../kafka/client/view.ts';
import { Loopback } from '../../../testing/loopback.ts';
import { startProgram } from '../../../testing/loopback-program.ts';
import { kafkaConsoleConsumer } from '../kafka-console-consumer.ts';
import { kafkaConsoleProducer } from '../kafka-console-producer.ts';

const P = 'kafka-console-producer.sh --bootstrap-server localhost:9092';
const C = 'kafka-console-consumer.sh --bootstrap-server localhost:9092';
const HINT = 'The consumer rebalance protocol (KIP-848) is production-ready! Set group.protocol=consumer to try it out. See https://kafka.apache.org/documentation/#consumer_rebalance_protocol\n';

function clusterOf(topic: string, leaders: readonly number[]): Loopback {
  let seed = 7;
  const cluster = new Loopback(() => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x80000000;
  });
  cluster.topic(topic, leaders);
  return cluster;
}

test('a pipe into the producer, and the consumer reads it all', () => {
  const cluster = clusterOf('t', [1]);
  const producer = startProgram(cluster, 1, kafkaConsoleProducer, `${P} --topic t --reader-property parse.key=true --reader-property parse.headers=true`, { stdin: 'h1:v1,h2:v2\tk1\tum\nh1:x\tk2\tdois\n' });
  cluster.run(5 * SECOND);
  expect([producer.console.out, producer.console.err, producer.console.status]).toEqual(['', '', 0]);
  const consumer = startProgram(cluster, 2, kafkaConsoleConsumer, `${C} --topic t --from-beginning --max-messages 2 --formatter-property print.key=true --formatter-property print.headers=true`);
  cluster.run(15 * SECOND);
  expect([consumer.console.out, consumer.console.err, consumer.console.status]).toEqual(['h1:v1,h2:v2\tk1\tum\nh1:x\tk2\tdois\n', `${HINT}Processed a total of 2 messages\n`, 0]);
});

test('typed lines are prompted for, sent after a second, and ^D ends', () => {
  const cluster = clusterOf('chat', [1]);
  const producer = startProgram(cluster, 1, kafkaConsoleProducer, `${P} --topic chat`);
  for (const line of ['bom dia', '', 'olá, você']) {
    cluster.run(cluster.now + SECOND / 2);
    producer.type(line);
  }
  cluster.run(cluster.now + 3 * SECOND);
  expect(producer.console.out).toBe('>>>>');
  expect(describeClient(producer.state)).toMatchObject({ role: 'producer', topics: ['chat'], acknowledged: 3, buffered: 0 });
  producer.endInput();
  cluster.run(cluster.now + SECOND);
  expect(producer.console.status).toBe(0);
  expect(cluster.values('chat', 0)).toEqual(['bom dia', '', 'olá, você']);
});

test('a line without its key separator ends the producer with status 1, after the lines before it are sent', () => {
  const cluster = clusterOf('chat', [1]);
  const producer = startProgram(cluster, 1, kafkaConsoleProducer, `${P} --topic chat --reader-property parse.key=true --reader-property key.separator==`);
  producer.type('a=1');
  producer.type('no separator here');
  cluster.run(3 * SECOND);
  expect([producer.console.out + producer.console.err, producer.console.status]).toEqual([">>org.apache.kafka.common.KafkaException: No key separator found on line number 2: 'no separator here'\n", 1]);
  expect(cluster.values('chat', 0)).toEqual(['1']);
});

test('--max-messages leaves the rest to the next of the group', () => {
  const cluster = clusterOf('payments', [1]);
  startProgram(cluster, 1, kafkaConsoleProducer, `${P} --topic payments`, { stdin: '1\n2\n3\n4\n5\n6\n' });
  cluster.run(3 * SECOND);
  const first = startProgram(cluster, 2, kafkaConsoleConsumer, `${C} --topic payments --group billing --from-beginning --max-messages 4`);
  cluster.run(10 * SECOND);
  expect([first.console.out, first.console.status, cluster.group.committed.get('payments-0')]).toEqual(['1\n2\n3\n4\n', 0, 4]);
  const second = startProgram(cluster, 3, kafkaConsoleConsumer, `${C} --topic payments --group billing --timeout-ms 3000`);
  cluster.run(20 * SECOND);
  expect(second.console.out).toBe('5\n6\n');
  expect(second.console.err.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^\[2026-01-05 12:00:\d\d,\d{3}\] ERROR Error processing message, terminating consumer process: {2}\(org\.apache\.kafka\.tools\.consumer\.ConsoleConsumer\)$/),
    'org.apache.kafka.common.errors.TimeoutException',
    'Processed a total of 2 messages',
    '',
  ]);
  expect(second.console.status).toBe(0);
});

test('one partition from an offset, and ^C', () => {
  const cluster = clusterOf('t', [2]);
  startProgram(cluster, 1, kafkaConsoleProducer, `${P} --topic t`, { stdin: 'a\nb\nc\n' });
  cluster.run(3 * SECOND);
  const consumer = startProgram(cluster, 2, kafkaConsoleConsumer, `${C} --topic t --partition 0 --offset 1 --formatter-property print.offset=true --formatter-property print.partition=true`);
  cluster.run(6 * SECOND);
  expect(describeClient(consumer.state)).toMatchObject({ role: 'consumer', consumed: 2, positions: [{ topic: 't', partition: 0, position: 3 }] });
  consumer.signal('INT');
  cluster.run(7 * SECOND);
  expect([consumer.console.out, consumer.console.err, consumer.console.status]).toEqual(['Partition:0\tOffset:1\tb\nPartition:0\tOffset:2\tc\n', 'Processed a total of 2 messages\n', 130]);
});

test('a field that its deserializer refuses', () => {
  const cluster = clusterOf('t', [2]);
  startProgram(cluster, 1, kafkaConsoleProducer, `${P} --topic t`, { stdin: 'a\n' });
  cluster.run(3 * SECOND);
  const consumer = startProgram(cluster, 2, kafkaConsoleConsumer, `${C} --topic t --partition 0 --offset earliest --formatter-property print.key=true --value-deserializer org.apache.kafka.common.serialization.LongDeserializer`);
  cluster.run(6 * SECOND);
  expect([consumer.console.out, consumer.console.status]).toEqual(['null\t', 1]);
  expect(consumer.console.err).toContain('org.apache.kafka.common.errors.SerializationException: Size of data received by LongDeserializer is not 8\n');
});

test.each([
  ['--topic t --group= --timeout-ms 5000', 'Caused by: org.apache.kafka.common.errors.InvalidGroupIdException: The configured group.id should not be an empty string or whitespace.\n'],
  ['--topic t --command-property session.timeout.ms=1000', 'Caused by: java.lang.IllegalArgumentException: Heartbeat must be set lower than the session timeout\n'],
  ['--topic t --max-messages many', "joptsimple.OptionArgumentConversionException: Cannot parse argument 'many' of option max-messages\n"],
  ['--include *a', "java.util.regex.PatternSyntaxException: Dangling meta character '*' near index 0\n*a\n^\n"],
])('the consumer can not begin with %s', (options, text) => {
  const consumer = startProgram(clusterOf('t', [1]), 1, kafkaConsoleConsumer, `${C} ${options}`);
  expect(consumer.console.status).toBe(1);
  expect(consumer.console.err).toContain(text);
});

test('a bootstrap server that is a controller', () => {
  const cluster = clusterOf('t', [1]);
  const consumer = startProgram(cluster, 1, kafkaConsoleConsumer, 'kafka-console-consumer.sh --bootstrap-server localhost:9192 --topic t');
  cluster.run(2 * SECOND);
  expect(consumer.console.err).toContain('org.apache.kafka.common.errors.UnsupportedVersionException: The node does not support METADATA\n');
});
