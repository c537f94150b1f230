// Plays a recorded session with the real tools against the simulated cluster, at the recorder's pace.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultScenario } from '../../bridge/scenario.ts';
import type { Broker } from '../../sim/kafka/broker/state.ts';
import { nodeOf } from '../../sim/kafka/protocol.ts';
import type { Recorded, Step } from '../session/parse.ts';
import { currentFirst, type Played, shownLines } from '../session/play.ts';
import { LiveWorld } from './live-world.ts';
import { pass, RealTerminal } from './real-terminal.ts';
import { runLive } from './run-live.ts';

const COMMAND_LIMIT_MS = 150_000;
const CONTROL_LIMIT_MS = 90_000;
const KEYS = { C: '\x03', D: '\x04' } as const;

interface Player {
  readonly world: LiveWorld;
  readonly folder: string;
  readonly bin: string;
  readonly terminals: Map<string, RealTerminal>;
  current: string;
}

/** `bin` is the folder of the real tools (kafka-topics.sh and the rest). Nothing else may listen on the cluster's ports. */
export async function playWithRealTools(steps: readonly Recorded[], bin: string): Promise<Played[]> {
  const settings = Object.fromEntries(steps.flatMap(({ step }) => (step.kind === 'setting' ? [[step.name, step.value]] : [])));
  const world = new LiveWorld({ ...defaultScenario, name: 'session', settings, startedAtMs: Date.now() }, 1, () => performance.now());
  const running = await runLive(world, '127.0.0.1');
  const player: Player = { world, folder: mkdtempSync(join(tmpdir(), 'session-')), bin, terminals: new Map(), current: 'main' };
  try {
    await until(() => world.scenario.brokers.every(({ id }) => isRunning(world, id)), 60_000);
    const played: Played[] = [];
    for (const { step } of steps) played.push({ step, output: await perform(player, step) });
    return played;
  } finally {
    for (const terminal of player.terminals.values()) terminal.close();
    await running.stop();
    rmSync(player.folder, { recursive: true, force: true });
  }
}

const isRunning = (world: LiveWorld, id: number): boolean => (world.kernel.actorState(nodeOf(id)) as Broker).life.state === 'running';

async function until(condition: () => boolean, limitMs: number): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition() && performance.now() < end) await pass(20);
}

async function terminalOf(player: Player, name: string): Promise<RealTerminal> {
  const known = player.terminals.get(name) ?? (await RealTerminal.open(name, player.folder, player.bin));
  player.terminals.set(name, known);
  return known;
}

async function perform(player: Player, step: Step): Promise<string[]> {
  const terminal = await terminalOf(player, player.current);
  switch (step.kind) {
    case 'text': case 'setting': case 'flink setting': case 'no kafka': case 'flink': return [];
    case 'terminal':
      player.current = step.name;
      await terminalOf(player, step.name);
      return [];
    case 'command':
      terminal.take();
      terminal.type(`${step.lines.join('\n')}\n`);
      if (!step.waits) {
        await pass(3_000);
        return [];
      }
      await terminal.untilPrompt(COMMAND_LIMIT_MS);
      return show(terminal, false);
    case 'typed':
      terminal.type(`${step.text}\n`);
      await pass(400);
      return [];
    case 'control':
      terminal.type(KEYS[step.key === 'D' ? 'D' : 'C']);
      await terminal.untilPrompt(CONTROL_LIMIT_MS);
      return show(terminal, false);
    case 'pause':
      await pass(step.us / 1000);
      return currentFirst(player.terminals, player.current).flatMap((each) => show(each, each.name !== player.current));
    case 'node':
      await nodeAction(player.world, step.verb, step.id);
      return [];
  }
}

async function nodeAction(world: LiveWorld, verb: 'crash' | 'stop' | 'start', id: number): Promise<void> {
  const node = nodeOf(id);
  world.give({ kind: verb, node });
  if (verb === 'stop') await until(() => !world.kernel.isUp(node), 30_000);
  if (verb === 'start' && id < 100) await until(() => isRunning(world, id), 90_000);
  if (verb === 'start' && id > 100) await pass(2_000);
}

function show(terminal: RealTerminal, labelled: boolean): string[] {
  const { text, status } = terminal.take();
  return shownLines(text, status, labelled ? terminal.name : null);
}
