// `KafkaSource` and `KafkaSink` of a program, with text as their records' values.
import type { Expr } from './ast.ts';
import { compile, type Compiler } from './compile.ts';
import { JavaError } from './lexer.ts';
import type { Code } from './scope.ts';
import { type JType, OBJECT, STRING, typeOf } from './types.ts';
import type { Live } from './values.ts';

type CallNode = Extract<Expr, { kind: 'call' }>;

/** What a builder was told, by the name of the method. */
type Told = Readonly<Record<string, readonly Live[]>>;

const BUILDERS: Readonly<Record<string, readonly string[]>> = {
  KafkaSource: ['setBootstrapServers', 'setTopics', 'setGroupId', 'setStartingOffsets', 'setBounded', 'setValueOnlyDeserializer', 'setProperty', 'setClientIdPrefix'],
  KafkaSink: ['setBootstrapServers', 'setRecordSerializer', 'setDeliveryGuarantee', 'setTransactionalIdPrefix', 'setProperty', 'setKafkaProducerConfig'],
  KafkaRecordSerializationSchema: ['setTopic', 'setValueSerializationSchema'],
};

/** Constants and small objects that are known by their name alone. */
const WORDS: Readonly<Record<string, readonly string[]>> = { OffsetResetStrategy: ['EARLIEST', 'LATEST', 'NONE'], DeliveryGuarantee: ['EXACTLY_ONCE', 'AT_LEAST_ONCE', 'NONE'] };

export function kafkaStatic(on: Compiler, owner: string, node: CallNode): Code | null {
  if (owner in BUILDERS && node.name === 'builder') {
    const told = node.typeArgs[0];
    const element: JType = told === undefined ? STRING : on.program.table.type(told);
    return { type: typeOf('Builder', typeOf(owner), element), run: (): Told => ({}) };
  }
  return owner === 'OffsetsInitializer' ? offsets(on, node) : null;
}

/** Where a source begins; `reset` is for partitions whose group has no offset (OffsetResetStrategy). */
interface Offsets {
  readonly starting: 'earliest' | 'latest' | 'committed';
  readonly reset: 'earliest' | 'latest' | 'none';
}

function offsets(on: Compiler, node: CallNode): Code {
  const { name } = node;
  if (name !== 'earliest' && name !== 'latest' && name !== 'committedOffsets') throw new JavaError(`OffsetsInitializer.${name} is outside of what is understood here: earliest(), latest() and committedOffsets(…) are.`, node.at);
  const [first] = node.args;
  if (node.args.length > (name === 'committedOffsets' ? 1 : 0)) throw new JavaError(`method ${name} in class OffsetsInitializer cannot be applied to given types`, node.at);
  const reset = first === undefined ? null : word(on, first);
  return {
    type: typeOf('OffsetsInitializer'),
    run: (frame): Offsets => {
      if (name !== 'committedOffsets') return { starting: name, reset: name };
      const told = reset === null ? 'none' : String(reset.run(frame)).toLowerCase();
      return { starting: 'committed', reset: told === 'earliest' || told === 'latest' ? told : 'none' };
    },
  };
}

/** A word as `DeliveryGuarantee.EXACTLY_ONCE` is not computed: it is what it says. */
function word(on: Compiler, node: Expr): Code {
  if (node.kind === 'field' && node.of.kind === 'name' && WORDS[node.of.name]?.includes(node.name) === true) return { type: OBJECT, run: () => node.name };
  return compile(on, node);
}

export function kafkaBuilder(on: Compiler, self: Code, node: CallNode): Code | null {
  if (self.type.name !== 'Builder') return null;
  const [kind = '', element = STRING] = [self.type.args[0]?.name, self.type.args[1]];
  if (node.name === 'build') return { type: typeOf(kind, element), run: (frame) => built(kind, self.run(frame) as Told, node) };
  if (BUILDERS[kind]?.includes(node.name) !== true) throw new JavaError(`${kind}'s ${node.name} is outside of what is understood here: ${BUILDERS[kind]?.join(', ') ?? ''} are.`, node.at);
  const args = node.args.map((arg) => word(on, arg));
  return {
    type: self.type,
    run: (frame): Told => {
      const before = self.run(frame) as Told;
      const values = args.map((arg) => arg.run(frame));
      return { ...before, [node.name]: node.name === 'setProperty' ? [...(before[node.name] ?? []), values] : values };
    },
  };
}

function text(told: Told, name: string): string | null {
  const [value] = told[name] ?? [];
  return typeof value === 'string' ? value : null;
}

function built(kind: string, told: Told, node: CallNode): object {
  const properties: Record<string, string> = {};
  for (const pair of told['setProperty'] ?? []) if (Array.isArray(pair)) properties[String(pair[0])] = String(pair[1]);
  const servers = text(told, 'setBootstrapServers');
  if (servers !== null) properties['bootstrap.servers'] = servers;
  if (kind === 'KafkaRecordSerializationSchema') return { topic: text(told, 'setTopic') };
  if (servers === null && properties['bootstrap.servers'] === undefined) throw new JavaError('Property bootstrap.servers is required but not provided', node.at);
  if (kind === 'KafkaSource') {
    const topics = (told['setTopics'] ?? []).flatMap((one) => (Array.isArray(one) ? one.map(String) : [String(one)]));
    if (topics.length === 0) throw new JavaError('No topic is subscribed: setTopics(…) says which.', node.at);
    if (told['setValueOnlyDeserializer'] === undefined) throw new JavaError('Deserialization schema is required but not provided.', node.at);
    const group = text(told, 'setGroupId');
    if (group !== null) properties['group.id'] = group;
    const { starting, reset } = (told['setStartingOffsets']?.[0] as Offsets | undefined) ?? { starting: 'earliest', reset: 'earliest' };
    // The initializer's word stands, whatever was set by hand (KafkaSourceBuilder.build).
    properties['auto.offset.reset'] = reset;
    return { kind: 'source-kafka', config: { topics, properties, starting, bounded: told['setBounded'] !== undefined, format: { kind: 'raw' }, metadata: [], watermarks: null } };
  }
  const serializer = told['setRecordSerializer']?.[0] as { readonly topic: string | null } | undefined;
  if (serializer?.topic === undefined || serializer.topic === null) throw new JavaError('recordSerializer', node.at);
  const guarantee = (text(told, 'setDeliveryGuarantee') ?? 'NONE').toLowerCase().replaceAll('_', '-');
  const prefix = text(told, 'setTransactionalIdPrefix') ?? '';
  if (guarantee === 'exactly-once' && prefix === '') throw new JavaError('EXACTLY_ONCE delivery guarantee requires a transactionalIdPrefix to be set to provide unique transaction names across multiple KafkaSinks writing to the same Kafka cluster.', node.at);
  return { kind: 'sink-kafka', config: { topic: serializer.topic, properties, guarantee, transactionalIdPrefix: prefix, key: null, format: { kind: 'raw' } } };
}

