// The menu of what leaves the page: a link to this moment, a picture or a film of the stage, the presenter's window, homework, and this world for the real systems.
import { DropdownMenu } from 'radix-ui';
import { Film, FolderDown, GraduationCap, Image, Link, PenTool, Presentation } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { type PageState, setPage, usePage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { sharing } from './sharing.ts';
import '../frame/menus.css';
import './teach.css';

export default function ShareMenu(): React.ReactNode {
  const menu = usePage((state) => state.menu);
  return menu === null ? null : <OpenMenu menu={menu} />;
}

const ICONS = { link: Link, png: Image, svg: PenTool, film: Film, presenter: Presentation, 'hand-in': GraduationCap, export: FolderDown } as const;

function OpenMenu({ menu }: { readonly menu: NonNullable<PageState['menu']> }): React.ReactNode {
  const acts = sharing(useWorld());
  const giveFocusBack = (event: Event): void => {
    event.preventDefault();
    if (menu.focus?.isConnected === true) menu.focus.focus();
  };
  return (
    <DropdownMenu.Root open onOpenChange={(open) => { if (!open) setPage({ menu: null }); }} modal={false}>
      <DropdownMenu.Trigger className="menu-anchor" style={{ left: `min(${menu.x}px, 100vw - 8px)`, top: `min(${menu.y}px, 100dvh - 8px)` }} tabIndex={-1} aria-hidden />
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu share-menu" align="start" collisionPadding={8} onCloseAutoFocus={giveFocusBack} aria-label={m.share()}>
          {acts.map(({ id, label, hint, run }) => {
            const Icon = ICONS[id];
            return (
              <DropdownMenu.Item key={id} className="menu-item share-item" onSelect={run} data-share={id}>
                <Icon size={16} aria-hidden />
                <span><strong>{label}</strong><span>{hint}</span></span>
              </DropdownMenu.Item>
            );
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
