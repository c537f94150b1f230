// The palette: everything that can be done or found, by a few letters.
import { Command } from 'cmdk';
import { useState } from 'react';
import { undo } from '../acting/undo.ts';
import { demoLanguage, DEMOS, openDemo } from '../demos/open-demo.ts';
import { startFollowing } from '../follow/following.ts';
import { m } from '../paraglide/messages.js';
import { choose } from '../store/act.ts';
import { FIRST_LADDER, setPage, usePage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { actionsFor } from '../stage/actions.ts';
import { zoomTo } from '../stage/zoom/zoom-to.ts';
import { sharing } from '../teach/sharing.ts';
import { questionsNow } from '../why/questions.ts';
import { recordId } from '../why/record.ts';
import { describe } from '../words/describe.ts';
import { speed as speedText } from '../words/numbers.ts';
import { SPEEDS } from '../timeline/Timeline.tsx';
import { useHasFlink } from './DockTabs.tsx';
import { type Entry, ranked } from './ranked.ts';
import { doorName, DOORS, enterDoor } from './doors.ts';
import './menus.css';

/** Newest records that can be followed from here. */
const MOST_FOLLOWED = 12;

export default function Palette(): React.ReactNode {
  const open = usePage((state) => state.paletteOpen);
  const [search, setSearch] = useState('');
  const { things, acts, page, questions } = useEntries();
  const close = (): void => setPage({ paletteOpen: false });
  const groups = ranked([{ heading: m.why_palette(), entries: questions }, { heading: m.palette_page(), entries: page }, { heading: m.palette_things(), entries: things }, { heading: m.palette_acts(), entries: acts }], search);
  return (
    <Command.Dialog open={open} onOpenChange={(next) => setPage({ paletteOpen: next })} label={m.palette()} overlayClassName="overlay" contentClassName="palette" shouldFilter={false}>
      <Command.Input placeholder={m.palette_placeholder()} value={search} onValueChange={setSearch} />
      <Command.List label={m.palette()}>
        {groups.length > 0 ? null : <p className="palette-empty">{m.palette_empty()}</p>}
        {groups.map(({ heading, entries }) => (
          <Command.Group key={heading} heading={heading}>
            {entries.map((entry) => <Command.Item key={entry.id} value={`${entry.label} ${entry.id}`} className="menu-item" onSelect={() => { close(); entry.run(); }}>{entry.label}</Command.Item>)}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}

function useEntries(): { readonly things: readonly Entry[]; readonly acts: readonly Entry[]; readonly page: readonly Entry[]; readonly questions: readonly Entry[] } {
  const world = useWorld();
  const flink = useHasFlink();
  const { tables, clock } = world.store.getState();
  const shown = [...tables.node.values(), ...tables.topic.values(), ...tables.partition.values(), ...tables.group.values(), ...tables.client.values()];
  const things = shown.map((record): Entry => ({ id: record.id, label: describe(record).title, run: () => setPage({ selected: record.id, tab: 'inspector' }) }));
  const nearer = [...tables.partition.values()].filter(({ topic }) => tables.topic.get(`topic/${topic}`)?.internal !== true).map(({ id, topic, partition }): Entry => ({ id: `zoom-${id}`, label: m.zoom_palette({ partition: `${topic}-${partition}` }), run: () => zoomTo({ level: 'partition', topic, partition }, flink) }));
  const { selected } = usePage((state) => state);
  const newest = [...tables.replica.values()].filter(({ role, topic, tail }) => role === 'leader' && tail.length > 0 && tables.topic.get(`topic/${topic}`)?.internal !== true).slice(0, MOST_FOLLOWED).flatMap(({ topic, partition, tail }) => recordId(topic, partition, tail.at(-1)?.offset ?? 0));
  const follows = [...new Set([...(selected?.startsWith('record/') === true ? [selected] : []), ...newest])].map((id): Entry => ({ id: `follow-${id}`, label: m.follow_palette({ place: id.slice('record/'.length).replace('/', '@') }), run: () => startFollowing(id, world.store.getState().tables) }));
  const acts = [...tables.node.values(), ...tables.client.values()].flatMap((record) => actionsFor(record, tables).slice(0, 1).flatMap((group) => group.actions.map((action): Entry => ({
    id: `${record.id}/${action.id}`, label: `${describe(record).title}: ${action.label}`, run: () => choose(world, action),
  }))));
  const { theme, locale, present, internalTopics, controlTraffic } = usePage((state) => state);
  const page: Entry[] = [
    { id: 'play', label: clock.playing ? m.pause() : m.play(), run: () => void world.api.playback({ kind: clock.playing ? 'pause' : 'play' }) },
    ...DOORS.map((door): Entry => ({ id: `door-${door}`, label: doorName(door), run: () => void enterDoor(door, world) })),
    { id: 'add-producer', label: m.action_add_producer(), run: () => setPage({ form: 'producer' }) },
    { id: 'add-consumer', label: m.action_add_consumer(), run: () => setPage({ form: 'consumer' }) },
    ...([['faults', m.acting_faults()], ['chaos', m.acting_chaos()], ['build', m.acting_build()], ['done', m.acting_done()]] as const).map(([tab, label]): Entry => ({ id: `act-${tab}`, label: `${m.acting()}: ${label}`, run: () => setPage({ acting: { tab, target: null } }) })),
    { id: 'undo', label: `${m.undo()} (Ctrl Z)`, run: () => void undo(world) },
    { id: 'packs', label: m.packs(), run: () => setPage({ sheet: 'packs' }) },
    { id: 'grading', label: m.grading(), run: () => setPage({ sheet: 'grading' }) },
    { id: 'about', label: m.about_title(), run: () => setPage({ sheet: 'about' }) },
    { id: 'keys', label: m.keys_title(), run: () => setPage({ keysOpen: true }) },
    ...DEMOS.map((demo): Entry => ({ id: `demo-${demo.id}`, label: `${m.door_demos()}: ${demo.title[demoLanguage()]}`, run: () => { setPage({ door: 'demos', lessonOpen: true, tab: 'lesson' }); void openDemo(demo.id, world); } })),
    { id: 'ladder', label: m.ladder_open(), run: () => setPage({ ladder: FIRST_LADDER }) },
    ...(flink ? [{ id: 'sql', label: m.palette_sql(), run: () => setPage({ dockOpen: true, dockTab: 'sql', tab: 'sql' }) } satisfies Entry] : []),
    { id: 'charts', label: m.charts(), run: () => setPage({ dockOpen: true, dockTab: 'charts', tab: 'charts' }) },
    { id: 'compare', label: m.compare(), run: () => setPage({ dockOpen: true, dockTab: 'compare', tab: 'compare' }) },
    ...sharing(world).map(({ id, label, run }): Entry => ({ id: `share-${id}`, label, run })),
    { id: 'theme', label: m.switch_theme(), run: () => setPage({ theme: theme === 'dark' ? 'light' : 'dark' }) },
    { id: 'language', label: m.switch_language(), run: () => setPage({ locale: locale === 'en' ? 'pt-BR' : 'en' }) },
    { id: 'present', label: m.switch_present(), run: () => setPage({ present: !present }) },
    { id: 'internal', label: m.show_internal(), run: () => setPage({ internalTopics: !internalTopics }) },
    { id: 'control', label: m.show_control(), run: () => setPage({ controlTraffic: !controlTraffic }) },
    ...SPEEDS.map((value): Entry => ({ id: `speed-${value}`, label: `${m.speed()} ${speedText(value)}`, run: () => void world.api.playback({ kind: 'speed', speed: value }) })),
  ];
  const seen = { tables, nowUs: clock.nowUs, epochMs: tables['flink-node'].get('flink-node/jobmanager')?.epochMs ?? 0 };
  const questions = questionsNow(seen).map(({ id, text, about }): Entry => ({ id: `ask-${id}`, label: text, run: () => setPage({ selected: about, asked: id, tab: 'inspector' }) }));
  return { things: [...things, ...nearer, ...follows], acts, page, questions };
}
