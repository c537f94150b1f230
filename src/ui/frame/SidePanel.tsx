// The left panel: the welcome with its doors, the list of demonstrations, or the lesson.
import { ArrowRight, GraduationCap, PanelLeftClose, Play, TerminalSquare } from 'lucide-react';
import { Suspense } from 'react';
import { late } from './Broken.tsx';
import { Coming } from './Coming.tsx';
import { m } from '../paraglide/messages.js';
import { setPage, usePage, type Door } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import type { TerminalHand } from '../terminal/hand.ts';
import { doorName, DOORS, doorText, enterDoor } from './doors.ts';

const Course = late('course', () => import('./Course.tsx'));
const Demos = late('demos', () => import('../demos/Demos.tsx'));

export function SidePanel({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const door = usePage((state) => state.door);
  if (door === null) return <Welcome />;
  return (
    <div className="side">
      <button type="button" className="round side-fold" aria-label={m.side_close()} title={m.side_close()} onClick={() => setPage({ lessonOpen: false })}><PanelLeftClose size={17} aria-hidden /></button>
      <Suspense fallback={<Coming onLeave={() => setPage({ lessonOpen: false, tab: 'terminal' })} />}>{door === 'demos' ? <Demos /> : <Course hand={hand} />}</Suspense>
    </div>
  );
}

const ICONS: Readonly<Record<Door, React.ReactNode>> = {
  course: <GraduationCap size={20} aria-hidden />, free: <TerminalSquare size={20} aria-hidden />, demos: <Play size={20} aria-hidden />,
};

function Welcome(): React.ReactNode {
  const world = useWorld();
  return (
    <div className="welcome">
      <h1>{m.welcome_title()}</h1>
      <p>{m.welcome_text()}</p>
      <ul>
        {DOORS.map((door) => (
          <li key={door}>
            <button type="button" className="door" onClick={() => void enterDoor(door, world)} data-door={door}>
              <span className="door-icon">{ICONS[door]}</span>
              <span><strong>{doorName(door)}</strong><span>{doorText(door)}</span></span>
              <ArrowRight size={17} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      <p className="welcome-foot">{m.welcome_foot()} <button type="button" className="as-link" onClick={() => setPage({ sheet: 'about' })} data-sheet="about">{m.about_title()}</button></p>
    </div>
  );
}
