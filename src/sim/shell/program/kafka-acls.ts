// kafka-acls.sh: permissions (AclCommand). No node of this cluster has an authorizer, and that is what it is told.
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import type { Os } from '../program.ts';
import { ACLS_HEADLINE, ACLS_OPTIONS } from './admin/acls-help.ts';
import { adminProblem, brokerError, exception, illegalArgument, wrapped } from './admin/errors.ts';
import { call, connectAdmin, print, readText, type Script, scriptProgram, type Step, trace, write, type Answer } from './admin/script.ts';
import { commandConfig, complain, conflict, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: ACLS_HEADLINE, noArguments: ACLS_HEADLINE, options: ACLS_OPTIONS };
const SPECS = specs(
  'allow-host allow-principal bootstrap-controller bootstrap-server delegation-token deny-host deny-principal group operation resource-pattern-type topic transactional-id user-principal',
  'add cluster consumer force help idempotent list producer remove version', 'command-config principal',
);
/** What can be allowed of each kind of resource (AclEntry.supportedOperations). */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  TOPIC: ['WRITE', 'DESCRIBE_CONFIGS', 'READ', 'CREATE', 'ALTER_CONFIGS', 'DELETE', 'ALTER', 'DESCRIBE', 'ALL'],
  GROUP: ['DESCRIBE_CONFIGS', 'READ', 'ALTER_CONFIGS', 'DELETE', 'DESCRIBE', 'ALL'],
  CLUSTER: ['DESCRIBE_CONFIGS', 'CLUSTER_ACTION', 'CREATE', 'ALTER_CONFIGS', 'ALTER', 'IDEMPOTENT_WRITE', 'DESCRIBE', 'ALL'],
  TRANSACTIONAL_ID: ['WRITE', 'DESCRIBE', 'TWO_PHASE_COMMIT', 'ALL'],
  DELEGATION_TOKEN: ['DESCRIBE', 'ALL'],
  USER: ['CREATE_TOKENS', 'DESCRIBE_TOKENS', 'ALL'],
};
const RESOURCES: readonly (readonly [string, string])[] = [['topic', 'TOPIC'], ['cluster', 'CLUSTER'], ['group', 'GROUP'], ['transactional-id', 'TRANSACTIONAL_ID'], ['delegation-token', 'DELEGATION_TOKEN'], ['user-principal', 'USER']];

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') {
    yield* write(2, `Exception in thread "main" ${opened.exception}: ${opened.message}\n`);
    return 1;
  }
  const { given } = opened;
  const complaint = argumentComplaint(given);
  if (complaint !== null) return yield* refused(complaint);
  const error = yield* connect(given);
  const failed = error ?? principalProblem(given);
  if (failed !== null) return yield* thrown(failed);
  const late = has(given, 'list') ? null : resourceComplaint(given);
  if (late !== null) return yield* refused(late);
  return yield* thrown(yield* askCluster(given));
}

function* refused(complaint: string): Script {
  yield* write(2, complain(complaint, HELP));
  return 1;
}

function* thrown(error: AdminError): Script {
  yield* print(`Error while executing ACL command: ${error.message}\n${trace(error)}\n`);
  return 1;
}

function argumentComplaint(given: Given): string | null {
  const [servers, controllers] = [has(given, 'bootstrap-server'), has(given, 'bootstrap-controller')];
  if (servers && controllers) return 'Only one of --bootstrap-server or --bootstrap-controller must be specified';
  if (!servers && !controllers) return 'One of --bootstrap-server or --bootstrap-controller must be specified';
  if (['add', 'remove', 'list'].filter((action) => has(given, action)).length !== 1) return 'Command must include exactly one action: --list, --add, --remove. ';
  const together = conflict(given, 'list', 'producer', 'consumer', 'allow-host', 'allow-principal', 'deny-host', 'deny-principal')
    ?? conflict(given, 'producer', 'operation', 'deny-principal', 'deny-host') ?? conflict(given, 'consumer', 'operation', 'deny-principal', 'deny-host');
  if (together !== null) return together;
  if (has(given, 'principal') && !has(given, 'list')) return 'The --principal option is only available if --list is set';
  if (has(given, 'producer') && !has(given, 'topic')) return 'With --producer you must specify a --topic';
  if (has(given, 'idempotent') && !has(given, 'producer')) return 'The --idempotent option is only available if --producer is set';
  const alone = !has(given, 'producer') && (has(given, 'cluster') || has(given, 'transactional-id'));
  if (has(given, 'consumer') && (!has(given, 'topic') || !has(given, 'group') || alone)) return 'With --consumer you must specify a --topic and a --group and no --cluster or --transactional-id option should be specified.';
  return null;
}

function principalProblem(given: Given): AdminError | null {
  const bad = ['allow-principal', 'deny-principal', 'principal'].flatMap((name) => given[name] ?? []).find((text) => !/^[^:]+:.+$/.test(text.trim()));
  return bad === undefined ? null : illegalArgument(`expected a string in format principalType:principalName but got ${bad.trim()}`);
}

/** What the tool finds out only when it makes its list of permissions. */
function resourceComplaint(given: Given): string | null {
  const types = RESOURCES.flatMap(([option, type]) => (has(given, option) ? [type] : []));
  if (types.length === 0) return 'You must provide at least one resource: --topic <topic> or --cluster or --group <group> or --delegation-token <Delegation Token ID>';
  const principals = has(given, 'allow-principal') || has(given, 'deny-principal');
  const operations = (given['operation'] ?? ['All']).map((each) => each.trim().replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
  const wrong = principals && !has(given, 'producer') && !has(given, 'consumer') ? types.find((type) => operations.some((operation) => OPERATIONS[type]?.includes(operation) === false)) : undefined;
  if (wrong !== undefined) return `ResourceType ${wrong} only supports operations [${OPERATIONS[wrong]?.join(', ') ?? ''}]`;
  return has(given, 'add') && !principals ? 'You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.' : null;
}

function* connect(given: Given): Generator<Step, AdminError | null, Answer> {
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return exception('java.nio.file.NoSuchFileException', file ?? '');
  const controllers = valueOf(given, 'bootstrap-controller');
  const problem = yield* connectAdmin({ ...properties, ...(controllers === null ? { 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' } : { 'bootstrap.controllers': controllers }) });
  return problem === null ? null : adminProblem(problem);
}

/** The brokers answer additions and lists themselves, removals another layer, with other words. */
function* askCluster(given: Given): Generator<Step, AdminError, Answer> {
  const asked = yield* call({ kind: 'describeCluster' });
  const name = has(given, 'list') ? 'describeAcls' : has(given, 'add') ? 'createAcls' : 'deleteAcls';
  if (!asked.ok) return wrapped({ ...asked.error, message: asked.error.message.replaceAll('listNodes', name) });
  return wrapped(brokerError('SECURITY_DISABLED', has(given, 'remove') ? 'No Authorizer is configured.' : 'No Authorizer is configured on the broker'));
}

export const kafkaAcls = scriptProgram('kafka-acls.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'topic', takes: 'topic' }, { name: 'group', takes: 'group' }, { name: 'command-config', takes: 'file' },
  ...SPECS.filter(({ name }) => !['bootstrap-server', 'topic', 'group', 'command-config'].includes(name)).map(({ name, argument }) => ({ name, takes: argument === 'none' ? 'nothing' as const : 'text' as const })),
]);
