// The command line of kafka-consumer-groups.sh: which options go together (ConsumerGroupCommandOptions).
import { type Given, has } from '../console/arguments.ts';
import { specs } from './tool-arguments.ts';

export const SPECS = specs(
  'bootstrap-server group topic timeout command-config to-datetime by-duration from-file to-offset shift-by validate-regex',
  'list describe all-groups all-topics delete reset-offsets delete-offsets dry-run execute export to-earliest to-latest to-current members offsets verbose help version',
  'state type',
);

export const MISSING_EXECUTE =
  'WARN: No action will be performed as the --execute option is missing. In version 5.0, this command will require either --dry-run or --execute to be specified. You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.';

const ACTIONS = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets', 'validate-regex'];
export const SCENARIOS = ['to-offset', 'shift-by', 'to-datetime', 'by-duration', 'to-earliest', 'to-latest', 'to-current', 'from-file'];

/** jopt's own refusal: options that are there only beside others. */
export function unavailable(given: Given): string | null {
  const needs: readonly (readonly [string, string])[] = [['members', 'describe'], ['offsets', 'describe'], ['verbose', 'describe'], ['all-groups', 'describe delete reset-offsets'], ['all-topics', 'reset-offsets']];
  const bad = needs.filter(([name, others]) => has(given, name) && name === 'verbose' && !others.split(' ').some((other) => has(given, other)));
  const [first] = bad;
  return first === undefined ? null : `joptsimple.UnavailableOptionException: Option(s) [${first[0]}] are unavailable given other options on the command line`;
}

export interface Complaint {
  /** Whether the missing --execute is warned of before. */
  readonly warns: boolean;
  /** Null where nothing is wrong. */
  readonly message: string | null;
}

/** The first thing that is wrong with the options. */
export function groupsComplaint(given: Given): Complaint {
  const plain = (message: string | null): Complaint => ({ warns: false, message });
  const actions = ACTIONS.filter((action) => has(given, action));
  if (actions.length === 0) return plain('Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets, --validate-regex');
  if (!has(given, 'bootstrap-server') && !has(given, 'validate-regex')) return plain('Missing required argument "[bootstrap-server]"');
  if (has(given, 'describe')) {
    if (!has(given, 'group') && !has(given, 'all-groups')) return plain('Option [describe] takes one of these options: [group], [all-groups]');
    if (['members', 'offsets', 'state'].filter((name) => has(given, name)).length > 1) return plain('Option [describe] takes at most one of these options: [members], [offsets], [state]');
  }
  if (has(given, 'delete')) {
    if (!has(given, 'group') && !has(given, 'all-groups')) return plain('Option [delete] takes one of these options: [all-groups], [group]');
    if (has(given, 'topic')) return plain('The consumer does not support topic-specific offset deletion from a consumer group.');
  }
  if (has(given, 'delete-offsets') && (!has(given, 'group') || !has(given, 'topic'))) return plain('Option [delete-offsets] takes the following options: [topic], [group]');
  if (has(given, 'reset-offsets')) return resetComplaint(given);
  return plain(together(given));
}

function resetComplaint(given: Given): Complaint {
  if (has(given, 'dry-run') && has(given, 'execute')) return { warns: false, message: 'Option [reset-offsets] only accepts one of [execute] and [dry-run]' };
  const warns = !has(given, 'dry-run') && !has(given, 'execute');
  if (!has(given, 'group') && !has(given, 'all-groups')) return { warns, message: 'Option [reset-offsets] takes one of these options: [all-groups], [group]' };
  const chosen = SCENARIOS.filter((name) => has(given, name));
  const [first, second] = chosen;
  if (first !== undefined && second !== undefined) return { warns, message: `Option "[${first}]" can't be used with option "[${second}]"` };
  return { warns, message: together(given) };
}

function together(given: Given): string | null {
  if (has(given, 'group') && has(given, 'all-groups')) return 'Option "[group]" can\'t be used with option "[all-groups]"';
  const action = ['describe', 'list'].find((name) => has(given, name));
  if (action !== undefined && has(given, 'topic')) return `Option "[topic]" can't be used with option "[${action}]"`;
  return null;
}
