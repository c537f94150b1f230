// kafka-groups.sh: the groups of all types (GroupsCommand).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import type { Os } from '../program.ts';
import { ALL_GROUPS_HEADLINE, ALL_GROUPS_OPTIONS } from './admin/all-groups-help.ts';
import { adminProblem, exception, illegalArgument } from './admin/errors.ts';
import { call, connectAdmin, logError, print, readText, type Script, scriptProgram, trace, write } from './admin/script.ts';
import { commandConfig, complain, conflict, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { type Given, has, valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: ALL_GROUPS_HEADLINE, noArguments: 'Missing required option(s) [bootstrap-server]', options: ALL_GROUPS_OPTIONS };
const SPECS = specs('bootstrap-server command-config group-type protocol', 'consumer help list share streams version');
const TYPES = ['classic', 'consumer', 'share', 'streams'];

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  const complaint = opened.kind === 'refused' ? opened.message : problemWith(opened.given);
  if (complaint !== null || opened.kind === 'refused') {
    yield* write(2, complain(complaint ?? '', HELP));
    return 1;
  }
  const { given } = opened;
  const type = valueOf(given, 'group-type')?.toLowerCase() ?? null;
  if (type !== null && !TYPES.includes(type)) return yield* thrown(illegalArgument('--group-type must be a valid group type.'));
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  return yield* list(given, type);
}

function* thrown(error: AdminError): Script {
  yield* write(2, `${error.message}\n${trace(error)}\n\n`);
  return 1;
}

function problemWith(given: Given): string | null {
  if (!has(given, 'bootstrap-server')) return 'Missing required option(s) [bootstrap-server]';
  if (!has(given, 'list')) return 'Command must include exactly one action: --list.';
  return conflict(given, 'consumer', 'group-type', 'protocol', 'share', 'streams') ?? conflict(given, 'share', 'consumer', 'group-type', 'protocol', 'streams') ?? conflict(given, 'streams', 'consumer', 'group-type', 'protocol', 'share');
}

function* list(given: Given, type: string | null): Script {
  const listed = yield* call({ kind: 'listGroups', statesFilter: [], typesFilter: [] });
  if (!listed.ok) {
    yield* print(`Error while executing groups command : ${listed.error.message}`);
    yield* logError(`${trace(listed.error)}\n`, 'org.apache.kafka.tools.GroupsCommand');
    return 1;
  }
  const protocol = valueOf(given, 'protocol');
  const wanted = listed.value.filter((group) => {
    const of = group.groupType.toLowerCase();
    if (has(given, 'consumer')) return of === 'consumer' || (of === 'classic' && ['consumer', ''].includes(group.protocolType));
    if (has(given, 'share')) return of === 'share';
    if (has(given, 'streams')) return of === 'streams';
    return (type === null || of === type) && (protocol === null || group.protocolType === protocol);
  });
  const rows = wanted.map((group) => [group.groupId, capital(group.groupType), group.protocolType]).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  const width = Math.max(20, ...rows.flat().map((cell) => cell.length));
  const [header = [], ...rest] = [['GROUP', 'TYPE', 'PROTOCOL'], ...rows].map((cells) => cells.map((cell) => cell.padEnd(width)));
  yield* print(header.join(' '));
  for (const cells of rest) yield* print(`${cells.join(' ')} `);
  return 0;
}

function capital(type: string): string {
  return `${type.slice(0, 1).toUpperCase()}${type.slice(1).toLowerCase()}`;
}

export const kafkaGroups = scriptProgram('kafka-groups.sh', script, [
  { name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'command-config', takes: 'file' }, { name: 'group-type', takes: 'text' }, { name: 'protocol', takes: 'text' },
  ...['list', 'consumer', 'share', 'streams', 'help', 'version'].map((name) => ({ name, takes: 'nothing' as const })),
]);
