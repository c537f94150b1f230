// The menu of what can be done to the thing under the pointer, or to the one that has the focus.
import { ContextMenu } from 'radix-ui';
import { useState } from 'react';
import { m } from '../paraglide/messages.js';
import { act } from '../store/act.ts';
import { setPage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { recordById } from '../store/world-store.ts';
import { describe } from '../words/describe.ts';
import { actionsFor, type ActionGroup } from './actions.ts';
import { pointedThing } from './focus.ts';

interface Opened {
  readonly id: string | null;
  readonly title: string;
  readonly groups: readonly ActionGroup[];
}

export function ActionMenu({ children }: { readonly children: React.ReactNode }): React.ReactNode {
  const world = useWorld();
  const [opened, setOpened] = useState<Opened>({ id: null, title: '', groups: [] });
  const aim = (event: React.MouseEvent): void => {
    const thing = pointedThing(event.target);
    const { tables } = world.store.getState();
    const record = thing === null ? undefined : recordById(tables, thing.id);
    setOpened(record === undefined ? { id: null, title: m.stage_name(), groups: [] } : { id: record.id, title: describe(record).title, groups: actionsFor(record, tables) });
  };
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={aim}>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="menu" collisionPadding={8}>
          <ContextMenu.Label className="menu-title">{opened.title}</ContextMenu.Label>
          {opened.id === null ? <AddItems /> : <ContextMenu.Item className="menu-item" onSelect={() => setPage({ selected: opened.id, tab: 'inspector' })}>{m.action_inspect()}</ContextMenu.Item>}
          {opened.groups.map((group, at) => (
            <ContextMenu.Group key={group.title ?? at}>
              <ContextMenu.Separator className="menu-line" />
              {group.title === null ? null : <ContextMenu.Label className="menu-label">{group.title}</ContextMenu.Label>}
              {group.actions.map((action) => (
                <ContextMenu.Item key={action.id} className={`menu-item${action.harms ? ' is-harm' : ''}`} onSelect={() => void act(world, action.inputs)}>{action.label}</ContextMenu.Item>
              ))}
            </ContextMenu.Group>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function AddItems(): React.ReactNode {
  return (
    <>
      <ContextMenu.Item className="menu-item" onSelect={() => setPage({ form: 'producer' })}>{m.action_add_producer()}</ContextMenu.Item>
      <ContextMenu.Item className="menu-item" onSelect={() => setPage({ form: 'consumer' })}>{m.action_add_consumer()}</ContextMenu.Item>
    </>
  );
}
