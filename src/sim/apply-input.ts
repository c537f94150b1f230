// Inputs in: checks each against the world as it stands, notes what a person did, and tells the node that it is for.
import type { EngineSpec } from '../bridge/engines.ts';
import type { Input, NodeId, OutsideInput } from '../bridge/input.ts';
import type { AppSpec, LinkSpec, NodeSpec } from '../bridge/scenario.ts';
import { applyPlan } from './apply-plan.ts';
import { PLAN } from './engine/plan/plan-state.ts';
import { frozenCopy } from './kernel/copy.ts';
import { freeze } from './kernel/freeze.ts';
import type { Kernel } from './kernel/kernel.ts';
import { connectionsOf, createOutside, OUTSIDE } from './kafka/outside-state.ts';
import { isEngineSpec } from './saved-run.ts';

/** Why an input was not taken: keys of messages that the page has words for. */
export type Refusal =
  | 'no_such_node' | 'node_is_up' | 'node_is_down' | 'no_such_terminal' | 'terminal_is_open' | 'too_many_terminals'
  | 'name_taken' | 'no_such_app' | 'too_many_apps' | 'bad_value' | 'too_many_inputs' | 'too_many_branches' | 'not_planned';

/** How an application's process begins; given by the world, which knows the behaviours. */
export type AppSpawner = (kernel: Kernel, app: AppSpec, because: number) => void;
export type EngineSpawner = (kernel: Kernel, engine: EngineSpec, because: number) => void;
export type BrokerSpawner = (kernel: Kernel, broker: NodeSpec, because: number) => void;

/** How processes begin, which the world knows. */
export interface Spawners {
  readonly app: AppSpawner;
  readonly engine: EngineSpawner;
  readonly broker: BrokerSpawner;
}

const MAX_TERMINALS = 16;
const MAX_APPS = 64;
const LONGEST_LINE = 65_536;
/** Records that a producer's script names, at most. */
const LONGEST_SCRIPT = 5_000;
const LONGEST_FILE = 200_000;
const FILE_PATH = /^[\w.-]+(?:\/[\w.-]+){0,8}$/;
/** A year. */
const LARGEST_SKEW_MS = 31_536_000_000;
/** A letter (two units where it lies outside the basic plane), or a key's name. */
const KEY = /^(?:.{1,2}|[A-Z][A-Za-z0-9]{1,9})$/su;
const NAME = /^[A-Za-z0-9._-]{1,40}$/;

/** The node of an application. */
export function appNode(app: Pick<AppSpec, 'kind' | 'name'>): NodeId {
  return `${app.kind}-${app.name}`;
}

/** Applies an input at the present time of the world. Null when taken; else the world is as it was. */
export function applyInput(kernel: Kernel, input: Input, spawn: Spawners): Refusal | null {
  switch (input.kind) {
    case 'open-tty':
    case 'resize-tty':
    case 'close-tty':
    case 'line':
    case 'control':
    case 'key':
      return toTerminal(kernel, input);
    case 'write-file': return saveFile(kernel, input.path, input.text);
    case 'crash':
    case 'stop':
    case 'start':
      return toProcess(kernel, input.kind, input.node);
    case 'cut':
    case 'heal':
      return toLink(kernel, input.from, input.to, input.kind, { cut: input.kind === 'cut' });
    case 'shape-link':
      return isLink(input.link) ? toLink(kernel, input.from, input.to, input.kind, input.link) : 'bad_value';
    case 'slow-disk': {
      if (!isNode(kernel, input.node)) return 'no_such_node';
      if (!inRange(input.factor, 1, 10_000)) return 'bad_value';
      const fact = kernel.note(input.node, 'disk-slowed', { node: input.node, factor: input.factor }, [`node/${input.node}`]);
      kernel.slowDisk(input.node, input.factor, fact);
      return null;
    }
    case 'slow-task': return slowTasks(kernel, input.node, input.factor);
    case 'fail-disk': return failDisk(kernel, input.node, input.failure);
    case 'clock-skew': {
      if (!isNode(kernel, input.node)) return 'no_such_node';
      if (!inRange(input.ms, -LARGEST_SKEW_MS, LARGEST_SKEW_MS) || !Number.isInteger(input.ms)) return 'bad_value';
      kernel.note(input.node, 'clock-skewed', { node: input.node, ms: input.ms }, [`node/${input.node}`]);
      kernel.skewClock(input.node, input.ms);
      return null;
    }
    case 'add-app':
    case 'change-app':
      return toApp(kernel, input.kind, input.app, spawn.app);
    case 'remove-app':
      return removeApp(kernel, input.name);
    case 'add-engine':
    case 'change-engine':
      return toEngine(kernel, input.kind, input.engine, spawn.engine);
    case 'add-broker': return addBroker(kernel, input.broker, spawn.broker);
    case 'schedule':
    case 'unschedule':
    case 'chaos':
      return applyPlan(kernel, input);
    case 'client-connects':
    case 'client-asks':
    case 'client-leaves':
      return toOutside(kernel, input);
  }
}

/** Ids of brokers stay below those of controllers, as everywhere on the page. */
const HIGHEST_BROKER = 30;

function addBroker(kernel: Kernel, broker: NodeSpec, spawnBroker: BrokerSpawner): Refusal | null {
  const { id } = broker;
  if (!Number.isInteger(id) || id < 1 || id > HIGHEST_BROKER || !(broker.rack === undefined || NAME.test(broker.rack))) return 'bad_value';
  const node = `broker-${id}`;
  if (isNode(kernel, node)) return 'name_taken';
  spawnBroker(kernel, broker, kernel.note(node, 'broker-added', { broker: id }, [`node/${node}`]));
  return null;
}

/** Clients outside of the world are one actor, with an address for each connection. */
function toOutside(kernel: Kernel, input: OutsideInput): Refusal | null {
  if (!NAME.test(input.connection)) return 'bad_value';
  if (input.kind === 'client-connects') {
    if (!NAME.test(input.client)) return 'bad_value';
    if (!isNode(kernel, input.node)) return 'no_such_node';
    if (!kernel.isUp(input.node)) return 'node_is_down';
    if (!isNode(kernel, OUTSIDE)) kernel.spawn(OUTSIDE, 'outside', createOutside());
  }
  const connections = isNode(kernel, OUTSIDE) ? connectionsOf(kernel.actorState(OUTSIDE)) : {};
  if ((connections[input.connection] === undefined) !== (input.kind === 'client-connects')) return input.kind === 'client-connects' ? 'name_taken' : 'no_such_node';
  kernel.tell(OUTSIDE, freeze({ kind: 'Input', input: { ...input } }), -1);
  return null;
}

type TerminalInput = Extract<Input, { readonly tty: string }>;

function toTerminal(kernel: Kernel, input: TerminalInput): Refusal | null {
  if (!kernel.isUp('laptop')) return 'node_is_down';
  const terminals = terminalsOf(kernel.actorState('laptop'));
  if (input.kind === 'open-tty') {
    if (terminals.includes(input.tty)) return 'terminal_is_open';
    if (terminals.length >= MAX_TERMINALS) return 'too_many_terminals';
    if (!NAME.test(input.tty)) return 'bad_value';
  } else if (!terminals.includes(input.tty)) return 'no_such_terminal';
  if ((input.kind === 'open-tty' || input.kind === 'resize-tty') && !(inRange(input.columns, 2, 1000) && inRange(input.rows, 2, 1000))) return 'bad_value';
  if ((input.kind === 'line' || input.kind === 'control') && input.text.length > LONGEST_LINE) return 'bad_value';
  if (input.kind === 'key' && !KEY.test(input.key)) return 'bad_value';
  // What was typed is noted by the machine, which knows whether the shell or a program reads it.
  kernel.tell('laptop', freeze({ kind: 'Input', input: { ...input } }), -1);
  return null;
}

/** An editor saves a file; a folder on the way to it must be there. */
function saveFile(kernel: Kernel, path: string, text: string): Refusal | null {
  if (!kernel.isUp('laptop')) return 'node_is_down';
  if (!FILE_PATH.test(path) || path.split('/').includes('..') || text.length > LONGEST_FILE) return 'bad_value';
  kernel.tell('laptop', freeze({ kind: 'Input', input: { kind: 'write-file', path, text } }), -1);
  return null;
}

function terminalsOf(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('ttys' in state)) return [];
  return typeof state.ttys === 'object' && state.ttys !== null ? Object.keys(state.ttys) : [];
}

function toProcess(kernel: Kernel, kind: 'crash' | 'stop' | 'start', node: NodeId): Refusal | null {
  // The student's own machine and the world's own helpers are not for breaking.
  if (!isNode(kernel, node) || node === 'laptop' || node === PLAN || node.startsWith('shift-')) return 'no_such_node';
  if (kernel.isUp(node) === (kind === 'start')) return kind === 'start' ? 'node_is_up' : 'node_is_down';
  const [, engineKind = '', engineName = ''] = /^(queue|batch|zookeeper|micro-batch|dataflow|database|dashboard|shift)-(.+)$/.exec(node) ?? [];
  const subjects = engineKind === '' ? [`node/${node}`] : [`node/${node}`, `${engineKind}/${engineName}`, `worker/${node}`, `candidate/${node}`];
  switch (kind) {
    case 'crash':
      kernel.crash(node, 'process', kernel.note(node, 'node-crashed', { node }, subjects));
      return null;
    case 'start':
      kernel.start(node, kernel.note(node, 'node-started', { node }, subjects));
      return null;
    case 'stop':
      kernel.tell(node, freeze({ kind: 'Shutdown' }), kernel.note(node, 'node-stop-asked', { node }, subjects));
      return null;
  }
}

/** The tasks of a TaskManager take longer for everything, as on a machine that is too small. */
function slowTasks(kernel: Kernel, node: NodeId, factor: number): Refusal | null {
  if (kernel.state.actors[node]?.behavior !== 'taskmanager') return 'no_such_node';
  if (!kernel.isUp(node)) return 'node_is_down';
  if (!inRange(factor, 1, 10_000)) return 'bad_value';
  kernel.tell(node, freeze({ kind: 'SlowTasks', factor }), kernel.note(node, 'flink-tasks-slowed', { node, factor }, [`node/${node}`]));
  return null;
}

/** Only brokers have log directories whose failure they know how to take. */
function failDisk(kernel: Kernel, node: NodeId, failure: 'full' | 'broken' | 'none'): Refusal | null {
  if (!isNode(kernel, node) || !node.startsWith('broker-')) return 'no_such_node';
  const subjects = [`node/${node}`];
  kernel.failDisk(node, failure, failure === 'none' ? kernel.note(node, 'disk-repaired', { node }, subjects) : kernel.note(node, 'disk-failed', { node, failure }, subjects));
  return null;
}

const LINK_FACTS = { cut: 'link-cut', heal: 'link-healed', 'shape-link': 'link-shaped' } as const;

function toLink(kernel: Kernel, from: NodeId, to: NodeId, kind: keyof typeof LINK_FACTS, change: Partial<LinkSpec> & { readonly cut?: boolean }): Refusal | null {
  if (!isNode(kernel, from) || !isNode(kernel, to)) return 'no_such_node';
  if (from === to) return 'bad_value';
  const fact = kernel.note(from, LINK_FACTS[kind], { from, to }, [`link/${from}/${to}`, `node/${from}`, `node/${to}`]);
  kernel.setLink(from, to, change, fact);
  return null;
}

/** Only known fields with sensible values: a wrong one must not reach the state. */
function isLink(link: Partial<LinkSpec>): boolean {
  const highest: Readonly<Record<string, number>> = { latencyUs: 60_000_000, jitterUs: 60_000_000, bytesPerSecond: 1e12, lossRate: 1, duplicateRate: 1 };
  return Object.entries(link).every(([name, value]) => inRange(value, name === 'bytesPerSecond' ? 1 : 0, highest[name] ?? -1) && (!name.endsWith('Us') || Number.isInteger(value)));
}

function toApp(kernel: Kernel, kind: 'add-app' | 'change-app', app: AppSpec, spawnApp: AppSpawner): Refusal | null {
  if (!isApp(app)) return 'bad_value';
  const node = appNode(app);
  if (kind === 'change-app') {
    if (!isNode(kernel, node)) return 'no_such_app';
    if (!kernel.isUp(node)) return 'node_is_down';
    const changed = kernel.note(node, 'app-changed', { name: app.name }, [`node/${node}`, `client/${node}`]);
    kernel.tell(node, freeze({ kind: 'Configure', app: frozenCopy(app) }), changed);
    return null;
  }
  if (appNodes(kernel, app.name).length > 0) return 'name_taken';
  const apps = Object.keys(kernel.state.actors).filter((id) => /^(?:producer|consumer|share-consumer|processor)-/.test(id));
  if (apps.length >= MAX_APPS) return 'too_many_apps';
  spawnApp(kernel, app, kernel.note(node, 'app-added', { name: app.name }, [`node/${node}`, `client/${node}`]));
  return null;
}

function removeApp(kernel: Kernel, name: string): Refusal | null {
  const nodes = appNodes(kernel, name);
  if (nodes.length === 0) return 'no_such_app';
  for (const node of nodes) kernel.remove(node, kernel.note(node, 'app-removed', { name }, [`node/${node}`, `client/${node}`]));
  return null;
}

function toEngine(kernel: Kernel, kind: 'add-engine' | 'change-engine', engine: EngineSpec, spawnEngine: EngineSpawner): Refusal | null {
  if (!isEngineSpec(engine) || !NAME.test(engine.name)) return 'bad_value';
  const node = `${engine.kind}-${engine.name}`;
  if (kind === 'change-engine') {
    if (!isNode(kernel, node)) return 'no_such_node';
    if (!kernel.isUp(node)) return 'node_is_down';
    kernel.tell(node, freeze({ kind: 'Configure', engine: frozenCopy(engine) }), kernel.note(node, 'engine-changed', { node }, engineSubjects(engine)));
    return null;
  }
  if (isNode(kernel, node)) return 'name_taken';
  const engines = Object.keys(kernel.state.actors).filter((id) => /^(?:queue|batch|zookeeper|micro-batch|dataflow|database|dashboard|shift)-/.test(id));
  if (engines.length >= MAX_APPS) return 'too_many_apps';
  spawnEngine(kernel, engine, kernel.note(node, 'engine-added', { node }, engineSubjects(engine)));
  return null;
}

/** The ids of the records that an engine's node is seen as. */
function engineSubjects({ kind, name }: Pick<EngineSpec, 'kind' | 'name'>): string[] {
  const node = `${kind}-${name}`;
  switch (kind) {
    case 'queue': case 'batch': case 'zookeeper': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return [`node/${node}`, `${kind}/${name}`];
    case 'zookeeper-broker': return [`node/${node}`, `candidate/${node}`];
    case 'queue-producer': case 'queue-consumer': case 'batch-source': return [`node/${node}`, `worker/${node}`];
  }
}

const appNodes = (kernel: Kernel, name: string): NodeId[] => [`producer-${name}`, `consumer-${name}`, `share-consumer-${name}`, `processor-${name}`].filter((node) => isNode(kernel, node));

function isApp(app: AppSpec): boolean {
  if (!NAME.test(app.name)) return false;
  return app.kind === 'producer' ? inRange(app.recordsPerSecond, 0, 100_000) && (app.script?.length ?? 0) <= LONGEST_SCRIPT : inRange(app.processingMsPerRecord, 0, 3_600_000);
}

const isNode = (kernel: Kernel, node: NodeId): boolean => Object.hasOwn(kernel.state.actors, node);

const inRange = (value: unknown, lowest: number, highest: number): boolean => typeof value === 'number' && value >= lowest && value <= highest;
