// The menu of what can be done: to the thing that it was opened on, or to the cluster as a whole.
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import type { WorldRecord } from '../../bridge/records.ts';
import { nodesOfThing } from '../acting/faults.ts';
import { startFollowing, stopFollowing } from '../follow/following.ts';
import { type RecordHere, recordsHere } from '../follow/here.ts';
import { hereHow, hereName, KeyChip } from '../follow/HereList.tsx';
import { m } from '../paraglide/messages.js';
import { actionsFor } from '../stage/actions.ts';
import { pathTo, samePlace } from '../stage/zoom/levels.ts';
import { placeNow, zoomTo } from '../stage/zoom/zoom-to.ts';
import { choose } from '../store/act.ts';
import { setPage, usePage, type PageState } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { recordById, type Tables } from '../store/world-store.ts';
import { describe } from '../words/describe.ts';
import './menus.css';

export default function ThingMenu(): React.ReactNode {
  const menu = usePage((state) => state.menu);
  return menu === null ? null : <OpenMenu key={`${menu.id}/${menu.x}/${menu.y}`} menu={menu} />;
}

function OpenMenu({ menu }: { readonly menu: NonNullable<PageState['menu']> }): React.ReactNode {
  const { store } = useWorld();
  const { tables } = store.getState();
  // What it was opened on stays its subject: a message lands while one reads.
  const [record] = useState(() => (menu.id === null ? undefined : recordById(tables, menu.id)));
  const [here] = useState(() => hereOf(menu, record, tables));
  const close = (open: boolean): void => { if (!open) setPage({ menu: null }); };
  const giveFocusBack = (event: Event): void => {
    event.preventDefault();
    if (menu.focus?.isConnected === true) menu.focus.focus();
  };
  return (
    <DropdownMenu.Root open onOpenChange={close} modal={false}>
      <DropdownMenu.Trigger className="menu-anchor" style={{ left: `min(${menu.x}px, 100vw - 8px)`, top: `min(${menu.y}px, 100dvh - 8px)` }} tabIndex={-1} aria-hidden />
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" loop align="start" collisionPadding={8} onCloseAutoFocus={giveFocusBack} aria-label={record === undefined ? m.add_hint() : describe(record).title}>
          {menu.id?.startsWith('record/') === true ? (
            <>
              <DropdownMenu.Label className="menu-title">{menu.id.slice('record/'.length).replace('/', '@')}</DropdownMenu.Label>
              <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ selected: menu.id, tab: 'inspector' })}>{m.action_inspect()}</DropdownMenu.Item>
              <NearerItem id={menu.id} />
              <FollowItem id={menu.id} />
            </>
          ) : record === undefined ? <><HereItems here={here} /><AddItems /></> : (
            <>
              <HereItems here={here} />
              <DropdownMenu.Label className="menu-title">{describe(record).title}</DropdownMenu.Label>
              <NearerItem id={record.id} />
              <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ selected: record.id, tab: 'inspector' })}>{m.action_inspect()}</DropdownMenu.Item>
              <ActionItems id={record.id} />
              {nodesOfThing(record).length === 0 ? null : (
                <>
                  <DropdownMenu.Separator className="menu-line" />
                  <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ acting: { tab: 'faults', target: record.id } })} data-action="faults">{m.fault_more()}</DropdownMenu.Item>
                </>
              )}
            </>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** To the level of the stage that shows the thing largest, where that is not the one that is shown. */
function NearerItem({ id }: { readonly id: string }): React.ReactNode {
  const { store } = useWorld();
  const { tables } = store.getState();
  const place = pathTo(id, tables).at(-1);
  if (place === undefined || place.level === 'whole' || place.level === 'cluster' || samePlace(place, placeNow(tables))) return null;
  return <DropdownMenu.Item className="menu-item" onSelect={() => zoomTo(place, tables['flink-node'].size > 0)} data-action="zoom">{m.zoom_menu()}</DropdownMenu.Item>;
}

/** What can be followed from here: the one record or the message under the pointer, else the records of the thing. */
function hereOf(menu: NonNullable<PageState['menu']>, record: WorldRecord | undefined, tables: Tables): readonly RecordHere[] {
  const under = menu.record ?? null;
  if (under?.startsWith('record/') === true) return [{ id: under, key: null, how: 'log' }];
  const meant = under === null ? record : recordById(tables, under);
  return meant === undefined ? [] : recordsHere(meant, tables, MOST_HERE);
}

/** A menu has other items too. */
const MOST_HERE = 4;

/** One record with all that can be done with it, or several to choose from. */
function HereItems({ here }: { readonly here: readonly RecordHere[] }): React.ReactNode {
  const [only] = here;
  if (only === undefined) return null;
  const isOne = here.length === 1 && only.id.startsWith('record/');
  return (
    <>
      <DropdownMenu.Label className="menu-title">{isOne ? hereName(only.id) : m.here_title()}</DropdownMenu.Label>
      {isOne ? <FollowItem id={only.id} /> : here.map((one) => <HereItem key={one.id} here={one} />)}
      {isOne ? <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ selected: only.id, tab: 'inspector' })} data-action="inspect-record">{m.action_inspect()}</DropdownMenu.Item> : null}
      <DropdownMenu.Separator className="menu-line" />
    </>
  );
}

function HereItem({ here }: { readonly here: RecordHere }): React.ReactNode {
  const { store } = useWorld();
  return (
    <DropdownMenu.Item className="menu-item menu-record" onSelect={() => startFollowing(here.id, store.getState().tables)} data-action="follow">
      <KeyChip name={here.key} />
      <span>{m.follow_palette({ place: hereName(here.id) })}</span>
      <span className="menu-how">{hereHow(here.how)}</span>
    </DropdownMenu.Item>
  );
}

function FollowItem({ id }: { readonly id: string }): React.ReactNode {
  const { store } = useWorld();
  const following = usePage((state) => state.following === id);
  return <DropdownMenu.Item className="menu-item" onSelect={() => { if (following) stopFollowing(); else startFollowing(id, store.getState().tables); }} data-action="follow">{following ? m.follow_stop() : m.follow_start()}</DropdownMenu.Item>;
}

function ActionItems({ id }: { readonly id: string }): React.ReactNode {
  const world = useWorld();
  const { tables } = world.store.getState();
  const record = recordById(tables, id);
  if (record === undefined) return null;
  return actionsFor(record, tables).map((group, at) => (
    <DropdownMenu.Group key={group.title ?? at} aria-label={group.title ?? m.acting()}>
      <DropdownMenu.Separator className="menu-line" />
      {group.title === null ? null : <DropdownMenu.Label className="menu-label">{group.title}</DropdownMenu.Label>}
      {group.actions.map((action) => (
        <DropdownMenu.Item key={action.id} className={`menu-item${action.harms ? ' is-harm' : ''}`} onSelect={() => choose(world, action)} data-action={action.id}>{action.label}</DropdownMenu.Item>
      ))}
    </DropdownMenu.Group>
  ));
}

/** What can be built: applications by their form, the rest in the panel of acts. */
function AddItems(): React.ReactNode {
  return (
    <>
      <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ form: 'producer' })} data-add="producer">{m.action_add_producer()}</DropdownMenu.Item>
      <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ form: 'consumer' })} data-add="consumer">{m.action_add_consumer()}</DropdownMenu.Item>
      <DropdownMenu.Separator className="menu-line" />
      <DropdownMenu.Item className="menu-item" onSelect={() => setPage({ acting: { tab: 'build', target: null } })} data-add="build">{m.build_more()}</DropdownMenu.Item>
    </>
  );
}
