// `sim check LESSON --bootstrap-server HOST:PORT`: holds a lesson's checks against a real cluster, as far as a cluster can tell.
import { parseArgs } from 'node:util';
import type { WorldRecord } from '../bridge/records.ts';
import { partsOf } from '../lesson/conjuncts.ts';
import { holds, look, noMemory } from '../lesson/evaluate.ts';
import type { Expression } from '../lesson/expression.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import { factsOf, TOLD } from './real/facts.ts';
import { lessonAt } from './lesson-at.ts';
import { printLine } from './print.ts';

const USAGE = 'Usage: npm run -s sim -- check LESSON --bootstrap-server HOST:PORT\n';

export type Held = { readonly result: 'holds' | 'no' | 'as-far'; readonly untold: readonly string[] } | { readonly result: 'untold'; readonly untold: readonly string[] };

/** 0 where every step's goal is met as far as the cluster can tell, 1 where one is not, 2 where nothing was asked. */
export async function check(args: readonly string[], print: (line: string) => void = printLine): Promise<number> {
  const asked = readArguments(args);
  const lesson = asked === null ? null : lessonAt(asked.path);
  if (asked === null || lesson === null) {
    print(asked === null ? USAGE : `check: there is no lesson ${asked.path}`);
    return 2;
  }
  let records: readonly WorldRecord[];
  try {
    records = await factsOf(asked.host, asked.port);
  } catch (problem) {
    print(`check: ${problem instanceof Error ? problem.message : String(problem)}`);
    return 2;
  }
  let open = 0;
  for (const step of lesson.steps) {
    if (step.kind !== 'act') continue;
    const held = heldIn(step.check, records);
    if (held.result === 'no') open += 1;
    const untold = held.untold.length === 0 ? '' : `: ${held.untold.join(', ')}`;
    print(`${{ holds: 'holds         ', no: 'does not hold ', 'as-far': 'as far as told', untold: 'can\'t be told ' }[held.result]}  ${step.id}${untold}`);
  }
  return open === 0 ? 0 : 1;
}

/** Whether a check holds of these records. What it asks beside them, and what it asks of the past, a cluster can't tell. */
export function heldIn(expression: Expression, records: readonly WorldRecord[]): Held {
  const world = look(0, records);
  const parts = conjuncts(expression).map((part) => ({ untold: untoldOf(part), part }));
  const told = parts.filter(({ untold }) => untold.length === 0);
  const untold = [...new Set(parts.flatMap((one) => one.untold))];
  if (told.some(({ part }) => !holds(part, world, noMemory).holds)) return { result: 'no', untold };
  if (told.length === 0) return { result: 'untold', untold };
  return { result: untold.length === 0 ? 'holds' : 'as-far', untold };
}

/** Its parts, each as it is to hold now: a cluster is asked at one instant. */
function conjuncts(expression: Expression): readonly Expression[] {
  return partsOf(expression).flatMap((part) => (part.kind === 'eventually' ? conjuncts(part.of) : [part]));
}

const PAST: Readonly<Record<string, string>> = { never: 'what never was', grew: 'what has grown since the step began', for: 'how long something has held', moment: 'when something happened' };
const KINDS: Readonly<Record<string, string>> = { line: 'what a terminal showed', tty: 'what a terminal does', fact: 'what has happened, and why', client: 'what a client does by itself', link: 'the network', flight: 'messages on their way' };

function untoldOf(expression: Expression): readonly string[] {
  const past = JSON.stringify(expression, (name, value: unknown) => (name === 'value' && typeof value === 'string' ? '' : value));
  return [...Object.entries(PAST).flatMap(([kind, says]) => (past.includes(`"kind":"${kind}"`) ? [says] : [])), ...[...kindsOf([expression])].filter((kind) => !TOLD.has(kind)).map((kind) => KINDS[kind] ?? `records of kind ${kind}`)];
}

function readArguments(args: readonly string[]): { readonly path: string; readonly host: string; readonly port: number } | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { 'bootstrap-server': { type: 'string' } } });
    const address = /^([A-Za-z0-9.-]+):(\d{1,5})$/.exec(values['bootstrap-server'] ?? '');
    const [path] = positionals;
    if (path === undefined || positionals.length > 1 || address === null) return null;
    return { path: path.replace(/^lessons\//, '').replace(/\/$/, ''), host: address[1] ?? '', port: Number(address[2]) };
  } catch {
    return null;
  }
}
