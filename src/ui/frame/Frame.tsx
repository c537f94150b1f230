// The frame of the page: bar on top, lesson left, the stage in the middle, terminals below, inspector right, and the timeline along the whole foot.
import { Suspense, useLayoutEffect, useMemo } from 'react';
import { Broken, late } from './Broken.tsx';
import { Stage } from '../stage/Stage.tsx';
import { useSeen } from '../store/idle.ts';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import type { TerminalHand } from '../terminal/hand.ts';
import { terminalWorld } from '../terminal/store-world.ts';
import { Timeline } from '../timeline/Timeline.tsx';
import { Announcer } from './Announcer.tsx';
import { Coming } from './Coming.tsx';
import { DockTabs, useDockTab } from './DockTabs.tsx';
import { LatePanels } from './LatePanels.tsx';
import { Overlays } from './Overlays.tsx';
import { PhoneTabs } from './PhoneTabs.tsx';
import { SidePanel } from './SidePanel.tsx';
import { TopBar } from './TopBar.tsx';
import { useMedia } from './use-media.ts';
import { useShortcuts } from './use-shortcuts.ts';
import './frame.css';

const TerminalDock = late('terminal-dock', async () => ({ default: (await import('../terminal/TerminalDock.tsx')).TerminalDock }));
const SqlPane = late('sql-pane', () => import('../sql/SqlPane.tsx'));
const Inspector = late('inspector', () => import('../inspector/Inspector.tsx'));
const Charts = late('charts', () => import('../charts/Charts.tsx'));
const Compare = late('compare', () => import('../compare/Compare.tsx'));
const SideBySide = late('side-by-side', () => import('../compare/SideBySide.tsx'));
const Ladder = late('ladder', () => import('../ladder/Ladder.tsx'));
const ClassLayer = late('class-layer', () => import('../teach/presenter/ClassLayer.tsx'));
const Crumbs = late('crumbs', () => import('../stage/zoom/Crumbs.tsx'));
const FollowBar = late('follow-bar', () => import('../follow/FollowBar.tsx'));
const HintBar = late('hint-bar', () => import('./HintBar.tsx'));
const FilmBar = late('film-bar', () => import('../teach/FilmBar.tsx'));

export function Frame({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const phone = useMedia('(max-width: 760px)');
  useShortcuts();
  const present = usePage((state) => state.present);
  const filming = usePage((state) => state.filming);
  const classroom = usePage((state) => state.classroom);
  useLayoutEffect(() => {
    const { classList } = document.documentElement;
    classList.toggle('is-present', present);
    return () => classList.remove('is-present');
  }, [present]);
  return (
    <>
      <div className="page-frame">
        <Broken part="top-bar"><TopBar /></Broken>
        {phone ? <Phone hand={hand} /> : <><Wide hand={hand} /><Broken part="timeline"><Timeline /></Broken></>}
        <Announcer />
        <Suspense>{filming ? <FilmBar /> : null}{classroom ? <ClassLayer /> : null}</Suspense>
      </div>
      <Overlays />
    </>
  );
}

function Middle({ hand, phone = false }: { readonly hand: TerminalHand; readonly phone?: boolean }): React.ReactNode {
  const ladder = usePage((state) => state.ladder);
  const beside = usePage((state) => state.beside);
  const hints = usePage((state) => state.door === 'free' && !state.hintsSeen);
  const seen = useSeen(useWorld().store);
  const following = usePage((state) => state.following);
  return (
    <main className="middle">
      {hints ? <Suspense><HintBar hand={hand} /></Suspense> : null}
      {following === null ? null : <Suspense><FollowBar key={following} id={following} /></Suspense>}
      <div className="stage-place">{ladder?.open === true ? <Suspense fallback={<Coming onLeave={() => setPage({ ladder: null })} />}><Ladder view={ladder} /></Suspense> : beside === null ? <Broken part="stage"><Stage /></Broken> : <Suspense fallback={<Stage />}><SideBySide key={beside} branch={beside} /></Suspense>}</div>
      {phone && ladder?.open !== true ? <div className="stage-crumbs">{seen ? <Suspense><Crumbs /></Suspense> : null}</div> : null}
    </main>
  );
}

function Wide({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const door = usePage((state) => state.door);
  const side = usePage((state) => state.door === null || (state.lessonOpen && state.door !== 'free'));
  const dock = usePage((state) => state.door !== null && state.dockOpen);
  const inspector = usePage((state) => state.selected !== null);
  const tall = useDockTab() !== 'terminal';
  const seen = useSeen(useWorld().store);
  return (
    <LatePanels
      waits={door === null && !seen}
      side={side ? <SidePanel hand={hand} /> : null} wideSide={door === null}
      middle={<Middle hand={hand} />}
      dock={dock ? <Dock hand={hand} /> : null} tallDock={tall}
      inspector={inspector ? <Suspense fallback={<aside className="inspector"><Coming onLeave={() => setPage({ selected: null })} /></aside>}><Inspector /></Suspense> : null}
    />
  );
}

function Phone({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const door = usePage((state) => state.door);
  const tab = usePage((state) => state.tab);
  const ladder = usePage((state) => state.ladder?.open === true);
  if (ladder) return <><Middle hand={hand} phone /><Broken part="timeline"><Timeline /></Broken></>;
  if (door === null) return <><Middle hand={hand} phone /><Broken part="timeline"><Timeline /></Broken><div className="phone-welcome"><SidePanel hand={hand} /></div></>;
  return (
    <>
      <Middle hand={hand} phone />
      <Broken part="timeline"><Timeline /></Broken>
      <PhoneTabs />
      <div className="phone-panel" id="phone-panel" role="tabpanel" aria-labelledby={`phone-tab-${tab}`}>
        {tab === 'lesson' ? <SidePanel hand={hand} /> : tab === 'terminal' ? <Terminals hand={hand} lead={null} /> : tab === 'inspector' ? <Waiting><Inspector /></Waiting> : <Waiting><LatePane tab={tab} narrow lead={null} /></Waiting>}
      </div>
    </>
  );
}

function Dock({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const tab = useDockTab();
  const lead = <DockTabs />;
  return tab === 'terminal' ? <Terminals hand={hand} lead={lead} /> : <Waiting><LatePane tab={tab} narrow={false} lead={lead} /></Waiting>;
}

interface PaneProps {
  readonly tab: 'sql' | 'charts' | 'compare';
  readonly narrow: boolean;
  readonly lead: React.ReactNode;
}

/** What is fetched when it is first looked at. */
function LatePane({ tab, narrow, lead }: PaneProps): React.ReactNode {
  switch (tab) {
    case 'sql': return <SqlPane narrow={narrow} lead={lead} />;
    case 'charts': return <Charts lead={lead} />;
    case 'compare': return <Compare lead={lead} />;
  }
}

const Waiting = ({ children }: { readonly children: React.ReactNode }): React.ReactNode => <Suspense fallback={<Coming onLeave={leaveDock} />}>{children}</Suspense>;
/** On a phone its tab stays, and another one is the way out. */
const leaveDock = (): void => setPage({ dockOpen: false, tab: 'lesson' });

function Terminals({ hand, lead }: { readonly hand: TerminalHand; readonly lead: React.ReactNode }): React.ReactNode {
  const { store, api } = useWorld();
  const world = useMemo(() => terminalWorld(store, api), [store, api]);
  return <Suspense fallback={<Coming onLeave={leaveDock} />}><TerminalDock world={world} hand={hand} lead={lead} /></Suspense>;
}
