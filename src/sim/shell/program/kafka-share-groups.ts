// kafka-share-groups.sh: list, describe, reset and delete share groups (ShareGroupCommand, KIP-932).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import type { Os } from '../program.ts';
import { adminProblem } from './admin/errors.ts';
import { type Answer, connectAdmin, errorText, print, readText, type Script, scriptProgram, type Step, trace, write } from './admin/script.ts';
import { shareGroupsComplaint, SPECS } from './admin/share-groups-arguments.ts';
import { deleteShareGroups, deleteShareOffsets, resetShareOffsets } from './admin/share-groups-change.ts';
import { describeShareGroups, listShareGroups } from './admin/share-groups-describe.ts';
import { SHARE_GROUPS_HEADLINE, SHARE_GROUPS_OPTIONS } from './admin/share-groups-help.ts';
import { commandConfig, complain, openArguments, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: SHARE_GROUPS_HEADLINE, noArguments: SHARE_GROUPS_HEADLINE, options: SHARE_GROUPS_OPTIONS };

/** Null where all went well, a status where the tool has said why, an error where the tool fails as a whole. */
export type Done = AdminError | number | null;

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
  const complaint = shareGroupsComplaint(opened.given);
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  return yield* withCluster(opened.given);
}

function* withCluster(given: Given): Script {
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* failed({ exception: 'java.nio.file.NoSuchFileException', message: file ?? '', cause: null });
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* failed(adminProblem(problem));
  const result = yield* act(given);
  if (result === null) return 0;
  return typeof result === 'number' ? result : yield* failed(result);
}

function* act(given: Given): Generator<Step, Done, Answer> {
  if (has(given, 'list')) return yield* listShareGroups(given, HELP);
  if (has(given, 'describe')) return yield* describeShareGroups(given);
  if (has(given, 'delete')) return yield* deleteShareGroups(given);
  if (has(given, 'reset-offsets')) return yield* resetShareOffsets(given);
  return yield* deleteShareOffsets(given);
}

/** A failure of the whole command: on standard output its message, on standard error the exception; the status is 0. */
function* failed(error: AdminError): Script {
  yield* print(`\nError: Executing share group command failed due to ${error.exception === 'java.util.concurrent.ExecutionException' && error.cause !== null ? errorText(error.cause) : error.message}`);
  yield* write(2, `${trace(error)}\n`);
  return 0;
}

export const kafkaShareGroups = scriptProgram('kafka-share-groups.sh', script, [
  ...['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets', 'members', 'offsets', 'state', 'verbose', 'all-groups', 'all-topics', 'to-earliest', 'to-latest', 'dry-run', 'execute', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'group', takes: 'group' }, { name: 'topic', takes: 'topic' }, { name: 'command-config', takes: 'file' }, { name: 'to-datetime', takes: 'text' }, { name: 'timeout', takes: 'text' },
]);
