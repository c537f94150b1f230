// Command lines of the console tools against what the real tools answered.
import { expect, test } from 'vitest';
import { consumerCommand } from './consumer-options.ts';
import { formatRecord, formatter } from './formatter.ts';
import { isProblem, lineReader, readRecord } from './line-reader.ts';
import { producerCommand } from './producer-options.ts';
import { propertiesFile } from './properties.ts';

const FILES: Readonly<Record<string, string>> = { 'client.properties': '# mine\nacks = 1\nclient.id: shop\n' };

function check(line: string): { readonly status: number | null; readonly stdout: string; readonly first: string; readonly properties: Readonly<Record<string, string>> } {
  const argv = line.split(' ');
  const os = { argv, readFile: (path: string) => FILES[path] ?? null, random: () => 0.5 };
  const command = argv[0] === 'kafka-console-producer.sh' ? producerCommand(os) : consumerCommand(os);
  if (command.kind === 'run') return { status: null, stdout: command.stdout, first: '', properties: command.properties };
  return { status: command.status, stdout: command.stdout, first: command.stderr.split('\n')[0] ?? '', properties: {} };
}

const P = 'kafka-console-producer.sh';
const C = 'kafka-console-consumer.sh';
const B = '--bootstrap-server localhost:9092';

test.each([
  [`${P} --help`, 'This tool helps to read data from standard input and publish it to Kafka.'],
  [`${P} ${B}`, 'Missing required argument "[topic]"'],
  [`${P} --topic a`, 'Error while validating the bootstrap address'],
  [`${P} --bootstrap-server localhost --topic a`, 'Please provide valid host:port like host1:9091,host2:9092'],
  [`${P} ${B} --topic a --bogus`, 'bogus is not a recognized option'],
  [`${P} ${B} --topic`, 'Option topic requires an argument'],
  [`${P} ${B} --topic a --property a=b --reader-property c=d`, 'Options --reader-property and --property cannot be specified together.'],
  [`${P} ${B} --topic a --timeout x`, "Cannot parse argument 'x' of option timeout"],
  [`${P} ${B} --topic a --line-reader nothing`, 'java.lang.ClassNotFoundException: nothing'],
  [`${P} ${B} --topic a --command-config nofile`, 'java.nio.file.NoSuchFileException: nofile'],
  [`${P} ${B} --topic a --reader-property headers.separator=x --reader-property headers.delimiter=x`, 'org.apache.kafka.common.KafkaException: headers.delimiter and headers.separator may not be equal'],
  [`${C} ${B}`, 'Exactly one of the following arguments is required: [topic], [include]'],
  [`${C} ${B} --topic a --include b`, 'Exactly one of the following arguments is required: [topic], [include]'],
  [`${C} --topic a`, 'Missing required argument "[bootstrap-server]"'],
  [`${C} ${B} --topic a --partition 0 --from-beginning --offset 3`, 'Options from-beginning and offset cannot be specified together.'],
  [`${C} ${B} --topic a --offset 3`, 'The partition is required when offset is specified.'],
  [`${C} ${B} --topic a --partition 0 --group g`, 'Options group and partition cannot be specified together.'],
  [`${C} ${B} --topic a --partition 0 --offset -3`, "The provided offset value '-3' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long."],
  [`${C} ${B} --topic a --from-beginning --command-property auto.offset.reset=latest`, "Can't simultaneously specify --from-beginning and 'auto.offset.reset=latest', please remove one option"],
  [`${C} ${B} --topic a --formatter nothing`, 'nothing'],
])('%s', (line, first) => {
  expect(check(line)).toMatchObject({ status: 1, first });
});

test('what the options mean for the producer: an option beats a property beats a default', () => {
  expect(check(`${P} ${B} --topic a --command-config client.properties --timeout 20`).properties).toMatchObject({ acks: '1', 'client.id': 'shop', 'linger.ms': '20', retries: '3', 'request.timeout.ms': '1500' });
});

test('deprecated options work and say so on standard output', () => {
  expect(check(`${C} ${B} --topic a --property print.key=true --consumer-property client.id=x`).stdout).toBe(
    'Option --consumer-property is deprecated and will be removed in a future version. Use --command-property instead.\nOption --property is deprecated and will be removed in a future version. Use --formatter-property instead.\n',
  );
});

test('a consumer without a group gets one by chance and commits nothing', () => {
  expect(check(`${C} ${B} --topic a`).properties).toMatchObject({ 'group.id': 'console-consumer-50000', 'enable.auto.commit': 'false', 'auto.offset.reset': 'latest' });
});

test.each([
  [{ 'parse.key': 'true' }, 'k\tv', { key: 'k', value: 'v', headers: [] }],
  [{ 'parse.key': 'true', 'parse.headers': 'true' }, 'h1:v1,h2:v2\tk1\tum', { key: 'k1', value: 'um', headers: [['h1', 'v1'], ['h2', 'v2']] }],
  [{ 'parse.key': 'true', 'parse.headers': 'true' }, '\tk1\tum', { problem: "No header key separator found in pair '' on line number 2" }],
  [{ 'parse.key': 'true', 'key.separator': ':', 'null.marker': 'NULL' }, 'k:NULL', { key: 'k', value: null, headers: [] }],
  [{ 'parse.key': 'true', 'key.separator': '=' }, 'no separator here', { problem: "No key separator found on line number 2: 'no separator here'" }],
  [{ 'parse.key': 'true', 'ignore.error': 'true' }, 'alone', { key: null, value: 'alone', headers: [] }],
])('reader %o reads %s', (properties, line, meaning) => {
  const reader = lineReader(properties);
  expect(isProblem(reader) ? reader : readRecord(reader, line, 2, 0)).toMatchObject(meaning);
});

test('columns stand in Kafka order whatever the order of the properties', () => {
  const format = formatter(null, { 'print.key': 'true', 'print.offset': 'true', 'print.partition': 'true', 'print.timestamp': 'true', 'print.headers': 'true' });
  const consumed = { topic: 't', partition: 3, offset: 7, leaderEpoch: 0, record: { key: null, value: 'v', headers: [['a', 'b'] as const], timestampMs: 12 } };
  expect(format === null ? '' : formatRecord(format, consumed).text).toBe('CreateTime:12\tPartition:3\tOffset:7\ta:b\tnull\tv\n');
});

test('a properties file', () => {
  expect(propertiesFile('# no\n! no\na=1\n b : 2\nc\\ d 3\nlong=x\\\n   y\nt=\\t\\u0041\n')).toEqual({ a: '1', b: '2', 'c d': '3', long: 'xy', t: '\tA' });
});
