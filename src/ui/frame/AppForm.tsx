// The form for a new producer or consumer: few fields, good defaults, Kafka's own names for settings.
import { Dialog } from 'radix-ui';
import { useId, useState } from 'react';
import type { AppSpec } from '../../bridge/scenario.ts';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { setPage } from '../store/page-store.ts';
import { useTable, useWorld } from '../store/world.ts';

export default function AppForm({ role }: { readonly role: 'producer' | 'consumer' }): React.ReactNode {
  const world = useWorld();
  const close = (): void => setPage({ form: null });
  const add = async (event: React.FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const app = readForm(role, new FormData(event.currentTarget));
    if (await act(world, [{ kind: 'add-app', app }])) close();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title>{role === 'producer' ? m.form_producer() : m.form_consumer()}</Dialog.Title>
          <form onSubmit={(event) => void add(event)}>
            {role === 'producer' ? <ProducerFields /> : <ConsumerFields />}
            <footer>
              <button type="button" className="button" onClick={close}>{m.cancel()}</button>
              <button type="submit" className="button is-main">{m.add()}</button>
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

function readForm(role: 'producer' | 'consumer', form: FormData): AppSpec {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  if (role === 'producer') {
    const keys = text('keys').split(',').map((key) => key.trim()).filter((key) => key !== '');
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

function Choice({ label, name, options, hint }: { readonly label: string; readonly name: string; readonly options: readonly string[]; readonly hint?: string }): React.ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={hint === undefined ? 'mono' : ''}>{label}</label>
      <select id={id} name={name} aria-describedby={hint === undefined ? undefined : `${id}-hint`}>{options.map((option) => <option key={option}>{option}</option>)}</select>
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
