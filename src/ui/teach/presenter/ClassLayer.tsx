// What stands over the class's page while a presenter leads it: the light on one thing, and the question with its bars.
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import { openSession } from '../../lesson/session.ts';
import { useWorld } from '../../store/world.ts';
import { VoteBars } from './VoteBars.tsx';
import { classView } from './class-view.ts';
import { alongMarks } from './clicker.ts';
import { useClicker } from './use-clicker.ts';
import './presenter.css';

/** Room around the lit thing, in CSS pixels. */
const AROUND = 10;

export default function ClassLayer(): React.ReactNode {
  const spot = useStore(classView, (state) => state.spot);
  const vote = useStore(classView, (state) => state.vote);
  const world = useWorld();
  useClicker((by) => {
    const session = openSession();
    if (session === null) alongMarks(world, by);
    else void session.goTo(session.view.progress.at + by);
  });
  return createPortal(
    <>
      {spot === null ? null : <Spotlight key={spot} id={spot} />}
      {vote === null ? null : <div className="vote-over"><VoteBars vote={vote} large /></div>}
    </>,
    document.body,
  );
}

/** Everything but one thing of the stage goes dark; it follows the thing wherever that is drawn. */
function Spotlight({ id }: { readonly id: string }): React.ReactNode {
  const light = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    let drawn = '';
    const follow = (): void => {
      frame = requestAnimationFrame(follow);
      const place = placeOf(id);
      if (place === drawn || light.current === null) return;
      drawn = place;
      const [left = '', top = '', width = '', height = ''] = place.split(' ');
      Object.assign(light.current.style, { left, top, width, height, visibility: place === '' ? 'hidden' : 'visible' });
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [id]);
  return <div ref={light} className="spotlight" data-testid="spotlight" aria-hidden />;
}

/** Where a thing and what belongs to it is drawn: left, top, width, height; empty where it is not. */
function placeOf(id: string): string {
  const name = CSS.escape(id);
  const boxes = [...document.querySelectorAll(`[data-testid="stage"] :is([data-id="${name}"], [data-of="${name}"])`)].map((element) => element.getBoundingClientRect());
  if (boxes.length === 0) return '';
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
  const room = document.querySelector('[data-testid="stage"]')?.getBoundingClientRect();
  // The light stays on the stage, however far down the thing goes.
  const [end, foot] = [Math.min(right + AROUND, room?.right ?? Infinity), Math.min(bottom + AROUND, room?.bottom ?? Infinity)];
  return end < left || foot < top ? '' : [left - AROUND, top - AROUND, end - left + AROUND, foot - top + AROUND].map((one) => `${Math.round(one)}px`).join(' ');
}
