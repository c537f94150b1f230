// The top bar: the name, where the reader is, and the page's own switches.
import { Suspense } from 'react';
import { Languages, ListTree, Moon, PanelLeftOpen, Plus, Presentation, Search, Share2, Sun, Undo2, Zap } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { useSeen } from '../store/idle.ts';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { late } from './Broken.tsx';
import { doorName } from './doors.ts';
import { useMedia } from './use-media.ts';

const Crumbs = late('crumbs', () => import('../stage/zoom/Crumbs.tsx'));

export function TopBar(): React.ReactNode {
  const world = useWorld();
  const theme = usePage((state) => state.theme);
  const locale = usePage((state) => state.locale);
  const door = usePage((state) => state.door);
  const present = usePage((state) => state.present);
  const ladder = usePage((state) => state.ladder);
  const aside = usePage((state) => state.aside);
  const seen = useSeen(world.store);
  const phone = useMedia('(max-width: 760px)');
  const folded = usePage((state) => state.door !== null && !state.lessonOpen && state.door !== 'free');
  const back = async (): Promise<void> => (await import('../teach/moment-page.ts')).backToOwn(world);
  return (
    <header className="top-bar">
      <button type="button" className="brand" onClick={() => setPage({ door: null, selected: null })} title={m.to_start()}>
        <Mark />
        <span>{m.app_name()}</span>
      </button>
      {folded && !phone ? <button type="button" className="tool is-icon side-open" onClick={() => setPage({ lessonOpen: true })} aria-label={m.side_open()} title={m.side_open()}><PanelLeftOpen size={17} aria-hidden /></button> : null}
      {door === null ? null : <span className="where" title={doorName(door)}>{doorName(door)}</span>}
      {phone || !seen ? null : <Suspense><Crumbs /></Suspense>}
      {ladder === null || ladder.open ? null : <button type="button" className="tool" data-ladder="open" onClick={() => setPage({ ladder: { ...ladder, open: true } })}><ListTree size={16} aria-hidden /><span>{m.ladder_open()}</span></button>}
      {aside ? <button type="button" className="tool" data-menu="own" onClick={() => void back()} title={m.own_world_hint()}><Undo2 size={16} aria-hidden /><span>{m.own_world()}</span></button> : null}
      <span className="space" />
      <MenuButton menu={null} mark="add" label={m.add()} hint={m.add_hint()} icon={<Plus size={16} aria-hidden />} />
      <button type="button" className="tool" data-act="open" onClick={() => setPage({ acting: { tab: 'faults', target: null } })} title={m.faults_hint()}><Zap size={16} aria-hidden /><span>{m.faults()}</span></button>
      <MenuButton menu={SHARE_MENU} mark="share" label={m.share()} hint={m.share_hint()} icon={<Share2 size={16} aria-hidden />} />
      <button type="button" className="tool" onClick={() => setPage({ paletteOpen: true })} title={m.palette_hint()}><Search size={16} aria-hidden /><span>{m.palette()}</span><kbd>Ctrl K</kbd></button>
      <button type="button" className="tool is-icon is-wide" aria-pressed={present} onClick={() => setPage({ present: !present })} aria-label={m.switch_present()} title={m.switch_present()}><Presentation size={17} aria-hidden /></button>
      <button type="button" className="tool is-icon" onClick={() => setPage({ locale: locale === 'en' ? 'pt-BR' : 'en' })} data-switch="language" aria-label={m.switch_language()} title={m.switch_language()}><Languages size={17} aria-hidden /></button>
      <button type="button" className="tool is-icon" onClick={() => setPage({ theme: theme === 'dark' ? 'light' : 'dark' })} aria-label={m.switch_theme()} title={m.switch_theme()}>
        {theme === 'dark' ? <Sun size={17} aria-hidden /> : <Moon size={17} aria-hidden />}
      </button>
    </header>
  );
}

function Mark(): React.ReactNode {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6 11c4-3.400 7 3.400 11 0s6-1.600 9 0" /><path d="M6 17c4-3.400 7 3.400 11 0s6-1.600 9 0" opacity=".75" /><path d="M6 23c4-3.400 7 3.400 11 0s6-1.600 9 0" opacity=".5" />
      </g>
    </svg>
  );
}

/** The name of the menu of what leaves the page: links, pictures, the presenter's window. */
export const SHARE_MENU = 'page/share';

interface MenuButtonProps {
  /** The menu that it opens: the share menu, or null for what can be added. */
  readonly menu: string | null;
  readonly mark: string;
  readonly label: string;
  readonly hint: string;
  readonly icon: React.ReactNode;
}

function MenuButton({ menu, mark, label, hint, icon }: MenuButtonProps): React.ReactNode {
  const open = usePage((state) => state.menu !== null && state.menu.id === menu);
  const show = (event: React.MouseEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setPage({ menu: { id: menu, x: box.left, y: box.bottom, focus: event.currentTarget } });
  };
  return <button type="button" className="tool" data-menu={mark} title={hint} aria-haspopup="menu" aria-expanded={open} onClick={show}>{icon}<span>{label}</span></button>;
}
