// The form for a new producer or consumer, and for what is changed of an application: few fields, good defaults, Kafka's own names for settings.
import { Dialog } from 'radix-ui';
import { useId, useState } from 'react';
import type { AppSpec } from '../../bridge/scenario.ts';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { setPage } from '../store/page-store.ts';
import { useRecord, useTable, useWorld } from '../store/world.ts';

/** `form` is a role, or the id of the client that is changed. */
export default function AppForm({ form }: { readonly form: string }): React.ReactNode {
  const world = useWorld();
  const role = form === 'producer' ? 'producer' : 'consumer';
  const known = useRecord('client', form)?.app;
  const [app] = useState(known);
  const close = (): void => setPage({ form: null });
  const send = async (event: React.FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const input = app === undefined ? { kind: 'add-app', app: readForm(role, data) } as const : { kind: 'change-app', app: changed(app, data) } as const;
    if (await act(world, [input])) close();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title>{app !== undefined ? m.form_change({ name: app.name }) : role === 'producer' ? m.form_producer() : m.form_consumer()}</Dialog.Title>
          <form onSubmit={(event) => void send(event)}>
            {app !== undefined ? <ChangeFields app={app} /> : role === 'producer' ? <ProducerFields /> : <ConsumerFields />}
            <footer>
              <button type="button" className="button" onClick={close}>{m.cancel()}</button>
              <button type="submit" className="button is-main">{app === undefined ? m.add() : m.save()}</button>
            </footer>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function ProducerFields(): React.ReactNode {
  const name = useFreeName('producer', 'p');
  return (
    <>
      <Field label={m.field_name()} name="name" defaultValue={name} pattern="[a-z0-9]([a-z0-9_\-]*)" maxLength={20} required />
      <TopicField />
      <Field label={m.field_rate()} name="rate" type="number" min={0.1} max={1000} step="any" defaultValue={2} required />
      <Field label={m.field_keys()} name="keys" defaultValue="ana, bruno, carla, davi" hint={m.field_keys_hint()} />
      <Choice label="acks" name="acks" options={['all', '1', '0']} />
    </>
  );
}

function ConsumerFields(): React.ReactNode {
  const name = useFreeName('consumer', 'c');
  const groups = [...useTable('group').values()].map((group) => group.group).sort();
  return (
    <>
      <Field label={m.field_name()} name="name" defaultValue={name} pattern="[a-z0-9]([a-z0-9_\-]*)" maxLength={20} required />
      <TopicField />
      <Field label={m.field_group()} name="group" defaultValue={groups[0] ?? 'loja'} required />
      <Choice label={m.field_group_kind()} name="kind" options={['consumer', 'share']} hint={m.field_group_kind_hint()} />
      <Field label={m.field_processing()} name="processing" type="number" min={0} max={60000} step={1} defaultValue={20} required />
      <Choice label="auto.offset.reset" name="reset" options={['earliest', 'latest']} />
    </>
  );
}

/** What decides when a batch leaves, with Kafka's defaults (KIP-1030 made linger.ms 5 ms). */
const BATCHING = [['linger.ms', '5'], ['batch.size', '16384']] as const;

const COMMITS = ['before', 'after', 'transactional'] as const;

/** What may be changed while it runs; name, topics and group stay. */
function ChangeFields({ app }: { readonly app: AppSpec }): React.ReactNode {
  if (app.kind === 'producer') {
    return (
      <>
        <Field label={m.field_rate()} name="rate" type="number" min={0.1} max={1000} step="any" defaultValue={app.recordsPerSecond} required />
        <Field label={m.field_keys()} name="keys" defaultValue={app.keys.join(', ')} hint={m.field_keys_hint()} />
        <Choice label="acks" name="acks" options={['all', '1', '0']} value={app.settings['acks'] === '-1' ? 'all' : app.settings['acks']} />
        {BATCHING.map(([name, kafka]) => <Field key={name} label={name} name={name} type="number" min={0} max={10_000_000} step={1} defaultValue={app.settings[name] ?? kafka} required />)}
      </>
    );
  }
  const commits = { before: m.commit_before(), after: m.commit_after(), transactional: m.commit_transactional() };
  return (
    <>
      {app.kind === 'processor' ? <Choice label={m.field_commit()} name="commit" options={COMMITS} value={app.commit} words={commits} /> : null}
      {app.kind === 'processor' && app.state !== undefined ? <Field label={m.field_snapshot()} name="snapshot" type="number" min={0} max={1_000_000} step={1} defaultValue={app.state.snapshotEvery} hint={m.field_snapshot_hint()} required /> : null}
      <Field label={m.field_processing()} name="processing" type="number" min={0} max={60000} step={1} defaultValue={app.processingMsPerRecord} required />
    </>
  );
}

function changed(app: AppSpec, form: FormData): AppSpec {
  if (app.kind === 'producer') return { ...app, recordsPerSecond: Number(textOf(form, 'rate')), keys: keysOf(form), settings: { ...app.settings, acks: textOf(form, 'acks'), ...batching(app.settings, form) } };
  const processingMsPerRecord = Number(textOf(form, 'processing'));
  if (app.kind !== 'processor') return { ...app, processingMsPerRecord };
  return { ...app, processingMsPerRecord, commit: COMMITS.find((one) => one === textOf(form, 'commit')) ?? app.commit, ...(app.state === undefined ? {} : { state: { snapshotEvery: Number(textOf(form, 'snapshot')) } }) };
}

/** A default that was never set stays unsaid. */
function batching(settings: Readonly<Record<string, string>>, form: FormData): Record<string, string> {
  return Object.fromEntries(BATCHING.map(([name, kafka]) => [name, textOf(form, name), kafka] as const).filter(([name, value, kafka]) => settings[name] !== undefined || value !== kafka).map(([name, value]) => [name, value]));
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function keysOf(form: FormData): string[] {
  return textOf(form, 'keys').split(',').map((key) => key.trim()).filter((key) => key !== '');
}

function readForm(role: 'producer' | 'consumer', form: FormData): AppSpec {
  const text = (name: string): string => textOf(form, name);
  if (role === 'producer') {
    const keys = keysOf(form);
    return {
      kind: 'producer', name: text('name'), topic: text('topic'), recordsPerSecond: Number(text('rate')), keys,
      value: keys.length === 0 ? 'registro {n}' : 'registro {n} de {key}', settings: { acks: text('acks') },
    };
  }
  const own = { name: text('name'), topics: [text('topic')], group: text('group'), processingMsPerRecord: Number(text('processing')) };
  // Where a share group begins is the group's setting, not its members'.
  return text('kind') === 'share' ? { kind: 'share-consumer', ...own, settings: {} } : { kind: 'consumer', ...own, settings: { 'auto.offset.reset': text('reset') } };
}

type FieldProps = React.InputHTMLAttributes<HTMLInputElement> & { readonly label: string; readonly hint?: string };

function Field({ label, hint, ...input }: FieldProps): React.ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} autoComplete="off" aria-describedby={hint === undefined ? undefined : `${id}-hint`} {...input} />
      {hint === undefined ? null : <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly options: readonly string[];
  readonly hint?: string;
  readonly value?: string | undefined;
  /** How the options are called, where it isn't as they are. */
  readonly words?: Readonly<Record<string, string>>;
}

function Choice({ label, name, options, hint, value, words }: ChoiceProps): React.ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hint === undefined && words === undefined ? 'mono' : ''}>{label}</label>
      <select id={id} name={name} defaultValue={value} aria-describedby={hint === undefined ? undefined : `${id}-hint`}>{options.map((option) => <option key={option} value={option}>{words?.[option] ?? option}</option>)}</select>
      {hint === undefined ? null : <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

function TopicField(): React.ReactNode {
  const topics = [...useTable('topic').values()].filter((topic) => !topic.internal).map((topic) => topic.name).sort();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{m.field_topic()}</label>
      <input id={id} name="topic" list={`${id}-topics`} defaultValue={topics[0] ?? 'pedidos'} autoComplete="off" required />
      <datalist id={`${id}-topics`}>{topics.map((topic) => <option key={topic} value={topic}>{topic}</option>)}</datalist>
    </div>
  );
}

/** `p1`, `p2`, … : the first that no application has. */
function useFreeName(role: string, letter: string): string {
  const clients = useTable('client');
  const [name] = useState(() => {
    let number = 1;
    while (clients.has(`client/${role}-${letter}${number}`)) number += 1;
    return `${letter}${number}`;
  });
  return name;
}
