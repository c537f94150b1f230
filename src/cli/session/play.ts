// Plays a session on a new world of its own, at the pace of the recorder, and collects what the terminals show.
import { defaultFlink } from '../../bridge/flink.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import type { Input } from '../../bridge/input.ts';
import type { Broker } from '../../sim/kafka/broker/state.ts';
import { nodeOf } from '../../sim/kafka/protocol.ts';
import type { Kernel } from '../../sim/kernel/kernel.ts';
import { SECOND, type Time } from '../../sim/kernel/types.ts';
import type { LaptopState } from '../../sim/shell/machine/state.ts';
import { controlInput, lastStatus, lineInput, openTty, outputMark, outputSince, promptIsBack } from '../../sim/shell/session.ts';
import { createWorld, giveInput } from '../../sim/world.ts';
import { needsFlink, type Recorded, type Step } from './parse.ts';

/** What a step showed: lines as a session file writes them (`| ...`, `|@name`, `? 1`). */
export interface Played {
  readonly step: Step;
  readonly output: readonly string[];
}

interface Terminal {
  readonly name: string;
  mark: number;
  /** Whether something was typed since its prompt was seen last. */
  typed: boolean;
}

interface Player {
  readonly kernel: Kernel;
  readonly terminals: Map<string, Terminal>;
  current: string;
}

/** The recorder gives up on a command after so long. */
const COMMAND_LIMIT: Time = 150 * SECOND;
const CONTROL_LIMIT: Time = 90 * SECOND;
const STEP = 10_000;

/** The recorder's Flink keeps its savepoints somewhere; all else is at its default. */
const FLINK_SETTINGS: Readonly<Record<string, string>> = {
  'execution.checkpointing.dir': 'file:/flink/checkpoints', 'execution.checkpointing.savepoint-dir': 'file:/flink/savepoints',
};

/** Plays the steps; the same seed plays the same. */
export function playSession(steps: readonly Recorded[], seed = 1): Played[] {
  const settings: Record<string, string> = {};
  const flinkSettings: Record<string, string> = {};
  for (const { step } of steps) {
    if (step.kind === 'setting') settings[step.name] = step.value;
    if (step.kind === 'flink setting') flinkSettings[step.name] = step.value;
  }
  const flink = needsFlink(steps) ? { flink: { ...defaultFlink, settings: { ...FLINK_SETTINGS, ...flinkSettings } } } : {};
  const player: Player = { kernel: createWorld({ ...defaultScenario, name: 'session', settings, ...flink }, seed), terminals: new Map(), current: 'main' };
  const running = ({ id }: { readonly id: number }): boolean => (player.kernel.actorState(nodeOf(id)) as Broker).life.state === 'running';
  until(player, () => defaultScenario.brokers.every(running), 60 * SECOND);
  terminal(player, 'main');
  return steps.map(({ step }) => ({ step, output: perform(player, step) }));
}

function laptop(player: Player): LaptopState {
  return player.kernel.actorState('laptop') as LaptopState;
}

function give(player: Player, input: Input): void {
  giveInput(player.kernel, input);
}

function terminal(player: Player, name: string): Terminal {
  const known = player.terminals.get(name);
  if (known !== undefined) return known;
  give(player, openTty(name));
  pass(player, 50_000);
  const made: Terminal = { name, mark: outputMark(laptop(player), name), typed: false };
  player.terminals.set(name, made);
  return made;
}

function pass(player: Player, us: Time): void {
  player.kernel.runUntil(player.kernel.state.now + us);
}

function until(player: Player, condition: () => boolean, limit: Time): void {
  const end = player.kernel.state.now + limit;
  while (!condition() && player.kernel.state.now < end) pass(player, STEP);
}

function type(player: Player, tty: Terminal, input: Input): void {
  tty.typed = true;
  give(player, input);
}

function perform(player: Player, step: Step): string[] {
  const tty = terminal(player, player.current);
  switch (step.kind) {
    case 'text':
    case 'setting':
    case 'flink setting':
    case 'no kafka': return [];
    case 'flink':
      give(player, { kind: step.verb, node: step.node });
      pass(player, SECOND);
      return [];
    case 'terminal':
      player.current = step.name;
      terminal(player, step.name);
      return [];
    case 'command':
      tty.mark = outputMark(laptop(player), tty.name);
      for (const line of step.lines) type(player, tty, lineInput(tty.name, line));
      if (!step.waits) {
        pass(player, 3 * SECOND);
        return [];
      }
      until(player, () => promptIsBack(laptop(player), tty.name), COMMAND_LIMIT);
      pass(player, 150_000);
      return show(player, tty, false);
    case 'typed':
      type(player, tty, lineInput(tty.name, step.text));
      pass(player, 400_000);
      return [];
    case 'control':
      type(player, tty, controlInput(tty.name, step.key));
      until(player, () => promptIsBack(laptop(player), tty.name), CONTROL_LIMIT);
      pass(player, 150_000);
      return show(player, tty, false);
    case 'pause': {
      pass(player, step.us);
      return currentFirst(player.terminals, player.current).flatMap((each) => show(player, each, each.name !== player.current));
    }
    case 'node':
      nodeAction(player, step.verb, step.id);
      return [];
  }
}

/** A stop returns when the process has ended, a start when the broker serves again, as the recorder's do. */
function nodeAction(player: Player, verb: 'crash' | 'stop' | 'start', id: number): void {
  const node = nodeOf(id);
  give(player, { kind: verb, node });
  if (verb === 'stop') until(player, () => !player.kernel.isUp(node), 30 * SECOND);
  if (verb === 'start' && id < 100) until(player, () => (player.kernel.actorState(node) as Broker).life.state === 'running', 90 * SECOND);
  if (verb === 'start' && id > 100) pass(player, 2 * SECOND);
}

/** What a terminal showed since it was looked at last, and the status where a command ended. */
function show(player: Player, tty: Terminal, labelled: boolean): string[] {
  const state = laptop(player);
  const text = outputSince(state, tty.name, tty.mark);
  tty.mark = outputMark(state, tty.name);
  let status: number | null = null;
  if (tty.typed && promptIsBack(state, tty.name)) {
    tty.typed = false;
    status = lastStatus(state, tty.name);
  }
  return shownLines(text, status, labelled ? tty.name : null);
}

/** What a terminal showed, and the status where a command ended, as a session file writes them; under the terminal's name where that is not the current one. */
export function shownLines(text: string, status: number | null, name: string | null): string[] {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n').map((line) => (line === '' ? '|' : `| ${line}`));
  return [...(name !== null && lines.length > 0 ? [`|@${name}`] : []), ...lines, ...(status === null || status === 0 ? [] : [`? ${status}`])];
}

/** Terminals in the order in which they are looked at: the current one, then the others by name. */
export function currentFirst<T extends { readonly name: string }>(terminals: ReadonlyMap<string, T>, current: string): readonly T[] {
  return [...terminals.values()].sort((a, b) => Number(a.name !== current) - Number(b.name !== current) || (a.name < b.name ? -1 : 1));
}

/** The session file that these steps make. */
export function sessionText(played: readonly Played[]): string {
  return `${played.flatMap(({ step, output }) => [...sourceOf(step), ...output]).join('\n')}\n`;
}

export function sourceOf(step: Step): readonly string[] {
  return step.kind === 'command' ? step.source : [step.line];
}
