// kafka-consumer-groups.sh --list: names, and with --state or --type what they are.
import { type Given, has, valueOf } from '../console/arguments.ts';
import type { Done } from '../kafka-consumer-groups.ts';
import { wrapped } from './errors.ts';
import { runtime } from './reset-plan-file.ts';
import { type Answer, call, print, type Step, write } from './script.ts';
import { complain, type ToolHelp } from './tool-arguments.ts';

const STATES = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead', 'Empty', 'Assigning', 'Reconciling'];
/** In the order in which a set of the real tool gave them. */
const STATES_SHOWN = 'Assigning, CompletingRebalance, Stable, Empty, Reconciling, PreparingRebalance, Dead';
const TYPES = ['Consumer', 'Classic'];

/** The values of a filter by their proper names; null where one is none of the known. */
function filter(text: string | null, known: readonly string[]): string[] | null {
  const wanted = (text ?? '').split(',').map((each) => each.trim()).filter((each) => each !== '');
  const found = wanted.map((each) => known.find((name) => name.toLowerCase() === each.toLowerCase()) ?? null);
  return found.includes(null) ? null : found.flatMap((each) => (each === null ? [] : [each]));
}

export function* listGroups(given: Given, help: ToolHelp): Generator<Step, Done, Answer> {
  const states = filter(valueOf(given, 'state'), STATES);
  const types = filter(valueOf(given, 'type'), TYPES);
  if (states === null) {
    yield* write(2, complain(`Invalid state list '${valueOf(given, 'state') ?? ''}'. Valid states are: ${STATES_SHOWN}`, help));
    return 1;
  }
  if (types === null) {
    yield* write(2, complain(`Invalid types list '${valueOf(given, 'type') ?? ''}'. Valid types are: ${TYPES.join(', ')}`, help));
    return 1;
  }
  const listed = yield* call({ kind: 'listGroups', statesFilter: states, typesFilter: types });
  if (!listed.ok) return runtime(wrapped(listed.error));
  const groups = listed.value.filter((group) => group.groupType.toLowerCase() !== 'share');
  if (!has(given, 'state') && !has(given, 'type')) {
    for (const group of groups) yield* print(group.groupId);
    return null;
  }
  const width = Math.max(15, ...groups.map((group) => group.groupId.length)) + 10;
  const row = (name: string, type: string, state: string): string => `${name.padEnd(width)}${has(given, 'type') ? ` ${type.padEnd(20)}` : ''}${has(given, 'state') ? ` ${state.padEnd(20)}` : ''}`;
  yield* print(row('GROUP', 'TYPE', 'STATE'));
  for (const group of groups) yield* print(row(group.groupId, capital(group.groupType), group.groupState));
  return null;
}

function capital(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}
