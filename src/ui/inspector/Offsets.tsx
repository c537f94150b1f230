// Where groups stand: committed offset, position and lag, for each partition of a group or each group of a partition.
import type { OwnerRecord, WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { useTable } from '../store/world.ts';
import { number } from '../words/numbers.ts';

export function Offsets({ record }: { readonly record: WorldRecord }): React.ReactNode {
  const owners = [...useTable('owner').values()].filter((owner) => isAbout(record, owner)).sort(byPlace);
  const ofGroup = record.kind === 'group' || record.kind === 'member' || record.kind === 'client';
  // A topic's rows need both names.
  const ofTopic = record.kind === 'topic';
  if (owners.length === 0) return null;
  return (
    <section className="offsets">
      <h3>{m.offsets()}</h3>
      <table>
        <thead><tr>{ofTopic ? <th scope="col">{m.label_partition()}</th> : null}<th scope="col">{ofGroup ? m.label_partition() : m.label_group()}</th><th scope="col">{m.label_committed()}</th><th scope="col">{m.label_position()}</th><th scope="col">{m.label_lag()}</th></tr></thead>
        <tbody>
          {owners.map((owner) => (
            <tr key={owner.id}>
              {ofTopic ? <th scope="row">{owner.partition}</th> : null}
              <th scope="row">{ofGroup ? `${owner.topic}-${owner.partition}` : owner.group}</th><td>{offset(owner.committed)}</td><td>{offset(owner.position)}</td><td>{offset(owner.lag)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function isAbout(record: WorldRecord, owner: OwnerRecord): boolean {
  switch (record.kind) {
    case 'group': return owner.group === record.group;
    case 'member': return owner.share === undefined ? owner.memberId === record.memberId : owner.group === record.group && record.assignment.includes(`${owner.topic}-${owner.partition}`);
    case 'client': return record.role === 'consumer' && owner.node === record.node;
    case 'partition': case 'replica': return owner.topic === record.topic && owner.partition === record.partition;
    case 'topic': return owner.topic === record.name;
    case 'node': case 'owner': case 'flight': case 'link': case 'fact': case 'tty': case 'line': case 'plan':
    case 'flink-node': case 'flink-job': case 'flink-task': case 'flink-edge': case 'flink-time': case 'flink-window': case 'flink-state': case 'flink-checkpoint': return false;
    case 'queue': case 'worker': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return false;
    case 'sql-session': case 'sql-statement': case 'sql-result': case 'sql-changes': case 'sql-rows': return false;
  }
}

function byPlace(a: OwnerRecord, b: OwnerRecord): number {
  return a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition || (a.group < b.group ? -1 : 1);
}

function offset(value: number | null): string {
  return value === null ? '–' : number(value);
}
