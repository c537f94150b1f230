// kafka-configs.sh: what is set of topics, brokers and groups, seen and changed (ConfigCommand).
import { assert } from '../../kernel/assert.ts';
import type { AdminApis, AdminError } from '../../kafka/client/admin-calls.ts';
import { javaMapOrder } from '../../kafka/client/java-map.ts';
import type { ConfigResourceType, ConfigSource } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { BROKER_LOGGERS } from './admin/broker-loggers.ts';
import { actionComplaint, addedConfigs, BAD_CONFIG, type Entities, entitiesOf, entityComplaint, removedConfigs, type Setting, SPECS } from './admin/configs-arguments.ts';
import { CONFIGS_HEADLINE, CONFIGS_OPTIONS } from './admin/configs-help.ts';
import { alterQuotas, describeQuotas } from './admin/configs-quotas.ts';
import { adminProblem, brokerError, exception, wrapped } from './admin/errors.ts';
import { type Answer, call, connectAdmin, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, complain, openArguments, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, severalGiven, valueOf } from './console/arguments.ts';
import { propertiesFile } from './console/properties.ts';

const HELP: ToolHelp = { headline: CONFIGS_HEADLINE, noArguments: CONFIGS_HEADLINE, options: CONFIGS_OPTIONS };

/** A line for whoever called the tool wrongly. */
interface Refusal {
  readonly refusal: string;
}
/** Null where all went well. */
type Done = AdminError | Refusal | null;
type Part<T> = Generator<Step, T, Answer>;

const KINDS: Readonly<Record<string, ConfigResourceType>> = { topics: 'TOPIC', brokers: 'BROKER', groups: 'GROUP', 'client-metrics': 'CLIENT_METRICS', 'broker-loggers': 'BROKER_LOGGER' };
/** Entities that have quotas. */
const QUOTA_TYPES = ['users', 'clients', 'ips'];

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* refused(opened.message);
  const { given } = opened;
  const complaint = actionComplaint(given);
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  const entities = entitiesOf(given, os.argv);
  const problem = entityComplaint(given, entities) ?? severalGiven(given, 'bootstrap-server', 'bootstrap-controller', 'command-config', 'add-config', 'add-config-file');
  if (problem !== null) return yield* refused(problem);
  const done = yield* withCluster(given, entities);
  if (done === null) return 0;
  if ('refusal' in done) return yield* refused(done.refusal);
  yield* write(2, `Error while executing config command with args '${os.argv.slice(1).join(' ')}'\n${trace(done)}\n`);
  return 1;
}

function* refused(message: string): Script {
  yield* write(2, `${message}\n`);
  return 1;
}

function* withCluster(given: Given, entities: Entities): Part<Done> {
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return exception('java.nio.file.NoSuchFileException', file ?? '');
  const controllers = valueOf(given, 'bootstrap-controller');
  const problem = yield* connectAdmin({ ...properties, ...(controllers === null ? { 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' } : { 'bootstrap.controllers': controllers }) });
  if (problem !== null) return adminProblem(problem);
  if (controllers !== null && entities.types[0] !== 'brokers') return yield* notOfControllers(entities);
  return has(given, 'alter') ? yield* alter(given, entities) : yield* describe(given, entities);
}

/** Controllers are asked for their own settings alone (KIP-919). */
function* notOfControllers({ types }: Entities): Part<AdminError> {
  const asked = yield* call({ kind: 'describeCluster' });
  if (!asked.ok) return wrapped(asked.error);
  const unsupported = exception('org.apache.kafka.common.errors.UnsupportedEndpointTypeException', 'This Admin API is not yet supported when communicating directly with the controller quorum.');
  return wrapped(types[0] === 'groups' ? { ...exception('org.apache.kafka.common.KafkaException', 'Failed to find brokers to send ListGroups'), cause: unsupported } : unsupported);
}

// --- alter ----------------------------------------------------------------------------------------------------------------

function* alter(given: Given, { types, names }: Entities): Part<Done> {
  const [type = ''] = types;
  const [name = ''] = names;
  const added = yield* additions(given);
  if (!Array.isArray(added)) return added;
  const kind = type === 'client-metrics' ? 'client-metric' : type.slice(0, -1);
  const completed = name === '' ? `Completed updating default config for ${type} in the cluster.` : `Completed updating config for ${kind} ${name}.`;
  if (QUOTA_TYPES.includes(type)) {
    const done = yield* alterQuotas({ types, names }, added, removedConfigs(given));
    if (done === null) yield* print(completed);
    return done;
  }
  const resourceType = KINDS[type];
  assert(resourceType !== undefined, 'what has no quotas is a resource');
  const configs = [
    ...added.map((each) => ({ ...each, configOperation: 'SET' as const })),
    ...removedConfigs(given).map((each) => ({ name: each, value: null, configOperation: 'DELETE' as const })),
  ];
  if (resourceType === 'BROKER_LOGGER') {
    const refusal = yield* loggersRefusal(name, configs.map((each) => each.name));
    if (refusal !== null) return refusal;
  }
  const altered = yield* call({ kind: 'incrementalAlterConfigs', resources: [{ resourceType, resourceName: name, configs }], validateOnly: false });
  if (!altered.ok) return wrapped(altered.error);
  const bad = altered.value.find((result) => result.errorCode !== 'NONE');
  if (bad !== undefined) return wrapped(brokerError(bad.errorCode, bad.errorMessage));
  yield* print(completed);
  return null;
}

/** The broker is asked for its loggers first: only those that it has can be set. */
function* loggersRefusal(broker: string, names: readonly string[]): Part<AdminError | Refusal | null> {
  const described = yield* call({ kind: 'describeConfigs', resources: [{ resourceType: 'BROKER_LOGGER', resourceName: broker, configurationKeys: BROKER_LOGGERS }], includeSynonyms: true });
  // A broker that is not there never answers: the tool waits for 30 s, and its words end with the exception's name.
  if (!described.ok) return exception('java.util.concurrent.TimeoutException', '');
  const unknown = names.filter((name) => !BROKER_LOGGERS.includes(name));
  return unknown.length === 0 ? null : { refusal: `Invalid broker logger(s): ${unknown.join(',')}` };
}

function* additions(given: Given): Part<Setting[] | AdminError | Refusal> {
  const file = valueOf(given, 'add-config-file');
  if (file !== null) {
    const text = yield* readText(file);
    if (text === null) return exception('java.nio.file.NoSuchFileException', file);
    return Object.entries(propertiesFile(text)).map(([name, value]) => ({ name, value }));
  }
  const text = valueOf(given, 'add-config');
  if (text === null) return [];
  return addedConfigs(text) ?? { refusal: BAD_CONFIG };
}

// --- describe -------------------------------------------------------------------------------------------------------------

function* describe(given: Given, { types, names }: Entities): Part<Done> {
  const [type = ''] = types;
  const resourceType = KINDS[type];
  if (QUOTA_TYPES.includes(type)) return yield* describeQuotas({ types, names });
  assert(resourceType !== undefined, 'what has no quotas is a resource');
  const [name = null] = names;
  const existing = yield* entityNames(resourceType);
  if (!Array.isArray(existing)) return existing;
  if (name !== null && name !== '' && !existing.includes(name)) {
    yield* print(`The ${type.slice(0, -1)} '${name}' doesn't exist and doesn't have dynamic config.`);
    return null;
  }
  const wanted = name !== null ? [name] : resourceType === 'BROKER' ? [...existing, ''] : existing;
  for (const entity of wanted) {
    const failed = yield* describeEntity(resourceType, type, entity, has(given, 'all'));
    if (failed !== null) return failed;
  }
  return null;
}

/** The names of all entities of a type, as Kafka's tool lists them. */
function* entityNames(type: ConfigResourceType): Part<string[] | AdminError> {
  if (type === 'TOPIC') {
    const listed = yield* call({ kind: 'listTopics' });
    return listed.ok ? javaMapOrder(listed.value.map((topic) => topic.name)) : wrapped(listed.error);
  }
  if (type === 'CLIENT_METRICS') {
    const set = yield* call({ kind: 'listConfigResources', resourceTypes: ['CLIENT_METRICS'] });
    return set.ok ? javaMapOrder(set.value.configResources.map((resource) => resource.resourceName)) : wrapped(set.error);
  }
  if (type === 'GROUP') {
    const listed = yield* call({ kind: 'listGroups', statesFilter: [], typesFilter: [] });
    if (!listed.ok) return wrapped(listed.error);
    // A group may have settings before it has members.
    const set = yield* call({ kind: 'listConfigResources', resourceTypes: ['GROUP'] });
    return set.ok ? javaMapOrder([...listed.value.map((group) => group.groupId), ...set.value.configResources.map((resource) => resource.resourceName)]) : wrapped(set.error);
  }
  const cluster = yield* call({ kind: 'describeCluster' });
  return cluster.ok ? cluster.value.brokers.map((broker) => String(broker.nodeId)) : wrapped(cluster.error);
}

type Entry = AdminApis['describeConfigs'][1][number]['configs'][number];

/** What is set of an entity, by name. */
function* entries(resourceType: ConfigResourceType, resourceName: string): Part<Entry[] | AdminError> {
  const described = yield* call({ kind: 'describeConfigs', resources: [{ resourceType, resourceName, configurationKeys: resourceType === 'BROKER_LOGGER' ? BROKER_LOGGERS : null }], includeSynonyms: true });
  if (!described.ok) return wrapped(described.error);
  const [result] = described.value;
  if (result === undefined) return [];
  if (result.errorCode !== 'NONE') return wrapped(brokerError(result.errorCode, result.errorMessage));
  return [...result.configs].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function* describeEntity(resourceType: ConfigResourceType, type: string, name: string, all: boolean): Part<AdminError | null> {
  yield* print(name === '' ? `Default configs for ${type} in the cluster are:` : `${all ? 'All' : 'Dynamic'} configs for ${type.slice(0, -1)} ${name} are:`);
  const found = yield* entries(resourceType, name);
  if (!Array.isArray(found)) return found;
  const source: ConfigSource = resourceType === 'TOPIC' ? 'DYNAMIC_TOPIC_CONFIG' : resourceType === 'GROUP' ? 'DYNAMIC_GROUP_CONFIG' : resourceType === 'CLIENT_METRICS' ? 'DYNAMIC_CLIENT_METRICS_CONFIG' : name === '' ? 'DYNAMIC_DEFAULT_BROKER_CONFIG' : 'DYNAMIC_BROKER_CONFIG';
  for (const entry of found) {
    if (!all && resourceType !== 'BROKER_LOGGER' && entry.configSource !== source) continue;
    const synonyms = entry.synonyms.map((each) => `${each.source}:${each.name}=${each.value ?? 'null'}`).join(', ');
    yield* print(`  ${entry.name}=${entry.value ?? 'null'} sensitive=${entry.isSensitive} synonyms={${synonyms}}`);
  }
  return null;
}

export const kafkaConfigs = scriptProgram('kafka-configs.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'topic', takes: 'topic' }, { name: 'group', takes: 'group' }, { name: 'command-config', takes: 'file' }, { name: 'add-config-file', takes: 'file' },
  ...['add-config', 'delete-config', 'entity-type', 'entity-name', 'broker', 'broker-logger', 'client', 'client-metrics', 'ip', 'user', 'bootstrap-controller'].map((name) => ({ name, takes: 'text' as const })),
  ...['describe', 'alter', 'all', 'entity-default', 'broker-defaults', 'client-defaults', 'ip-defaults', 'user-defaults', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
