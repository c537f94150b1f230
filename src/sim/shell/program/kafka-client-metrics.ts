// kafka-client-metrics.sh: which metrics clients are asked to send (ClientMetricsCommand, KIP-714).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import { javaMapOrder } from '../../kafka/client/java-map.ts';
import type { Os } from '../program.ts';
import { CLIENT_METRICS_HEADLINE, CLIENT_METRICS_OPTIONS } from './admin/client-metrics-help.ts';
import { adminProblem, brokerError, exception, illegalArgument } from './admin/errors.ts';
import { type Answer, call, connectAdmin, logError, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { commandConfig, complain, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: CLIENT_METRICS_HEADLINE, noArguments: CLIENT_METRICS_HEADLINE, options: CLIENT_METRICS_OPTIONS };
const SPECS = specs('bootstrap-server command-config interval match metrics name', 'alter delete describe generate-name help list version');
const ACTIONS = ['alter', 'delete', 'describe', 'list'];
/** Its settings in the order in which they are described, with Kafka's defaults (a push every 5 minutes). */
const KEYS: readonly (readonly [string, string])[] = [['interval.ms', '300000'], ['match', ''], ['metrics', '']];

type Part<T> = Generator<Step, T, Answer>;

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  const complaint = opened.kind === 'refused' ? opened.message : complaintOf(opened.given);
  if (complaint !== null || opened.kind === 'refused') {
    yield* write(2, complain(complaint ?? '', HELP));
    return 1;
  }
  const { given } = opened;
  if (has(given, 'alter') && has(given, 'name') === has(given, 'generate-name')) return yield* thrown(illegalArgument('One of --name or --generate-name must be specified with --alter.'));
  if (has(given, 'delete') && !has(given, 'name')) return yield* thrown(illegalArgument('A client metrics resource name must be specified with --delete.'));
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  const failed = yield* act(given, os);
  if (failed === null) return 0;
  yield* print(`Error while executing client metrics command : ${failed.message}`);
  yield* logError(`${trace(failed)}\n`, 'org.apache.kafka.tools.ClientMetricsCommand');
  return 1;
}

function* thrown(error: AdminError): Script {
  yield* write(2, `${error.message}\n${trace(error)}\n\n`);
  return 1;
}

function complaintOf(given: Given): string | null {
  if (ACTIONS.filter((action) => has(given, action)).length !== 1) return 'Command must include exactly one action: --alter, --delete, --describe or --list.';
  return has(given, 'bootstrap-server') ? null : 'Missing required argument "[bootstrap-server]"';
}

function* act(given: Given, os: Pick<Os, 'random'>): Part<AdminError | null> {
  const name = valueOf(given, 'name') ?? drawnName(os);
  if (has(given, 'alter')) {
    const settings = [['interval', 'interval.ms'], ['match', 'match'], ['metrics', 'metrics']].flatMap(([option = '', key = '']): (readonly [string, string | null])[] => {
      const value = valueOf(given, option);
      return value === null ? [] : [[key, value === '' ? null : value]];
    });
    return yield* change(name, settings, `Altered client metrics config for ${name}.`);
  }
  const listed = yield* call({ kind: 'listConfigResources', resourceTypes: ['CLIENT_METRICS'] });
  if (!listed.ok) return listed.error;
  const names = javaMapOrder(listed.value.configResources.map((resource) => resource.resourceName));
  if (has(given, 'list')) {
    yield* print(names.join('\n'));
    return null;
  }
  if (has(given, 'delete')) {
    const own = yield* settingsOf(name);
    if (!Array.isArray(own)) return own;
    return yield* change(name, own.map(([key]) => [key, null]), `Deleted client metrics config for ${name}.`);
  }
  return yield* describe(valueOf(given, 'name'), names);
}

/** A name of 22 letters, as Uuid.randomUuid gives one. */
function drawnName(os: Pick<Os, 'random'>): string {
  return Array.from({ length: 22 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(Math.floor(os.random() * 64))).join('');
}

/** Sets what has a value, forgets what has none. */
function* change(resourceName: string, settings: readonly (readonly [string, string | null])[], done: string): Part<AdminError | null> {
  const configs = settings.map(([name, value]) => ({ name, value, configOperation: value === null ? ('DELETE' as const) : ('SET' as const) }));
  const altered = configs.length === 0 ? null : yield* call({ kind: 'incrementalAlterConfigs', resources: [{ resourceType: 'CLIENT_METRICS', resourceName, configs }], validateOnly: false });
  if (altered?.ok === false) return altered.error;
  const bad = altered?.value.find((result) => result.errorCode !== 'NONE');
  if (bad !== undefined) return brokerError(bad.errorCode, bad.errorMessage);
  yield* print(done);
  return null;
}

function* settingsOf(resourceName: string): Part<(readonly [string, string])[] | AdminError> {
  const described = yield* call({ kind: 'describeConfigs', resources: [{ resourceType: 'CLIENT_METRICS', resourceName, configurationKeys: null }], includeSynonyms: false });
  if (!described.ok) return described.error;
  return described.value.flatMap((result) => result.configs.map(({ name, value }): readonly [string, string] => [name, value ?? '']));
}

function* describe(name: string | null, names: readonly string[]): Part<AdminError | null> {
  if (name !== null && !names.includes(name)) {
    yield* print(`The client metric resource ${name} doesn't exist and doesn't have dynamic config.`);
    return null;
  }
  for (const each of name === null ? names : [name]) {
    const own = yield* settingsOf(each);
    if (!Array.isArray(own)) return own;
    yield* print(`Client metrics configs for ${each} are:`);
    for (const [key, otherwise] of KEYS) yield* print(`  ${key}=${own.find(([name_]) => name_ === key)?.[1] ?? otherwise}`);
  }
  return null;
}

export const kafkaClientMetrics = scriptProgram('kafka-client-metrics.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'command-config', takes: 'file' },
  ...['interval', 'match', 'metrics', 'name'].map((name) => ({ name, takes: 'text' as const })),
  ...['alter', 'delete', 'describe', 'generate-name', 'list', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
