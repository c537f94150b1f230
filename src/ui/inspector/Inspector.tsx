// The inspector: what a thing is, its numbers, what can be done to it, what happened to it, and why.
import { X, ZoomIn } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FlinkRecord } from '../../bridge/flink-records.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { choose } from '../store/act.ts';
import { setPage, usePage } from '../store/page-store.ts';
import { useTable, useWorld, useWorldState } from '../store/world.ts';
import { recordById } from '../store/world-store.ts';
import { actionsFor } from '../stage/actions.ts';
import { HereList } from '../follow/HereList.tsx';
import { pageOf, placeOfId } from '../stage/zoom/levels.ts';
import { zoomTo } from '../stage/zoom/zoom-to.ts';
import { describe } from '../words/describe.ts';
import { EngineDetails } from './EngineDetails.tsx';
import { FlinkDetails } from './FlinkDetails.tsx';
import { History } from './History.tsx';
import { historyOf, mainFactOf } from './history-of.ts';
import { MetadataLogDetails } from './MetadataLogDetails.tsx';
import { Offsets } from './Offsets.tsx';
import { Questions } from './Questions.tsx';
import { RecordDetails } from './RecordDetails.tsx';
import { Records } from './Records.tsx';
import { Segments } from './Segments.tsx';
import { Why } from './Why.tsx';
import './inspector.css';

export default function Inspector(): React.ReactNode {
  const id = usePage((state) => state.selected);
  const record = useChosen(id);
  const close = (): void => setPage({ selected: null });
  if (id === null) return <aside className="inspector is-empty"><p>{m.inspector_empty()}</p></aside>;
  if (id.startsWith('record/')) return <RecordDetails key={id} id={id} />;
  const title = id === 'log/metadata' ? m.metadata_log() : record === undefined ? m.inspector_gone() : describe(record).title;
  return (
    <aside className="inspector" aria-label={m.inspector_name({ title })} data-testid="inspector">
      <header>
        <div>
          <h2>{title}</h2>
          {record === undefined ? null : <State record={record} />}
        </div>
        {record === undefined ? null : <Nearer id={record.id} />}
        <button type="button" className="round" aria-label={m.inspector_close()} onClick={close}><X size={17} aria-hidden /></button>
      </header>
      {id === 'log/metadata' ? <MetadataLogDetails /> : record === undefined ? <p className="inspector-gone">{m.inspector_gone_why()}</p> : <Details record={record} />}
    </aside>
  );
}

/** The chosen thing; a message that has landed is told as it was as long as it is chosen. */
function useChosen(id: string | null): WorldRecord | undefined {
  const now = useWorldState((state) => (id === null ? undefined : recordById(state.tables, id)));
  const [last, setLast] = useState<WorldRecord | undefined>(now);
  if (now !== undefined && now !== last) setLast(now);
  return now ?? (last?.kind === 'flight' && last.id === id ? last : undefined);
}

/** Partitions can be looked at large. */
function Nearer({ id }: { readonly id: string }): React.ReactNode {
  const { store } = useWorld();
  const place = placeOfId(id);
  const isThere = usePage((state) => place === null || pageOf(place, false).zoom === state.zoom);
  return place === null || isThere ? null : <button type="button" className="round" aria-label={m.zoom_menu()} title={m.zoom_menu()} data-zoom="thing" onClick={() => zoomTo(place, store.getState().tables['flink-node'].size > 0)}><ZoomIn size={16} aria-hidden /></button>;
}

function State({ record }: { readonly record: WorldRecord }): React.ReactNode {
  const { state } = describe(record);
  const tone = record.kind === 'flink-node' && record.state === 'down' ? 'is-fault' : record.kind === 'flink-task' && record.status !== 'RUNNING' ? 'is-waiting' : (record.kind === 'node' || record.kind === 'client') && record.state === 'down' ? 'is-fault'
    : (record.kind === 'node' || record.kind === 'client') && record.state !== 'running' ? 'is-waiting'
    : record.kind === 'replica' && (record.role === 'offline' || !record.inSync) ? 'is-waiting' : '';
  return state === '' ? null : <p className={`inspector-state ${tone}`}>{state}</p>;
}

function Details({ record }: { readonly record: WorldRecord }): React.ReactNode {
  const { about, rows, because } = describe(record);
  const facts = useTable('fact');
  const history = useMemo(() => historyOf(record, facts.values()), [record, facts]);
  // All of it: a broker that falls changes more partitions than the shown history holds.
  const main = useMemo(() => (because >= 0 ? because : mainFactOf(record, historyOf(record, facts.values(), Infinity))), [because, record, facts]);
  return (
    <>
      {about === '' ? null : <p className="inspector-about">{about}</p>}
      {record.kind === 'replica' ? <Records replica={record} /> : <HereList record={record} />}
      <Actions record={record} />
      <Questions key={record.id} record={record} />
      {isFlink(record) ? <FlinkDetails record={record} /> : null}
      <dl className="inspector-rows">{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <Offsets record={record} />
      {record.kind === 'replica' ? <Segments replica={record} /> : null}
      {record.kind === 'queue' || record.kind === 'batch' || record.kind === 'micro-batch' || record.kind === 'dataflow' || record.kind === 'database' ? <EngineDetails record={record} /> : null}
      {main >= 0 || hasCauses(record) ? <Why key={main} factId={main} /> : null}
      {record.kind === 'fact' ? null : <History facts={history} />}
    </>
  );
}

/** Messages in the air have no history: they are as they were sent. */
function hasCauses(record: WorldRecord): boolean {
  return record.kind !== 'flight' && record.kind !== 'flink-window' && record.kind !== 'flink-state';
}

function isFlink(record: WorldRecord): record is FlinkRecord {
  return record.kind.startsWith('flink-');
}

function Actions({ record }: { readonly record: WorldRecord }): React.ReactNode {
  const world = useWorld();
  const tables = useWorldState((state) => state.tables);
  const groups = actionsFor(record, tables);
  const [first, ...rest] = groups;
  if (first === undefined) return null;
  return (
    <div className="inspector-actions">
      {first.title === null ? null : <p>{first.title}</p>}
      <div>{first.actions.map((action) => <button key={action.id} type="button" className={action.harms ? 'button is-harm' : 'button is-main'} onClick={() => choose(world, action)} data-action={action.id}>{action.label}</button>)}</div>
      {rest.map((group) => (
        <details key={group.title}>
          <summary>{group.title}</summary>
          <div>{group.actions.map((action) => <button key={action.id} type="button" className={action.harms ? 'button is-harm' : 'button is-main'} onClick={() => choose(world, action)} data-action={action.id}>{action.label}</button>)}</div>
        </details>
      ))}
    </div>
  );
}
