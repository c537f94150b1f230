// Building a world by hand: each part is a small form, and the command that a real operator would type for it.
import { Plus, TerminalSquare } from 'lucide-react';
import { useId, useState } from 'react';
import type { HandInput } from '../../bridge/input.ts';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import { useTable, useWorld } from '../store/world.ts';
import { addPartitions, changeSetting, countingJob, createTopic, SETTINGS, type SettingChoice, START_FLINK, START_TASK_MANAGER } from './build.ts';
import { RealCommand } from './RealCommand.tsx';
import { typed } from './typed.ts';

export function Build(): React.ReactNode {
  return (
    <div className="acting-build">
      <Part id="topic" title={m.build_topic()}><TopicPart /></Part>
      <Part id="broker" title={m.build_broker()}><BrokerPart /></Part>
      <Part id="apps" title={m.build_apps()}><AppsPart /></Part>
      <Part id="partitions" title={m.build_partitions()}><PartitionsPart /></Part>
      <Part id="setting" title={m.build_setting()}><SettingPart /></Part>
      <Part id="flink" title={m.build_flink()}><FlinkPart /></Part>
      <Part id="job" title={m.build_job()}><JobPart /></Part>
    </div>
  );
}

/** One is open at a time. */
function Part({ id, title, children }: { readonly id: string; readonly title: string; readonly children: React.ReactNode }): React.ReactNode {
  return <details name="acting-build" data-build={id}><summary>{title}</summary>{children}</details>;
}

interface StepProps {
  readonly children?: React.ReactNode;
  readonly inputs: readonly HandInput[];
  readonly label: string;
  /** Where it is typed, if it is. */
  readonly tty?: string;
}

function Step({ children, inputs, label, tty }: StepProps): React.ReactNode {
  const world = useWorld();
  const send = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    // What is typed is seen to be typed, and answered, in its terminal.
    if (tty !== undefined) setPage({ dockOpen: true, dockTab: 'terminal' });
    if (await act(world, inputs)) say(m.act_done());
  };
  return (
    <form className="acting-form" onSubmit={(event) => void send(event)}>
      {children}
      <button type="submit" className="button is-main">{tty === undefined ? <Plus size={15} aria-hidden /> : <TerminalSquare size={15} aria-hidden />} {label}</button>
      <RealCommand inputs={inputs.filter(({ kind }) => kind !== 'open-tty')} />
    </form>
  );
}

type FieldProps = React.InputHTMLAttributes<HTMLInputElement> & { readonly label: string; readonly options?: readonly string[] };

function Field({ label, options, ...input }: FieldProps): React.ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} autoComplete="off" list={options === undefined ? undefined : `${id}-list`} {...input} />
      {options === undefined ? null : <datalist id={`${id}-list`}>{options.map((option) => <option key={option} value={option}>{option}</option>)}</datalist>}
    </div>
  );
}

const NAME = '[A-Za-z0-9._\\-]+';

/** Commands go into a terminal of the world. */
function useTyped(lines: readonly string[]): { readonly tty: string; readonly inputs: readonly HandInput[] } {
  return typed({ tty: useTable('tty') }, lines);
}

function useTopics(): string[] {
  return [...useTable('topic').values()].filter((topic) => !topic.internal).map((topic) => topic.name).sort();
}

function TopicPart(): React.ReactNode {
  const id = useId();
  const brokers = [...useTable('node').values()].filter(({ role }) => role === 'broker').length;
  const [choice, setChoice] = useState({ name: 'vendas', partitions: 3, replicationFactor: Math.min(3, Math.max(1, brokers)), configs: '' });
  const { tty, inputs } = useTyped([createTopic(choice)]);
  return (
    <Step inputs={inputs} tty={tty} label={m.build_type()}>
      <Field label={m.field_name()} value={choice.name} pattern={NAME} maxLength={249} required onChange={(event) => setChoice({ ...choice, name: event.target.value })} />
      <div className="acting-numbers">
        <Field label={m.build_partition_count()} type="number" min={1} max={100} required value={choice.partitions} onChange={(event) => setChoice({ ...choice, partitions: event.target.valueAsNumber })} />
        <Field label={m.build_copies()} type="number" min={1} max={30} required value={choice.replicationFactor} onChange={(event) => setChoice({ ...choice, replicationFactor: event.target.valueAsNumber })} />
      </div>
      <div className="field"><label htmlFor={id}>{m.build_configs()}</label><textarea id={id} rows={2} placeholder="min.insync.replicas=2" value={choice.configs} onChange={(event) => setChoice({ ...choice, configs: event.target.value })} /></div>
    </Step>
  );
}

function BrokerPart(): React.ReactNode {
  const nodes = useTable('node');
  const [rack, setRack] = useState('');
  let id = 1;
  while (nodes.has(`node/broker-${id}`)) id += 1;
  return (
    <Step inputs={[{ kind: 'add-broker', broker: { id, ...(rack === '' ? {} : { rack }) } }]} label={m.build_add_broker({ number: id })}>
      <p className="acting-about">{m.build_broker_about()}</p>
      <Field label="broker.rack" value={rack} pattern={`(${NAME})?`} maxLength={40} onChange={(event) => setRack(event.target.value)} />
    </Step>
  );
}

/** Applications have a form of their own, which the menu opens too. */
function AppsPart(): React.ReactNode {
  return (
    <div className="acting-form demo-acts">
      <button type="button" className="button" onClick={() => setPage({ form: 'producer' })}><Plus size={15} aria-hidden /> {m.action_add_producer()}</button>
      <button type="button" className="button" onClick={() => setPage({ form: 'consumer' })}><Plus size={15} aria-hidden /> {m.action_add_consumer()}</button>
    </div>
  );
}

function PartitionsPart(): React.ReactNode {
  const topics = useTable('topic');
  const names = useTopics();
  const [name, setName] = useState('');
  const topic = topics.get(`topic/${name === '' ? (names[0] ?? '') : name}`);
  const [count, setCount] = useState<number | null>(null);
  const wanted = count ?? (topic?.partitions ?? 1) + 1;
  const { tty, inputs } = useTyped([addPartitions(topic?.name ?? 'vendas', wanted)]);
  return (
    <Step inputs={inputs} tty={tty} label={m.build_type()}>
      <p className="acting-about">{m.build_partitions_about()}</p>
      <Field label={m.field_topic()} value={name === '' ? (names[0] ?? '') : name} options={names} required onChange={(event) => setName(event.target.value)} />
      <Field label={m.build_partition_count()} type="number" min={(topic?.partitions ?? 0) + 1} max={200} required value={wanted} onChange={(event) => setCount(event.target.valueAsNumber)} />
    </Step>
  );
}

const ENTITIES: readonly SettingChoice['entity'][] = ['topic', 'brokers', 'broker', 'group'];

function SettingPart(): React.ReactNode {
  const ids = [useId(), useId()];
  const topics = useTopics();
  const groups = [...useTable('group').values()].map(({ group }) => group);
  const brokers = [...useTable('node').values()].filter(({ role }) => role === 'broker').map((node) => String(node.number));
  const [choice, setChoice] = useState<SettingChoice>({ entity: 'topic', name: topics[0] ?? '', key: 'min.insync.replicas', value: '2' });
  const names = { topic: topics, broker: brokers, brokers: [], group: groups }[choice.entity];
  const titles = { topic: m.setting_topic, broker: m.setting_broker, brokers: m.setting_brokers, group: m.setting_group };
  const { tty, inputs } = useTyped([changeSetting(choice)]);
  const ofEntity = (value: string): void => {
    const entity = ENTITIES.find((one) => one === value) ?? 'topic';
    const first = { topic: topics, broker: brokers, brokers: [], group: groups }[entity][0] ?? '';
    setChoice({ entity, name: first, key: SETTINGS[entity][0] ?? '', value: '' });
  };
  return (
    <Step inputs={inputs} tty={tty} label={m.build_type()}>
      <div className="acting-numbers">
        <div className="field"><label htmlFor={ids[0]}>{m.setting_of()}</label><select id={ids[0]} value={choice.entity} onChange={(event) => ofEntity(event.target.value)}>{ENTITIES.map((entity) => <option key={entity} value={entity}>{titles[entity]()}</option>)}</select></div>
        {choice.entity === 'brokers' ? null : <Field label={m.field_name()} value={choice.name} options={names} required onChange={(event) => setChoice({ ...choice, name: event.target.value })} />}
      </div>
      <Field label={m.setting_key()} value={choice.key} options={SETTINGS[choice.entity]} required onChange={(event) => setChoice({ ...choice, key: event.target.value })} />
      <Field label={m.setting_value()} value={choice.value} placeholder={m.setting_default()} onChange={(event) => setChoice({ ...choice, value: event.target.value })} />
    </Step>
  );
}

function FlinkPart(): React.ReactNode {
  const has = useTable('flink-node').size > 0;
  const { tty, inputs } = useTyped([has ? START_TASK_MANAGER : START_FLINK]);
  return <Step inputs={inputs} tty={tty} label={has ? m.build_add_taskmanager() : m.build_start_flink()}><p className="acting-about">{has ? m.build_taskmanager_about() : m.build_flink_about()}</p></Step>;
}

function JobPart(): React.ReactNode {
  const topics = useTopics();
  const flink = useTable('flink-node').size > 0;
  const jobs = [...useTable('flink-job').values()].map(({ name }) => name);
  const [from, setFrom] = useState(topics[0] ?? '');
  const [to, setTo] = useState('contagem');
  const [windowSeconds, setWindow] = useState(10);
  let number = 1;
  while (jobs.includes(`contagem-${number}`)) number += 1;
  const { path, sql, commands } = countingJob({ name: `contagem-${number}`, from: from === '' ? (topics[0] ?? 'vendas') : from, to, windowSeconds: Number.isFinite(windowSeconds) ? windowSeconds : 10 });
  const { tty, inputs } = useTyped([...(flink ? [] : [START_FLINK]), ...commands]);
  return (
    <Step inputs={[{ kind: 'write-file', path, text: sql }, ...inputs]} tty={tty} label={m.build_run_job()}>
      <p className="acting-about">{m.build_job_about()}</p>
      <Field label={m.build_from()} value={from} options={topics} pattern={NAME} required onChange={(event) => setFrom(event.target.value)} />
      <div className="acting-numbers">
        <Field label={m.build_to()} value={to} pattern={NAME} required onChange={(event) => setTo(event.target.value)} />
        <Field label={m.build_window()} type="number" min={1} max={3_600} required value={windowSeconds} onChange={(event) => setWindow(event.target.valueAsNumber)} />
      </div>
    </Step>
  );
}
