// A solution with one small thing changed, as a tired hand would: what a check must not take for the goal.
import type { Input } from '../bridge/input.ts';
import type { EngineSpec } from '../bridge/engines.ts';
import type { AppSpec, Scenario } from '../bridge/scenario.ts';
import type { Move } from '../lesson/lesson.ts';

/** What was changed. */
export type MutantKind = 'left out' | 'order' | 'option' | 'name' | 'number' | 'value' | 'text' | 'place' | 'way';

export interface Mutant {
  readonly kind: MutantKind;
  /** What was changed, for reading. */
  readonly text: string;
  /** The first move that differs. */
  readonly at: number;
  readonly moves: readonly Move[];
}

/** A move in other words, or null where it is none of these. */
interface Changed {
  readonly kind: MutantKind;
  readonly text: string;
  readonly move: Move;
}

/** Options whose values name a thing of the cluster. */
const NAMES = new Set(['--topic', '--group', '--entity-name', '--transactional-id']);
/** The address is no choice of the learner's: without it no tool does anything. */
const ADDRESSES = new Set(['--bootstrap-server', '--bootstrap-controller']);
const OTHER = 'x';

/** All mutants of the moves before `until`: what stands after is done when the goal is reached already. */
export function mutantsOf(moves: readonly Move[], until: number, scenario: Scenario): Mutant[] {
  const mutants: Mutant[] = [];
  const needed = moves.slice(0, until);
  needed.forEach((move, at) => {
    if (isAct(move)) mutants.push({ kind: 'left out', text: `without ${moveText(move)}`, at, moves: moves.toSpliced(at, 1) });
    for (const { kind, text, move: other } of changes(move, scenario)) mutants.push({ kind, text, at, moves: moves.with(at, other) });
    const next = needed.findIndex((one, index) => index > at && isAct(one));
    const after = moves[next];
    if (isAct(move) && after !== undefined && moveText(after) !== moveText(move)) {
      mutants.push({ kind: 'order', text: `${moveText(after)} before ${moveText(move)}`, at, moves: moves.with(at, after).with(next, move) });
    }
  });
  return mutants;
}

/** Whether a move does something: to wait and to open a terminal does nothing to the world. */
export function isAct(move: Move): boolean {
  return move.kind !== 'wait' && !(move.kind === 'inputs' && move.inputs.every((input) => input.kind === 'open-tty'));
}

/** A move in a few words. */
export function moveText(move: Move): string {
  switch (move.kind) {
    case 'run': case 'type': return `"${move.text}"`;
    case 'press': return `^${move.key}`;
    case 'wait': return `${move.us / 1_000_000} s`;
    case 'inputs': return [...new Set(move.inputs.map((input) => inputText(input)))].join(', ');
  }
}

function inputText(input: Input): string {
  switch (input.kind) {
    case 'cut': case 'heal': case 'shape-link': return `${input.kind} ${input.from} to ${input.to}`;
    case 'add-app': case 'change-app': return `${input.kind} ${input.app.name}`;
    case 'add-engine': case 'change-engine': return `${input.kind} ${input.engine.name}`;
    case 'remove-app': return `${input.kind} ${input.name}`;
    default: return 'node' in input ? `${input.kind} ${input.node}` : `${input.kind} ${'tty' in input ? input.tty : ''}`;
  }
}

function changes(move: Move, scenario: Scenario): Changed[] {
  switch (move.kind) {
    case 'run': case 'type':
      return lineChanges(move.text).map(({ line, ...changed }) => ({ ...changed, move: { ...move, text: line } }));
    case 'press': case 'wait':
      return [];
    case 'inputs':
      return stageChanges(move, scenario);
  }
}

interface ChangedLine {
  readonly kind: MutantKind;
  readonly text: string;
  readonly line: string;
}

/** A command with an option left out, or with another name, number or value; or a record with another key or text. */
function lineChanges(line: string): ChangedLine[] {
  const words = line.split(' ');
  if (isSql(line)) return sqlChanges(line);
  if (/^(flink|sql-client\.sh|taskmanager\.sh) /.test(line)) return flinkChanges(words);
  if (!/\b[a-z-]+\.sh\b/.test(line)) return recordChanges(line);
  const found: ChangedLine[] = [];
  words.forEach((word, at) => {
    if (!word.startsWith('--')) return;
    const ends = words.findIndex((other, index) => index > at && (/^--|^[|<>&;]/.test(other)));
    const end = ends === -1 ? words.length : ends;
    const values = words.slice(at + 1, end);
    if (!ADDRESSES.has(word)) found.push({ kind: 'option', text: `without ${[word, ...values].join(' ')}`, line: words.toSpliced(at, end - at).join(' ') });
    const [value] = values;
    const other = value === undefined || ADDRESSES.has(word) ? null : otherValue(word, value);
    if (value !== undefined && other !== null) found.push({ kind: other.kind, text: `${word} ${value} becomes ${other.value}`, line: words.with(at + 1, other.value).join(' ') });
  });
  return found;
}

const isSql = (line: string): boolean => /^\s*(SELECT|INSERT|CREATE|ALTER|DROP|SET|EXECUTE)\b/i.test(line);

/** A statement with another number, name or text in its quotes. */
function sqlChanges(line: string): ChangedLine[] {
  const quoted = [...line.matchAll(/'([^']+)'/g)].map((match): ChangedLine => {
    const [whole, text = ''] = match;
    const other = otherSetting(text);
    return { kind: /^\d+$/.test(text) ? 'number' : 'value', text: `${whole} becomes '${other}'`, line: `${line.slice(0, match.index)}'${other}'${line.slice(match.index + whole.length)}` };
  });
  const [name] = /(?<=\b(?:FROM|INTO|TABLE|VIEW) )\w+/i.exec(line) ?? [];
  return name === undefined ? quoted : [...quoted, { kind: 'name', text: `${name} becomes ${name}${OTHER}`, line: line.replace(name, name + OTHER) }];
}

/** A command of Flink's with another number, another program or job, or without one of its options. */
function flinkChanges(words: readonly string[]): ChangedLine[] {
  return words.flatMap((word, at): ChangedLine[] => {
    if (at < (words[0] === 'flink' ? 2 : 1)) return [];
    if (/^\d+$/.test(word)) return [{ kind: 'number', text: `${word} becomes ${otherNumber(word)}`, line: words.with(at, otherNumber(word)).join(' ') }];
    if (/^--?[a-z]/i.test(word)) {
      const value = words[at + 1];
      const takes = value !== undefined && !value.startsWith('-') && word !== '-d' && word !== '-n';
      return [{ kind: 'option', text: `without ${takes ? `${word} ${value}` : word}`, line: words.toSpliced(at, takes ? 2 : 1).join(' ') }];
    }
    return at === words.length - 1 ? [{ kind: 'name', text: `${word} becomes ${word}${OTHER}`, line: words.with(at, word + OTHER).join(' ') }] : [];
  });
}

function otherValue(option: string, value: string): { readonly kind: MutantKind; readonly value: string } | null {
  if (NAMES.has(option)) return { kind: 'name', value: value + OTHER };
  if (/^\d+$/.test(value)) return { kind: 'number', value: otherNumber(value) };
  const [, key, set] = /^([\w.-]+)=(.+)$/.exec(value) ?? [];
  if (key === undefined || set === undefined) return null;
  return { kind: 'value', value: `${key}=${otherSetting(set)}` };
}

function otherSetting(value: string): string {
  if (/^\d+$/.test(value)) return otherNumber(value);
  const pairs: Readonly<Record<string, string>> = { true: 'false', false: 'true', all: '1', delete: 'compact', compact: 'delete', earliest: 'latest', latest: 'earliest' };
  return pairs[value] ?? `${value}${OTHER}`;
}

/** One less, and one more of what can't be less. */
function otherNumber(value: string): string {
  return String(Number(value) > 1 ? Number(value) - 1 : Number(value) + 1);
}

function recordChanges(line: string): ChangedLine[] {
  if (line.trim() === '') return [];
  const [, key, rest] = /^([^\s:]+):(.*)$/.exec(line) ?? [];
  if (key !== undefined && rest !== undefined) return [{ kind: 'name', text: `key ${key} becomes ${key}${OTHER}`, line: `${key}${OTHER}:${rest}` }, { kind: 'text', text: `"${line}" without its key`, line: rest }];
  return [{ kind: 'text', text: `"${line}" becomes "${line}${OTHER}"`, line: line + OTHER }];
}

function stageChanges(move: Extract<Move, { kind: 'inputs' }>, scenario: Scenario): Changed[] {
  const [first] = move.inputs;
  if (first === undefined) return [];
  const made = (kind: MutantKind, text: string, input: Input): Changed => ({ kind, text, move: { ...move, inputs: [input] } });
  switch (first.kind) {
    case 'crash': case 'stop': case 'start': {
      const other = otherNode(first.node, scenario);
      const way = first.kind === 'crash' ? 'stop' : first.kind === 'stop' ? 'crash' : null;
      return [
        ...(other === null ? [] : [made('place', `${first.node} becomes ${other}`, { ...first, node: other })]),
        ...(way === null ? [] : [made('way', `${first.kind} ${first.node} becomes ${way}`, { ...first, kind: way })]),
      ];
    }
    case 'cut': case 'heal': {
      const other = otherNode(first.to, scenario);
      const one = other === null || other === first.from ? [] : [made('place', `${first.kind} of ${first.from} goes to ${other}`, { ...first, to: other })];
      return move.inputs.length === 1 ? one : [...one, made('way', `${first.kind} from ${first.from} to ${first.to} alone`, first)];
    }
    case 'slow-task': case 'slow-disk': {
      const other = otherNode(first.node, scenario);
      return [...(other === null ? [] : [made('place', `${first.node} becomes ${other}`, { ...first, node: other })]), made('number', `factor ${first.factor} becomes ${first.factor === 1 ? 2 : 1}`, { ...first, factor: first.factor === 1 ? 2 : 1 })];
    }
    case 'add-app': case 'change-app':
      return appChanges(first.app).map(({ app, ...changed }) => ({ ...changed, move: { ...move, inputs: [{ ...first, app }] } }));
    case 'add-engine': case 'change-engine':
      return engineChanges(first.engine).map(({ engine, ...changed }) => ({ ...changed, move: { ...move, inputs: [{ ...first, engine }] } }));
    default:
      return [];
  }
}

interface ChangedEngine {
  readonly kind: MutantKind;
  readonly text: string;
  readonly engine: EngineSpec;
}

function engineChanges(engine: EngineSpec): ChangedEngine[] {
  const belongs = (owner: string, changed: EngineSpec): ChangedEngine => ({ kind: 'name', text: `${engine.name} belongs to ${owner}${OTHER}`, engine: changed });
  const slower = (changed: EngineSpec): ChangedEngine => ({ kind: 'number', text: `${engine.name}: ten times as slow`, engine: changed });
  switch (engine.kind) {
    case 'queue': return [{ kind: 'number', text: `${engine.name}: another visibility timeout`, engine: { ...engine, visibilityTimeoutMs: engine.visibilityTimeoutMs === 0 ? 10_000 : 0 } }];
    case 'queue-producer': return [belongs(engine.queue, { ...engine, queue: engine.queue + OTHER })];
    case 'queue-consumer': return [belongs(engine.queue, { ...engine, queue: engine.queue + OTHER }), slower({ ...engine, processingMsPerMessage: engine.processingMsPerMessage * 10 })];
    case 'batch': return [slower({ ...engine, everyMs: engine.everyMs * 10 })];
    case 'batch-source': return [belongs(engine.job, { ...engine, job: engine.job + OTHER })];
    case 'zookeeper': return [{ kind: 'number', text: `${engine.name}: ten times as many partitions`, engine: { ...engine, partitions: engine.partitions * 10 } }];
    case 'zookeeper-broker': return [belongs(engine.zookeeper, { ...engine, zookeeper: engine.zookeeper + OTHER })];
    case 'database': case 'shift': return [];
    case 'dashboard': return [belongs(engine.database, { ...engine, database: engine.database + OTHER }), { kind: 'number', text: `${engine.name}: ten times the interval`, engine: { ...engine, everyMs: engine.everyMs * 10 } }];
    case 'dataflow': return [slower({ ...engine, perRecordMs: engine.perRecordMs * 10 }), { kind: 'number', text: `${engine.name}: it waits longer`, engine: { ...engine, waitMs: engine.waitMs * 10 + 60_000 } }];
    case 'micro-batch': return [
      { kind: 'number', text: `${engine.name}: ten times the interval`, engine: { ...engine, triggerMs: engine.triggerMs === 0 ? 600_000 : engine.triggerMs * 10 } },
      { kind: 'value', text: `${engine.name}: another output mode`, engine: { ...engine, outputMode: engine.outputMode === 'update' ? 'append' : 'update' } },
    ];
  }
}

/** The next node of the same role, or the next application of the scenario. */
function otherNode(node: string, scenario: Scenario): string | null {
  const managers = (scenario.flink?.taskManagers ?? []).map(({ name }) => name);
  if (managers.includes(node)) return managers[(managers.indexOf(node) + 1) % managers.length] === node ? 'jobmanager' : (managers[(managers.indexOf(node) + 1) % managers.length] ?? null);
  if (node === 'jobmanager') return managers[0] ?? null;
  const all = [
    ...scenario.brokers.map(({ id }) => `broker-${id}`), ...scenario.controllers.map(({ id }) => `controller-${id}`), ...[...scenario.apps, ...(scenario.engines ?? [])].map((app) => `${app.kind}-${app.name}`),
  ];
  const isApp = !/^(broker|controller)-/.test(node);
  const role = node.slice(0, node.indexOf('-'));
  const same = all.filter((one) => (isApp ? !/^(broker|controller)-/.test(one) : one.startsWith(`${role}-`)));
  const others = same.filter((one) => one !== node);
  return others[Math.max(0, same.indexOf(node)) % Math.max(1, others.length)] ?? null;
}

function appChanges(app: AppSpec): { readonly kind: MutantKind; readonly text: string; readonly app: AppSpec }[] {
  const found: { kind: MutantKind; text: string; app: AppSpec }[] = [];
  const put = (kind: MutantKind, text: string, changed: AppSpec): void => void found.push({ kind, text: `${app.name}: ${text}`, app: changed });
  if (app.kind === 'producer') {
    put('name', `topic ${app.topic}${OTHER}`, { ...app, topic: app.topic + OTHER });
    if (app.keys.length > 0) put('value', 'no keys', { ...app, keys: [] });
  } else {
    put('name', `topics ${app.topics.join(', ')} become others`, { ...app, topics: app.topics.map((topic) => topic + OTHER) });
    put('name', `group ${app.group}${OTHER}`, { ...app, group: app.group + OTHER });
    if (app.kind === 'processor') put('way', `commits ${app.commit === 'before' ? 'after' : 'before'} its work`, { ...app, commit: app.commit === 'before' ? 'after' : 'before' });
    if (app.processingMsPerRecord > 0) put('number', 'ten times as slow', { ...app, processingMsPerRecord: app.processingMsPerRecord * 10 });
  }
  for (const [name, value] of Object.entries(app.settings)) put('value', `${name}=${value} becomes ${otherSetting(value)}`, { ...app, settings: { ...app.settings, [name]: otherSetting(value) } });
  return found;
}
