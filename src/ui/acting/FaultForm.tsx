// A fault to choose: what, to whom, how strong, now or later, and after how long it mends itself.
import { Zap } from 'lucide-react';
import { useId, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { say } from '../store/announce.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { recordById, type Tables } from '../store/world-store.ts';
import { type Choice, type Fault, type FaultId, FAULTS, nodesOfThing, targetName } from './faults.ts';
import { planInputs, readWhen, type When } from './planning.ts';
import { RealCommand } from './RealCommand.tsx';

const GROUPS: readonly Fault['group'][] = ['process', 'network', 'disk', 'load'];

const groupName = (group: Fault['group']): string => ({ process: m.fault_group_process, network: m.fault_group_network, disk: m.fault_group_disk, load: m.fault_group_load })[group]();

export function FaultForm({ target }: { readonly target: string | null }): React.ReactNode {
  const world = useWorld();
  // The form is drawn again when nodes come or go, not at each frame.
  useWorldState(({ tables }) => tables.node.size + tables.client.size + tables['flink-node'].size + tables.link.size);
  const { tables } = world.store.getState();
  const record = target === null ? undefined : recordById(tables, target);
  const [node, peer] = record === undefined ? [] : nodesOfThing(record);
  const possible = FAULTS.filter((fault) => (node === undefined ? fault.targets(tables).length > 0 : fault.targets(tables).includes(node)));
  const [id, setId] = useState<FaultId>(peer === undefined ? 'crash' : 'cut');
  const [choice, setChoice] = useState<Choice>({ target: node ?? '', other: peer ?? '', both: true, numbers: {} });
  const [when, setWhen] = useState<When>({ kind: 'now', text: '10' });
  const [mends, setMends] = useState('');
  const fault = possible.find((one) => one.id === id) ?? possible[0];
  if (fault === undefined) return <p className="acting-none">{m.fault_none()}</p>;
  const chosen = completed(fault, choice, tables);
  const inputs = fault.inputs(chosen, tables);
  const repairs = mends === '' || fault.repairs === null ? null : { afterUs: Math.max(0, Number(mends)) * 1_000_000, inputs: fault.repairs(chosen, tables) };
  const send = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    const { clock } = world.store.getState();
    const atUs = readWhen(when, clock.nowUs);
    if (atUs === null) {
      say(m.plan_past(), 'problem');
      return;
    }
    const given = planInputs({ atUs, nowUs: clock.nowUs, inputs, repairs, tables });
    if (await act(world, given)) say(atUs === 'now' ? m.act_done() : m.plan_done());
  };
  return (
    <form className="acting-form" onSubmit={(event) => void send(event)}>
      {GROUPS.map((group) => <FaultGroup key={group} group={group} faults={possible.filter((one) => one.group === group)} chosen={fault.id} onChoose={setId} />)}
      <p className="acting-about">{fault.about()}</p>
      <Targets fault={fault} choice={chosen} tables={tables} onChange={(changed) => setChoice({ ...choice, target: chosen.target, other: chosen.other, ...changed })} />
      <div className="acting-numbers">
        {fault.fields.map(({ name, label, value, min, max, step = 1 }) => (
          <label key={`${fault.id}/${name}`} className="field"><span>{label()}</span><input type="number" min={min} max={max} step={step} required value={choice.numbers[`${fault.id}/${name}`] ?? value} onChange={(event) => setChoice({ ...choice, numbers: { ...choice.numbers, [`${fault.id}/${name}`]: event.target.valueAsNumber } })} /></label>
        ))}
      </div>
      <WhenFields when={when} onChange={setWhen} />
      {fault.repairs === null ? null : <label className="field is-inline"><span>{m.fault_mends()}</span><input type="number" min={0} max={86_400} step="any" value={mends} placeholder="–" onChange={(event) => setMends(event.target.value)} /></label>}
      <button type="submit" className={`button is-main${when.kind === 'now' ? ' is-fault' : ''}`} disabled={inputs.length === 0} data-act="fault"><Zap size={15} aria-hidden /> {when.kind === 'now' ? m.fault_now() : m.fault_plan()}</button>
      <RealCommand inputs={inputs} />
    </form>
  );
}

/** What was not chosen yet, or is not there any more, is the first that is. */
function completed(fault: Fault, choice: Choice, tables: Tables): Choice {
  const targets = fault.targets(tables);
  const target = targets.includes(choice.target) ? choice.target : (targets[0] ?? '');
  const peers = fault.others?.(tables, target) ?? [];
  const numbers = Object.fromEntries(fault.fields.map(({ name, value }) => [name, choice.numbers[`${fault.id}/${name}`] ?? value]));
  return { target, other: peers.includes(choice.other) ? choice.other : (peers[0] ?? ''), both: choice.both, numbers };
}

interface GroupProps {
  readonly group: Fault['group'];
  readonly faults: readonly Fault[];
  readonly chosen: FaultId;
  readonly onChoose: (id: FaultId) => void;
}

function FaultGroup({ group, faults, chosen, onChoose }: GroupProps): React.ReactNode {
  if (faults.length === 0) return null;
  return (
    <fieldset className="acting-choices">
      <legend>{groupName(group)}</legend>
      {faults.map(({ id, name }) => <label key={id}><input type="radio" name="fault" value={id} checked={id === chosen} onChange={() => onChoose(id)} /><span>{name()}</span></label>)}
    </fieldset>
  );
}

interface TargetProps {
  readonly fault: Fault;
  readonly choice: Choice;
  readonly tables: Tables;
  readonly onChange: (changed: Partial<Choice>) => void;
}

function Targets({ fault, choice, tables, onChange }: TargetProps): React.ReactNode {
  const [one, two] = [useId(), useId()];
  const peers = fault.others?.(tables, choice.target) ?? null;
  return (
    <div className="acting-targets">
      <div className="field"><label htmlFor={one}>{peers === null ? m.fault_target() : m.fault_from()}</label><select id={one} value={choice.target} onChange={(event) => onChange({ target: event.target.value })}>{fault.targets(tables).map((node) => <option key={node} value={node}>{targetName(node)}</option>)}</select></div>
      {peers === null ? null : <div className="field"><label htmlFor={two}>{m.fault_to()}</label><select id={two} value={choice.other} onChange={(event) => onChange({ other: event.target.value })}>{peers.map((node) => <option key={node} value={node}>{targetName(node)}</option>)}</select></div>}
      {peers === null ? null : <label className="acting-check"><input type="checkbox" checked={choice.both} onChange={(event) => onChange({ both: event.target.checked })} /> {m.fault_both()}</label>}
    </div>
  );
}

function WhenFields({ when, onChange }: { readonly when: When; readonly onChange: (when: When) => void }): React.ReactNode {
  const kinds = { now: m.when_now, after: m.when_after, at: m.when_at };
  return (
    <fieldset className="acting-choices is-when">
      <legend>{m.when()}</legend>
      {(['now', 'after', 'at'] as const).map((kind) => <label key={kind}><input type="radio" name="when" checked={when.kind === kind} onChange={() => onChange({ kind, text: kind === 'at' ? '1:00' : '10' })} /><span>{kinds[kind]()}</span></label>)}
      {when.kind === 'now' ? null : <input className="acting-time" aria-label={when.kind === 'at' ? m.when_at_hint() : m.when_after_hint()} title={when.kind === 'at' ? m.when_at_hint() : m.when_after_hint()} value={when.text} pattern={when.kind === 'at' ? '[0-9]+(:[0-5]?[0-9])+' : '[0-9]+([.,][0-9]+)?'} required onChange={(event) => onChange({ ...when, text: event.target.value })} />}
    </fieldset>
  );
}
