// The command line of kafka-share-groups.sh: which options go together (ShareGroupCommandOptions).
import { type Given, has, valueOf } from '../console/arguments.ts';
import { specs } from './tool-arguments.ts';

export const SPECS = specs(
  'bootstrap-server group topic timeout command-config to-datetime',
  'list describe all-groups all-topics delete reset-offsets delete-offsets dry-run execute to-earliest to-latest members offsets verbose help version',
  'state',
);

const ACTIONS = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets'];
const SCENARIOS = ['to-datetime', 'to-earliest', 'to-latest'];

/** The first thing that is wrong with the options, null where nothing is. */
export function shareGroupsComplaint(given: Given): string | null {
  if (ACTIONS.filter((action) => has(given, action)).length !== 1) return 'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets.';
  if (!has(given, 'bootstrap-server')) return 'Missing required argument "[bootstrap-server]"';
  return describeComplaint(given) ?? deleteComplaint(given) ?? resetComplaint(given) ?? together(given);
}

function describeComplaint(given: Given): string | null {
  if (!has(given, 'describe')) return null;
  if (!has(given, 'group') && !has(given, 'all-groups')) return 'Option [describe] takes one of these options: [all-groups], [group]';
  if (['members', 'offsets', 'state'].filter((name) => has(given, name)).length > 1) return 'Option [describe] takes at most one of these options: [members], [offsets], [state]';
  return has(given, 'state') && valueOf(given, 'state') !== '' ? 'Option [describe] does not take a value for [state]' : null;
}

function deleteComplaint(given: Given): string | null {
  if (has(given, 'delete')) {
    if (!has(given, 'group') && !has(given, 'all-groups')) return 'Option [delete] takes the options [group] or [all-groups]';
    if (has(given, 'group') && has(given, 'all-groups')) return 'Option [delete] takes either [group] or [all-groups], not both.';
    if (has(given, 'topic')) return 'Option [delete] does not take the option: [topic]';
  }
  return has(given, 'delete-offsets') && !(has(given, 'group') && has(given, 'topic')) ? 'Option [delete-offsets] takes the following options: [group], [topic]' : null;
}

function resetComplaint(given: Given): string | null {
  if (!has(given, 'reset-offsets')) return null;
  if (has(given, 'dry-run') && has(given, 'execute')) return 'Option [reset-offsets] only accepts one of [execute] and [dry-run]';
  if (!has(given, 'dry-run') && !has(given, 'execute')) return 'Option [reset-offsets] takes the option: [execute] or [dry-run]';
  if (!has(given, 'group')) return 'Option [reset-offsets] takes the option: [group]';
  if (!has(given, 'topic') && !has(given, 'all-topics')) return 'Option [reset-offsets] takes one of these options: [all-topics], [topic]';
  const [first, second] = SCENARIOS.filter((name) => has(given, name));
  if (first === undefined) return 'Option [reset-offsets] takes one of these options: [to-datetime], [to-earliest], [to-latest]';
  return second === undefined ? null : `Option "[${first}]" can't be used with option "[${second}]"`;
}

function together(given: Given): string | null {
  if (has(given, 'group') && has(given, 'all-groups')) return 'Option "[group]" can\'t be used with option "[all-groups]"';
  const action = ['list', 'describe'].find((name) => has(given, name));
  if (action === 'list' && has(given, 'group')) return 'Option "[group]" can\'t be used with option "[list]"';
  return action !== undefined && has(given, 'topic') ? `Option "[topic]" can't be used with option "[${action}]"` : null;
}
