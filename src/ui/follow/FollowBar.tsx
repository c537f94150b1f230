// The line over the stage that says where the followed record is now, in words, while the picture goes with it.
import { ListTree, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { pageStore, setPage, usePage } from '../store/page-store.ts';
import { useSaid } from '../store/use-said.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { hueOf, letterOf } from '../stage/keys.ts';
import { sides } from '../stage/paint.ts';
import { placeOfId } from '../stage/zoom/levels.ts';
import { zoomTo } from '../stage/zoom/zoom-to.ts';
import { identitiesOf, recordsWith } from '../words/lineage.ts';
import { nodeName } from '../words/names.ts';
import { number } from '../words/numbers.ts';
import { type Relation, relationOf, sidesOf } from './barriers.ts';
import { keepInView } from './camera.ts';
import { paintSide } from './paint-side.ts';
import { startFollowing, stopFollowing } from './following.ts';
import { type Journey, journeyOf } from './journey.ts';
import { flightOf, sentPlace, type SentPlace, writtenAs } from './sent.ts';
import { useResults } from './use-results.ts';
import './follow.css';

export default function FollowBar({ id }: { readonly id: string }): React.ReactNode {
  const sent = sentPlace(id);
  return sent === null ? <WrittenBar id={id} /> : <SentBar id={id} sent={sent} />;
}

/** Until its log has it, a record is named by its producer; from then on by its offset. */
function SentBar({ id, sent }: { readonly id: string; readonly sent: SentPlace }): React.ReactNode {
  const { store } = useWorld();
  const tables = useWorldState((state) => state.tables);
  const written = writtenAs(sent, tables);
  const flight = flightOf(sent, tables);
  const [to, setTo] = useState<string | null>(null);
  if (flight !== null && flight.to !== to) setTo(flight.to);
  useEffect(() => { if (written !== null && pageStore.getState().following === id) startFollowing(written, store.getState().tables); }, [id, written, store]);
  const node = flight?.to ?? to;
  const thing = node?.startsWith('broker-') === true ? `replica/${sent.topic}-${sent.partition}/${node.slice('broker-'.length)}` : null;
  useEffect(() => keepInView(thing, store.getState().tables), [thing, store]);
  const text = flight?.lost === true ? m.follow_sent_lost() : m.follow_sent_now({ to: node === null ? `${sent.topic}-${sent.partition}` : nodeName(node) });
  const said = useSaid(text);
  return (
    <section className="follow" aria-label={m.follow_name()} data-testid="follow">
      <p><strong>{`${sent.topic}-${sent.partition}`}</strong> <span aria-hidden data-testid="follow-now">{text}</span></p>
      <span className="hidden" aria-live="polite">{said}</span>
      <StopButton />
    </section>
  );
}

const StopButton = (): React.ReactNode => <button type="button" className="round" aria-label={`${m.follow_stop()} (Esc)`} title={`${m.follow_stop()} (Esc)`} onClick={stopFollowing} data-follow="stop"><X size={15} aria-hidden /></button>;

function WrittenBar({ id }: { readonly id: string }): React.ReactNode {
  const { store } = useWorld();
  const tables = useWorldState((state) => state.tables);
  const results = useResults(id);
  const journey = journeyOf(id, tables, results);
  const thing = journey?.now.thing ?? null;
  const hasFlink = tables['flink-node'].size > 0;
  const said = useSaid(journey?.now.text ?? '');
  useTraced(journey, results);
  const barrier = useBarriers(journey);
  useEnd(journey);
  useEffect(() => keepInView(thing, store.getState().tables), [thing, store]);
  if (journey === null) return null;
  const { topic, partition, offset } = journey.place;
  const key = journey.found?.record.key ?? null;
  const near = placeOfId(id);
  return (
    <section className="follow" aria-label={m.follow_name()} data-testid="follow">
      {thing === null ? null : <style>{`.stage .thing[data-id="${CSS.escape(thing)}"] > rect:first-of-type { stroke: var(--text); stroke-width: 2.5; }`}</style>}
      {key === null ? null : <span className="follow-key" style={{ background: `var(--key-${hueOf(key)})`, color: `var(--key-${hueOf(key)}-ink)` }} aria-hidden>{letterOf(key)}</span>}
      <p><strong>{`${topic}-${partition}@${offset}`}</strong> <span aria-hidden data-testid="follow-now">{journey.now.text}</span>{barrier === null ? null : <> <span className={`follow-barrier is-${barrier.side}`} data-barrier={barrier.side}>{barrierText(barrier)}</span></>}</p>
      <span className="hidden" aria-live="polite">{said}</span>
      <button type="button" className="round" aria-label={m.follow_life()} title={m.follow_life()} onClick={() => { if (near !== null) zoomTo(near, hasFlink); }}><ListTree size={15} aria-hidden /></button>
      <StopButton />
    </section>
  );
}

/** Everything that is the record, or came of it, is marked wherever it stands; jobs may come and go meanwhile. */
function useTraced(journey: Journey | null, results: ReadonlySet<string>): void {
  const jobs = useWorldState((state) => state.tables['flink-job']);
  const { store } = useWorld();
  const place = journey?.place;
  const own = place === undefined ? '' : `${place.topic}-${place.partition}@${place.offset}`;
  useEffect(() => {
    if (place === undefined) return;
    const traced = new Set(identitiesOf(place.topic, place.partition, place.offset, jobs.values()));
    setPage({ traced, tracedRecords: new Set([own, ...results, ...recordsWith(traced, store.getState().tables)]) });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the name stands for the place.
  }, [own, jobs.size, results, store]);
}

/** The barriers of checkpoints know on which side it is: they are drawn so wherever they are. */
function useBarriers(journey: Journey | null): Relation | null {
  const tasks = useWorldState((state) => state.tables['flink-task']);
  const found = journey === null ? NO_SIDES : sidesOf(journey.place, { 'flink-task': tasks });
  const text = JSON.stringify([...found]);
  useEffect(() => {
    setPage({ barriers: found });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the text stands for the sides.
  }, [text]);
  useEffect(() => () => setPage({ barriers: NO_SIDES }), []);
  return relationOf(found);
}

sides.paint = paintSide;

const NO_SIDES: ReadonlyMap<string, Relation> = new Map();

function barrierText({ side, checkpoint }: Relation): string {
  switch (side) {
    case 'held': return m.follow_barrier_held({ checkpoint: number(checkpoint) });
    case 'before': return m.follow_barrier_before({ checkpoint: number(checkpoint) });
    case 'after': return m.follow_barrier_after({ checkpoint: number(checkpoint) });
  }
}

/** At the end of its way, while time goes on, the following ends with a last word. */
function useEnd(journey: Journey | null): void {
  const playing = useWorldState((state) => state.clock.playing);
  const wasOpen = useRef(false);
  const over = journey?.over === true;
  const text = journey?.now.text ?? '';
  const own = journey?.id ?? null;
  const followed = usePage((state) => state.following);
  useEffect(() => {
    if (!over) wasOpen.current = true;
    else if (wasOpen.current && playing && followed === own) {
      say(`${m.follow_over()}: ${text}`);
      stopFollowing();
    }
  }, [over, playing, text, own, followed]);
}
