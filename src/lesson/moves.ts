// Moves as they stand in a lesson's file, and what they do in a world.
import type { Input, NodeId, TimedInput } from '../bridge/input.ts';
import type { Scenario } from '../bridge/scenario.ts';
import type { Lesson, Move } from './lesson.ts';
import type { AppFile, EngineFile, LinkFile, MoveFile } from './schema.ts';

/** The size of a terminal that a lesson opens. */
export const OPENED = { columns: 100, rows: 24, echo: true } as const;
/** The terminal in which things are typed before the learner comes. It is closed afterwards. */
const BEFORE = 'before';

/** `nodes` are all brokers and controllers of the world. */
export function moveOf(move: MoveFile, nodes: readonly NodeId[]): Move {
  const optional = move.optional === undefined ? {} : { optional: move.optional };
  if ('run' in move) return { kind: 'run', tty: move.tty, text: move.run, ...optional };
  if ('type' in move) return { kind: 'type', tty: move.tty, text: move.type, thenUs: move.pause, ...optional };
  if ('press' in move) return { kind: 'press', tty: move.tty, key: move.press, ...(move.pause === undefined ? {} : { thenUs: move.pause }), ...optional };
  if ('wait' in move) return { kind: 'wait', us: move.wait };
  return { kind: 'inputs', inputs: inputsOf(move, nodes), ...optional };
}

type StageMove = Exclude<MoveFile, { readonly run: string } | { readonly type: string } | { readonly press: string } | { readonly wait: number }>;

function inputsOf(move: StageMove, nodes: readonly NodeId[]): Input[] {
  if ('open' in move) return [{ kind: 'open-tty', tty: move.open, ...OPENED }];
  if ('crash' in move) return [{ kind: 'crash', node: move.crash }];
  if ('stop' in move) return [{ kind: 'stop', node: move.stop }];
  if ('start' in move) return [{ kind: 'start', node: move.start }];
  if ('cut' in move) return directions(move.cut, nodes).map((direction) => ({ kind: 'cut', ...direction }));
  if ('heal' in move) return directions(move.heal, nodes).map((direction) => ({ kind: 'heal', ...direction }));
  if ('slow-disk' in move) return [{ kind: 'slow-disk', node: move['slow-disk'], factor: move.times }];
  if ('slow-task' in move) return [{ kind: 'slow-task', node: move['slow-task'], factor: move.times }];
  if ('skew-clock' in move) return [{ kind: 'clock-skew', node: move['skew-clock'], ms: move.ms }];
  if ('slow-link' in move) {
    const link = { ...(move.latency === undefined ? {} : { latencyUs: move.latency }), ...(move.loss === undefined ? {} : { lossRate: move.loss }) };
    return directions(move['slow-link'], nodes).map((direction) => ({ kind: 'shape-link', ...direction, link }));
  }
  if ('save' in move) return [{ kind: 'write-file', path: move.save, text: move.text }];
  if ('add' in move) return [isEngine(move.add) ? { kind: 'add-engine', engine: move.add } : { kind: 'add-app', app: move.add }];
  if ('change' in move) return [isEngine(move.change) ? { kind: 'change-engine', engine: move.change } : { kind: 'change-app', app: move.change }];
  return [{ kind: 'remove-app', name: move.remove }];
}

/** Kinds of engines begin with what they are or belong to; those of applications never do. */
const isEngine = (given: AppFile | EngineFile): given is EngineFile => /^(queue|batch|zookeeper|micro-batch|dataflow|database|dashboard|shift)\b/.test(given.kind);

interface Direction {
  readonly from: NodeId;
  readonly to: NodeId;
}

function directions(link: LinkFile, nodes: readonly NodeId[]): Direction[] {
  if (typeof link === 'string') return nodes.filter((node) => node !== link).flatMap((node) => bothWays(link, node));
  return 'from' in link ? [link] : bothWays(link[0], link[1]);
}

function bothWays(a: NodeId, b: NodeId): Direction[] {
  return [{ from: a, to: b }, { from: b, to: a }];
}

/** A move as inputs that are given at once: what is typed is typed, and nothing is waited for. */
export function inputsAtOnce(move: Move): readonly Input[] {
  switch (move.kind) {
    case 'run': case 'type': return [{ kind: 'line', tty: move.tty, text: move.text }];
    case 'press': return [{ kind: 'control', tty: move.tty, key: move.key, text: '' }];
    case 'wait': return [];
    case 'inputs': return move.inputs;
  }
}

/** What a prediction tries: what comes before the first `wait` and the typed lines at once, each other move when its time has come. Nothing waits for a prompt. */
export function foreseenInputs(tty: string, lines: readonly string[], moves: readonly Move[]): TimedInput[] {
  let atUs = 0;
  const timed = moves.flatMap((move): TimedInput[] => {
    if (move.kind === 'wait') atUs += move.us;
    return inputsAtOnce(move).map((input) => ({ atUs, input }));
  });
  const typed = lines.map((text): TimedInput => ({ atUs: 0, input: { kind: 'line', tty, text } }));
  return [{ atUs: 0, input: { kind: 'open-tty', tty, ...OPENED } }, ...timed.filter((one) => one.atUs === 0), ...typed, ...timed.filter((one) => one.atUs > 0)];
}

/** The names of a world's brokers, controllers and Flink processes. */
export function nodesOf(scenario: Pick<Scenario, 'brokers' | 'controllers' | 'flink'>): NodeId[] {
  const flink = scenario.flink === undefined ? [] : ['jobmanager', ...scenario.flink.taskManagers.map(({ name }) => name)];
  return [...scenario.brokers.map(({ id }) => `broker-${id}`), ...scenario.controllers.map(({ id }) => `controller-${id}`), ...flink];
}

/**
 * Moves with times instead of waiting, for what happens before the learner comes. A command that is `run` would have to be waited for, so it is
 * not for here: null says so.
 */
export function timedInputs(moves: readonly Move[], fromUs: number): TimedInput[] | null {
  if (moves.length === 0) return [];
  const inputs: TimedInput[] = [{ atUs: fromUs, input: { kind: 'open-tty', tty: BEFORE, ...OPENED } }];
  let atUs = fromUs;
  for (const move of moves) {
    switch (move.kind) {
      case 'run':
        return null;
      case 'type':
        inputs.push({ atUs, input: { kind: 'line', tty: BEFORE, text: move.text } });
        atUs += move.thenUs;
        break;
      case 'press':
        inputs.push({ atUs, input: { kind: 'control', tty: BEFORE, key: move.key, text: '' } });
        atUs += move.thenUs ?? 0;
        break;
      case 'wait':
        atUs += move.us;
        break;
      case 'inputs':
        inputs.push(...move.inputs.map((input) => ({ atUs, input })));
        break;
    }
  }
  return [...inputs, { atUs, input: { kind: 'close-tty', tty: BEFORE } }];
}

/** Whether some step of a lesson is solved in a terminal, and not by hand on the stage alone. */
export function isTyped(lesson: Pick<Lesson, 'steps'>): boolean {
  const moves = lesson.steps.flatMap((step) => (step.kind === 'act' ? [...step.solution, ...(step.rules ?? []).flatMap((rule) => rule.moves)] : []));
  return moves.some((move) => move.kind === 'run' || move.kind === 'type' || move.kind === 'press');
}
