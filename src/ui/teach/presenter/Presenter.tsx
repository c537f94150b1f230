// The presenter's window: the same world as on the class's page, with notes, the next step, demonstrations, and what the class is shown of all that.
import { Columns2, Eye, EyeOff, Flashlight, MonitorUp, Presentation, Snowflake, Zap } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { late } from '../../frame/Broken.tsx';
import { m } from '../../paraglide/messages.js';
import { Stage } from '../../stage/Stage.tsx';
import { say } from '../../store/announce.ts';
import { setPage, usePage } from '../../store/page-store.ts';
import { useWorldState, WorldProvider } from '../../store/world.ts';
import { Timeline } from '../../timeline/Timeline.tsx';
import { Announcer } from '../../frame/Announcer.tsx';
import { Overlays } from '../../frame/Overlays.tsx';
import { useShortcuts } from '../../frame/use-shortcuts.ts';
import { type ClassView, NOTHING_SHOWN, type PageSeen } from './class-view.ts';
import { alongMarks } from './clicker.ts';
import { Predictions } from './Predictions.tsx';
import { Script } from './Script.tsx';
import { type ClassPage, useAudience } from './use-audience.ts';
import { useClicker } from './use-clicker.ts';
import '../../frame/frame.css';
import './presenter.css';

const Inspector = late('inspector', () => import('../../inspector/Inspector.tsx'));
const SideBySide = late('side-by-side', () => import('../../compare/SideBySide.tsx'));

export default function Presenter(): React.ReactNode {
  const { state, page, seen, shown, openClass } = useAudience();
  useEffect(() => { document.title = `${m.presenter()} · ${m.app_name()}`; });
  if (page !== null && seen !== null) return <Desk page={page} seen={seen} begins={shown} here={state === 'here'} openClass={state === 'none' ? openClass : null} />;
  return (
    <main className="presenter-wait">
      <h1>{m.presenter()}</h1>
      <output aria-busy={state !== 'none'}>{state === 'none' ? m.presenter_alone() : m.presenter_looking()}</output>
      {state === 'none' ? <OpenClass open={openClass} /> : null}
    </main>
  );
}

/** The window once the class's page is found. */
export function Desk(props: LedProps): React.ReactNode {
  return <WorldProvider value={props.page.world}><Led key={props.seen.locale} {...props} /></WorldProvider>;
}

/** `open` says whether the browser let it. */
function OpenClass({ open }: { readonly open: () => boolean }): React.ReactNode {
  const [blocked, setBlocked] = useState(false);
  return (
    <>
      <button type="button" className="button is-main" onClick={() => setBlocked(!open())} data-presenter="class"><MonitorUp size={16} aria-hidden /> {m.presenter_open_class()}</button>
      <output>{blocked ? m.presenter_blocked() : ''}</output>
    </>
  );
}

export interface LedProps {
  readonly page: ClassPage;
  readonly seen: PageSeen;
  /** The class's page answers. */
  readonly here: boolean;
  /** What the class was shown when this window came. */
  readonly begins?: ClassView;
  /** Opens a page for the class, where there is none. */
  readonly openClass?: (() => boolean) | null;
}

function Led({ page, seen, here, begins = NOTHING_SHOWN, openClass = null }: LedProps): React.ReactNode {
  const [shown, setShown] = useState<ClassView>(begins);
  const show = (change: Partial<ClassView>): void => setShown((before) => ({ ...before, ...change }));
  // A page that was loaded anew is told what it had been shown.
  useEffect(() => { if (here) void page.audience.show(shown); }, [page, shown, here]);
  useShortcuts();
  useClicker((by) => {
    if (seen.lesson === null) alongMarks(page.world, by);
    else void page.audience.goLesson(by);
  });
  return (
    <div className="presenter">
      <Bar page={page} here={here} openClass={openClass} large={seen.present} shown={shown} show={show} />
      <Script page={page} seen={seen} />
      <main className="presenter-stage"><Middle /></main>
      <aside className="presenter-class" aria-label={m.vote_name()}>
        <Predictions page={page} lesson={seen.lesson} vote={shown.vote} onVote={(vote) => show({ vote })} />
        <Chosen />
      </aside>
      <Timeline />
      <Announcer />
      <Overlays />
    </div>
  );
}

/** What the class has before it: one stage, or two. */
function Middle(): React.ReactNode {
  const beside = usePage((state) => state.beside);
  return beside === null ? <Stage /> : <Suspense fallback={<Stage />}><SideBySide key={beside} branch={beside} /></Suspense>;
}

function Chosen(): React.ReactNode {
  const chosen = usePage((state) => state.selected !== null);
  return chosen ? <Suspense><Inspector /></Suspense> : null;
}

interface BarProps {
  readonly page: ClassPage;
  readonly here: boolean;
  readonly openClass: (() => boolean) | null;
  /** The class's page is in large type. */
  readonly large: boolean;
  readonly shown: ClassView;
  readonly show: (change: Partial<ClassView>) => void;
}

function Bar({ page, here, openClass, large, shown, show }: BarProps): React.ReactNode {
  const selected = usePage((state) => state.selected);
  const [shares, setShares] = useState(false);
  const [lights, setLights] = useState(shown.spot !== null);
  const { frozen } = shown;
  useEffect(() => { if (shares && here) void page.audience.lead({ selected, tab: 'inspector' }); }, [page, selected, shares, here]);
  const spot = lights ? selected : null;
  useEffect(() => { if (spot !== shown.spot) show({ spot }); }, [spot, shown.spot, show]);
  const turnLight = (): void => {
    setLights(!lights);
    if (!lights && selected === null) say(m.presenter_spot_choose());
  };
  const stopSharing = (): void => {
    setShares(!shares);
    if (shares) void page.audience.lead({ selected: null });
  };
  return (
    <header className="top-bar presenter-bar">
      <strong>{m.presenter()}</strong>
      <output className={here ? 'presenter-state' : 'presenter-state is-gone'}>{here ? (frozen ? m.presenter_frozen() : m.presenter_here()) : m.presenter_gone()}</output>
      {openClass === null ? null : <OpenClass open={openClass} />}
      <span className="space" />
      <button type="button" className="tool" onClick={() => setPage({ acting: { tab: 'faults', target: null } })} title={m.faults_hint()} data-presenter="faults"><Zap size={16} aria-hidden /><span>{m.faults()}</span></button>
      <Beside />
      <button type="button" className="tool" aria-pressed={large} title={m.presenter_large_hint()} onClick={() => void page.audience.lead({ present: !large })} data-presenter="large"><Presentation size={16} aria-hidden /><span>{m.presenter_large()}</span></button>
      <button type="button" className="tool" aria-pressed={frozen} title={m.presenter_freeze_hint()} onClick={() => show({ frozen: !frozen })} data-presenter="freeze"><Snowflake size={16} aria-hidden /><span>{m.presenter_freeze()}</span></button>
      <button type="button" className="tool" aria-pressed={shares} title={m.presenter_share_hint()} onClick={stopSharing} data-presenter="share">{shares ? <Eye size={16} aria-hidden /> : <EyeOff size={16} aria-hidden />}<span>{m.presenter_share()}</span></button>
      <button type="button" className="tool" aria-pressed={lights} title={m.presenter_spot_hint()} onClick={turnLight} data-presenter="spot"><Flashlight size={16} aria-hidden /><span>{m.presenter_spot()}</span></button>
    </header>
  );
}

/** Two runs beside each other, in both windows. With one alone it says how there come to be two. */
function Beside(): React.ReactNode {
  const beside = usePage((state) => state.beside);
  const current = useWorldState(({ clock }) => clock.branch);
  const other = useWorldState(({ branches, clock }) => branches.findLast(({ id }) => id !== clock.branch)?.id ?? null);
  const turn = (): void => {
    if (beside === null && other === null) say(m.compare_branches_none());
    else setPage({ beside: beside === null ? other : null });
  };
  return <button type="button" className="tool" aria-pressed={beside !== null && beside !== current} aria-disabled={beside === null && other === null} title={m.compare_branches_hint()} onClick={turn} data-presenter="beside"><Columns2 size={16} aria-hidden /><span>{m.presenter_beside()}</span></button>;
}
