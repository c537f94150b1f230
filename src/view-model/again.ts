// The records of some kinds, made again and again while a world lives: what can't have changed since is not made anew, and what is the same is the very same.
import type { WorldRecord } from '../bridge/records.ts';
import { OUTSIDE } from '../sim/kafka/outside-state.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import type { ActorRecord } from '../sim/kernel/state.ts';
import type { Time } from '../sim/kernel/types.ts';
import type { See } from '../sim/onlooker.ts';
import { CheckedLogs } from './checked-logs.ts';
import { isSame } from './diff.ts';
import { projectWhole } from './whole.ts';

export type RecordsByKind = Readonly<Partial<Record<WorldRecord['kind'], readonly WorldRecord[]>>>;

/** Kinds that are made together, of what actors of some behaviours know. */
interface Source {
  readonly kinds: ReadonlySet<string>;
  readonly behaviors: ReadonlySet<string>;
}

const KAFKA = ['controller', 'broker'];
const CLIENTS = ['laptop', 'producer-app', 'consumer-app', 'processor-app', 'share-consumer-app'];

/** Kinds that also say how long something has lasted, or look at links and disks, are not among them: those change without any actor. */
const SOURCES: readonly Source[] = [
  { kinds: new Set(['tty', 'line']), behaviors: new Set(['laptop']) },
  { kinds: new Set(['client']), behaviors: new Set([...CLIENTS, OUTSIDE]) },
  { kinds: new Set(['topic', 'partition', 'replica']), behaviors: new Set(KAFKA) },
  { kinds: new Set(['group', 'member', 'owner']), behaviors: new Set([...KAFKA, ...CLIENTS, OUTSIDE]) },
  { kinds: new Set(['queue', 'worker', 'batch', 'zookeeper', 'candidate']), behaviors: new Set(['queue', 'queue-producer', 'queue-consumer', 'batch', 'batch-source', 'zookeeper', 'zookeeper-broker']) },
  { kinds: new Set(['database', 'dashboard']), behaviors: new Set(['database', 'dashboard']) },
  { kinds: new Set(['micro-batch', 'dataflow']), behaviors: new Set([...KAFKA, 'micro-batch', 'dataflow']) },
  { kinds: new Set(['flink-job', 'flink-edge', 'flink-time', 'flink-window', 'flink-state', 'flink-checkpoint']), behaviors: new Set(['jobmanager', 'taskmanager']) },
];
const FACTS: ReadonlySet<string> = new Set(['fact']);
const NONE: readonly WorldRecord[] = [];

/** A source of kinds that are asked for, and what its actors were when their records were made last. */
interface Asked extends Source {
  seen: readonly Seen[];
}

interface Seen {
  readonly actor: ActorRecord;
  readonly handled: number;
}

export class RecordsAgain {
  private readonly kernel: Kernel;
  private readonly logs = new CheckedLogs();
  private readonly asked: readonly Asked[];
  /** What looks at more than some actors. */
  private readonly others: ReadonlySet<string>;
  /** The next fact's number when facts were looked at last; null where nobody asks for them. */
  private nextFact: number | null;
  private known: RecordsByKind = {};

  constructor(kernel: Kernel, kinds: ReadonlySet<string>) {
    this.kernel = kernel;
    this.asked = SOURCES.map(({ kinds: all, behaviors }) => ({ kinds: new Set([...all].filter((kind) => kinds.has(kind))), behaviors, seen: [] })).filter((source) => source.kinds.size > 0);
    this.others = new Set([...kinds].filter((kind) => !FACTS.has(kind) && !SOURCES.some((source) => source.kinds.has(kind))));
    this.nextFact = kinds.has('fact') ? -1 : null;
  }

  /** The same object as before where nothing in it is another. */
  byKind(): RecordsByKind {
    const { actors, facts } = this.kernel.state;
    for (const source of this.asked) {
      const now = Object.values(actors).filter((actor) => source.behaviors.has(actor.behavior));
      if (now.length === source.seen.length && now.every((actor, at) => source.seen[at]?.actor === actor && source.seen[at].handled === actor.handled)) continue;
      source.seen = now.map((actor) => ({ actor, handled: actor.handled }));
      this.make(source.kinds);
    }
    if (this.nextFact !== null && this.nextFact !== facts.next) {
      this.nextFact = facts.next;
      this.make(FACTS);
    }
    if (this.others.size > 0) this.make(this.others);
    return this.known;
  }

  private make(kinds: ReadonlySet<string>): void {
    const made: Partial<Record<WorldRecord['kind'], WorldRecord[]>> = {};
    const seen = projectWhole(this.kernel.state, kinds, this.logs.looking());
    this.logs.saw(seen.values());
    for (const record of seen.values()) if (kinds.has(record.kind)) (made[record.kind] ??= []).push(record);
    const changed: Partial<Record<WorldRecord['kind'], readonly WorldRecord[]>> = {};
    const before: Readonly<Partial<Record<string, readonly WorldRecord[]>>> = this.known;
    const after: Readonly<Partial<Record<string, WorldRecord[]>>> = made;
    let unchanged = true;
    for (const kind of kinds) {
      const list = kept(after[kind] ?? [], before[kind] ?? NONE);
      if (list === before[kind]) continue;
      unchanged = false;
      Object.assign(changed, { [kind]: list });
    }
    if (!unchanged) this.known = { ...this.known, ...changed };
  }
}

/** The list before where nothing in it is another; else the new one, with what is the same as it was. */
function kept(now: WorldRecord[], before: readonly WorldRecord[]): readonly WorldRecord[] {
  let unchanged = now.length === before.length;
  for (let at = 0; at < now.length; at += 1) {
    const [record, old] = [now[at], before[at]];
    if (record === undefined || record === old) continue;
    if (old !== undefined && isSame(record, old)) now[at] = old;
    else unchanged = false;
  }
  return unchanged ? before : now;
}

/** Shows a kernel's records of these kinds at each instant at which it is looked at. */
export function seeing(kernel: Kernel, kinds: ReadonlySet<string>, see: (world: { readonly nowUs: Time; readonly byKind: RecordsByKind }) => void): See {
  const again = new RecordsAgain(kernel, kinds);
  return (nowUs) => see({ nowUs, byKind: again.byKind() });
}
