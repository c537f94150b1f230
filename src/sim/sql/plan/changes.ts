// Which changes flow over each edge of a plan: what can come from below, and whether somebody above needs the old row (FlinkChangelogModeInferenceProgram).
import { inputsOf } from '../expr/rex.ts';
import type { SortKey } from '../query/rel.ts';
import type { ChangeKinds } from './connector.ts';
import { describeNode } from './explain-node.ts';
import { equalKeys, holds, withinShare } from './keys.ts';
import { isInsertOnly, type Modifies, modifiesOf, ofChanges } from './modify.ts';
import { isUnknown } from './monotone.ts';
import { make } from './node.ts';
import type { Physical, PhysicalOf } from './physical.ts';
import { planError } from './tables.ts';

/** What is asked of a node that updates: nothing, only the new rows (`key`: and of a deleted one only its key), or the old ones too. */
type Update = 'none' | 'key' | 'after' | 'both';

const EVERY: Modifies = { update: true, delete: true };
const INSERTS: Modifies = { update: false, delete: false };

/** A plan whose nodes say what they give; refuses what an operator or a table can't take. A query that runs gives its client the old rows too. */
export function inferChanges(root: Physical, runs: boolean): Physical {
  checkModifies(root, EVERY, 'ROOT');
  const wanted: readonly Update[] = root.kind === 'Sink' || !modifiesOf(root).update ? ['none'] : runs ? ['both'] : ['key', 'after', 'both'];
  const inference = new Inference();
  for (const update of wanted) {
    const made = inference.visit(root, update);
    if (made !== null) return made;
  }
  throw planError(`Can't generate a valid execution plan for the given query:\n${describeNode(root)}`);
}

/** Every operator takes what comes from below; Flink's text names both where not. */
function checkModifies(node: Physical, required: Modifies, requester: string): void {
  const forward = (): void => node.inputs.forEach((input) => checkModifies(input, required, requester));
  const ask = (kinds: Modifies, name: string = node.kind): void => node.inputs.forEach((input) => checkModifies(input, kinds, name));
  switch (node.kind) {
    case 'Sink': return ask(ofChanges(node.takes), `Table sink '${node.request.path.join('.')}'`);
    case 'Calc': case 'Correlate': case 'LookupJoin': case 'Exchange': case 'Expand': case 'WatermarkAssigner': case 'WindowTableFunction': case 'Union':
      forward();
      break;
    case 'Deduplicate': case 'WindowRank': case 'WindowDeduplicate': case 'TemporalSort': case 'IntervalJoin': case 'WindowJoin': ask(INSERTS); break;
    case 'OverAggregate': ask(node.order.kind === 'other' ? EVERY : INSERTS); break;
    case 'Match': ask(INSERTS, 'Match Recognize'); break;
    case 'TableSourceScan': case 'Values': case 'DropUpdateBefore': case 'GroupAggregate': case 'GroupWindowAggregate': case 'WindowAggregate': case 'ChangelogNormalize': case 'Rank': case 'SortLimit': case 'Limit': case 'Sort': case 'Join': case 'TemporalJoin':
      ask(EVERY);
  }
  const gives = modifiesOf(node);
  const words = [gives.update && !required.update ? 'update' : '', gives.delete && !required.delete ? 'delete' : ''].filter((word) => word !== '');
  if (words.length > 0) throw planError(`${requester} doesn't support consuming ${words.join(' and ')} changes which is produced by node ${describeNode(node, 'infix')}`);
}

const bothOrNone = (node: Physical): Update => (modifiesOf(node).update ? 'both' : 'none');
const afterOrNone = (node: Physical): Update => (modifiesOf(node).update ? 'after' : 'none');

class Inference {
  private readonly done = new Map<Physical, Map<Update, Physical | null>>();

  /** The node so that it gives this, null where it can't. */
  visit(node: Physical, update: Update): Physical | null {
    const wanted = modifiesOf(node).update ? update : 'none';
    const known = this.done.get(node) ?? new Map<Update, Physical | null>();
    this.done.set(node, known);
    const found = known.get(wanted);
    if (found !== undefined) return found;
    const made = this.fresh(node, wanted);
    known.set(wanted, made);
    return made;
  }

  private fresh(node: Physical, update: Update): Physical | null {
    const all = (asked: (input: Physical, i: number) => Update): Physical | null => this.withInputs(node, update, node.inputs.map((input, i) => asked(input, i)));
    switch (node.kind) {
      case 'Sink': return this.sink(node);
      case 'TableSourceScan': return this.scan(node, update);
      case 'Values': return settled(node, [], 'none');
      case 'GroupAggregate': case 'GroupWindowAggregate': case 'WindowAggregate': case 'Limit': case 'Sort': case 'OverAggregate': return all(bothOrNone);
      case 'Deduplicate': case 'WindowRank': case 'WindowDeduplicate': case 'TemporalSort': case 'IntervalJoin': case 'WindowJoin': case 'Match': return all(() => 'none');
      case 'ChangelogNormalize': {
        // Who looks a deleted row up by its key needs no whole one.
        const raw = node.inputs[0]?.inputs[0];
        return update === 'key' && node.condition === null && raw !== undefined && raw.kind !== 'Calc' ? this.visit(raw, 'after') : all(afterOrNone);
      }
      case 'Rank': case 'SortLimit': return this.rank(node, update);
      case 'Calc': {
        const blocks = (update === 'after' || update === 'key') && node.condition !== null && !onUpsertKey(node);
        return blocks ? null : all(() => update);
      }
      case 'Union': case 'Correlate': case 'LookupJoin': case 'Exchange': case 'Expand': case 'WatermarkAssigner': case 'DropUpdateBefore': case 'WindowTableFunction': return all(() => update);
      case 'Join': return this.join(node, update);
      case 'TemporalJoin': return this.temporal(node, update);
    }
  }

  private withInputs(node: Physical, update: Update, asked: readonly Update[]): Physical | null {
    const inputs = node.inputs.map((input, i) => this.visit(input, asked[i] ?? 'none'));
    return inputs.every((input) => input !== null) ? settled(node, inputs, update) : null;
  }

  private scan(node: PhysicalOf<'TableSourceScan'>, update: Update): Physical {
    const { changes } = node.source;
    const read: Physical = { ...node, changes };
    if (!(changes.updateBefore && (update === 'after' || update === 'key'))) return read;
    const dropped = make({ kind: 'DropUpdateBefore' }, [read], node.fields);
    return { ...dropped, changes: { ...changes, updateBefore: false } };
  }

  private join(node: PhysicalOf<'Join'>, update: Update): Physical | null {
    if (update !== 'after' && update !== 'key') return this.withInputs(node, update, node.inputs.map(bothOrNone));
    const keys = [node.leftKey, node.rightKey];
    const supports = node.inputs.every((input, i) => !modifiesOf(input).update || withinShare(input.inputs[0]?.upsertKeys ?? [], keys[i] ?? []).some((key) => holds(keys[i] ?? [], key)));
    return supports ? this.withInputs(node, update, node.inputs.map((input) => (modifiesOf(input).update && update === 'key' ? 'key' : afterOrNone(input)))) : null;
  }

  private temporal(node: PhysicalOf<'TemporalJoin'>, update: Update): Physical | null {
    const [left, right] = node.inputs;
    if (left === undefined || right === undefined) return null;
    return this.withInputs(node, update, [update, modifiesOf(right).update ? 'key' : 'none']) ?? this.withInputs(node, update, [update, bothOrNone(right)]);
  }

  /** The quickest way to keep the first rows that the input's changes allow (RankProcessStrategy). */
  private rank(node: PhysicalOf<'Rank' | 'SortLimit'>, update: Update): Physical | null {
    const [shared] = node.inputs;
    const input = shared?.inputs[0];
    if (shared === undefined || input === undefined) return null;
    const order = node.kind === 'Rank' ? node.order : node.keys;
    const partition = node.kind === 'Rank' ? node.partition : [];
    if (isInsertOnly(input)) return this.ranked(node, update, 'none', { kind: 'append' });
    const key = input.upsertKeys.find((one) => holds(one, partition));
    if (key !== undefined && order.every((one) => risesTowards(input, one))) {
      const made = this.ranked(node, update, afterOrNone(shared), { kind: 'update', key });
      if (made !== null) return made;
    }
    return this.ranked(node, update, bothOrNone(shared), { kind: 'retract' });
  }

  private ranked(node: PhysicalOf<'Rank' | 'SortLimit'>, update: Update, asked: Update, strategy: PhysicalOf<'Rank'>['strategy']): Physical | null {
    const with_: Physical = node.kind === 'Rank' ? { ...node, strategy } : { ...node, strategy: strategy.kind };
    return this.withInputs(with_, update, [asked]);
  }

  /** A table with a key takes new rows alone where the key is the changes' own. */
  private sink(node: PhysicalOf<'Sink'>): Physical | null {
    const [input] = node.inputs;
    if (input === undefined) return null;
    const key = node.primaryKey;
    const isOwnKey = key !== null && input.upsertKeys.some((one) => equalKeys(one, key));
    const { updateAfter, updateBefore } = node.takes;
    const wanted: readonly Update[] = !updateAfter ? ['none'] : updateBefore ? [bothOrNone(input)] : key !== null && !isOwnKey ? [bothOrNone(input)] : [afterOrNone(input), bothOrNone(input)];
    for (const update of wanted) {
      const made = this.visit(input, update);
      if (made !== null) return { ...node, inputs: [made], changes: made.changes };
    }
    return null;
  }
}

function settled(node: Physical, inputs: readonly Physical[], update: Update): Physical {
  const { update: updates, delete: deletes } = modifiesOf(node);
  return { ...node, inputs, changes: { insert: true, updateAfter: updates, updateBefore: updates && update === 'both', delete: deletes } satisfies ChangeKinds };
}

/** A condition on the columns of the changes' own key is the same for the old row and the new one. */
function onUpsertKey(node: PhysicalOf<'Calc'>): boolean {
  const used = node.condition === null ? [] : inputsOf(node.condition);
  return (node.inputs[0]?.upsertKeys ?? []).some((key) => holds(key, used));
}

/** Whether a column only ever moves a row forwards in this order: COUNT and MAX when descending, MIN when ascending (FlinkRelMdModifiedMonotonicity). */
function risesTowards(node: Physical, key: SortKey): boolean {
  const [input] = node.inputs;
  if (input === undefined) return false;
  if (node.kind === 'Exchange') return risesTowards(input, key);
  if (node.kind === 'Calc') {
    const rex = node.exprs[key.index];
    return node.condition === null && rex?.kind === 'input' && risesTowards(input, { ...key, index: rex.index });
  }
  if (node.kind !== 'GroupAggregate' || !isInsertOnly(input) || isUnknown(input)) return false;
  if (key.index < node.groups.length) return true;
  const call = node.calls[key.index - node.groups.length];
  if (call === undefined) return false;
  return key.descending ? call.name === 'COUNT' || call.name === 'MAX' : call.name === 'MIN';
}
