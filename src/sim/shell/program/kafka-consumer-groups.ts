// kafka-consumer-groups.sh: list, describe, delete and reset consumer groups (ConsumerGroupCommand).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import type { Os } from '../program.ts';
import { adminProblem, notANumber } from './admin/errors.ts';
import { groupsComplaint, MISSING_EXECUTE, SPECS, unavailable } from './admin/groups-arguments.ts';
import { deleteGroups, deleteOffsets } from './admin/groups-delete.ts';
import { describeGroups } from './admin/groups-describe.ts';
import { GROUPS_HEADLINE, GROUPS_OPTIONS } from './admin/groups-help.ts';
import { listGroups } from './admin/groups-list.ts';
import { resetOffsets } from './admin/groups-reset.ts';
import { type Answer, connectAdmin, errorText, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { re2Problem } from './admin/re2.ts';
import { commandConfig, complain, openArguments, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, SEVERAL, severalGiven, valueOf } from './console/arguments.ts';

export const GROUPS_TOOL: ToolHelp = { headline: GROUPS_HEADLINE, noArguments: GROUPS_HEADLINE, options: GROUPS_OPTIONS };

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, GROUPS_TOOL);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') {
    yield* write(2, `Exception in thread "main" ${opened.exception}: ${opened.message}\n`);
    return 1;
  }
  const { given } = opened;
  const missing = unavailable(given);
  if (missing !== null) {
    yield* write(2, `Exception in thread "main" ${missing}\n`);
    return 1;
  }
  const complaint = groupsComplaint(given);
  if (complaint.warns) yield* write(2, `${MISSING_EXECUTE}\n`);
  if (complaint.message !== null) {
    yield* write(2, complain(complaint.message, GROUPS_TOOL));
    return 1;
  }
  if (has(given, 'validate-regex')) {
    const pattern = valueOf(given, 'validate-regex') ?? '';
    const problem = re2Problem(pattern);
    yield* print(`The regular expression \`${pattern}\` is ${problem === null ? 'valid.' : `invalid: ${problem}.`}`);
    return 0;
  }
  return yield* withCluster(given);
}

function* withCluster(given: Given): Script {
  const several = severalGiven(given, 'bootstrap-server', 'command-config', 'timeout');
  if (several !== null) return yield* failed({ exception: SEVERAL, message: several, cause: null });
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* failed({ exception: 'java.nio.file.NoSuchFileException', message: file ?? '', cause: null });
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* failed(adminProblem(problem));
  const timeout = valueOf(given, 'timeout');
  const result = timeout !== null && !/^[+-]?\d+$/.test(timeout) ? notANumber('timeout', timeout) : yield* act(given);
  if (result === null) return 0;
  if (typeof result === 'number') return result;
  return yield* failed(result);
}

/** Null where all went well, a status where the tool has said why, an error where the tool fails as a whole. */
export type Done = AdminError | number | null;

function* act(given: Given): Generator<Step, Done, Answer> {
  if (has(given, 'list')) return yield* listGroups(given, GROUPS_TOOL);
  if (has(given, 'describe')) return yield* describeGroups(given);
  if (has(given, 'delete')) return yield* deleteGroups(given);
  if (has(given, 'reset-offsets')) return yield* resetOffsets(given, GROUPS_TOOL);
  return yield* deleteOffsets(given);
}

/** A failure of the whole command: on standard output its message, on standard error the exception; the status is 0. */
function* failed(error: AdminError): Script {
  yield* print(`\nError: Executing consumer group command failed due to ${error.exception === 'java.util.concurrent.ExecutionException' && error.cause !== null ? errorText(error.cause) : error.message}`);
  yield* write(2, `${trace(error)}\n`);
  return 0;
}

export const kafkaConsumerGroups = scriptProgram('kafka-consumer-groups.sh', script, [
  ...['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets', 'members', 'offsets', 'state', 'verbose', 'all-groups', 'all-topics', 'to-earliest', 'to-latest', 'to-current', 'dry-run', 'execute', 'export', 'help', 'version', 'type'].map((name) => ({ name, takes: 'nothing' as const })),
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'group', takes: 'group' }, { name: 'topic', takes: 'topic' }, { name: 'from-file', takes: 'file' }, { name: 'command-config', takes: 'file' },
  ...['to-offset', 'shift-by', 'to-datetime', 'by-duration', 'timeout', 'validate-regex'].map((name) => ({ name, takes: 'text' as const })),
]);
