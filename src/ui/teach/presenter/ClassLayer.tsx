// What stands over the class's page while a presenter leads it: the light on one thing, and the question with its bars.
import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useStore } from 'zustand';
import { openSession } from '../../lesson/session.ts';
import { useWorld } from '../../store/world.ts';
import { VoteBars } from './VoteBars.tsx';
import { classView } from './class-view.ts';
import { alongMarks } from './clicker.ts';
import { type Area, litArea } from './lit-area.ts';
import { useClicker } from './use-clicker.ts';
import './presenter.css';

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
    // The class may have scrolled elsewhere.
    shownParts(id)[0]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    let frame = 0;
    let drawn = '';
    const follow = (): void => {
      frame = requestAnimationFrame(follow);
      // What moves behind a picture of the page is not lit.
      if (drawn !== '' && classView.getState().frozen) return;
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

/** A thing and what belongs to it, as the first stage that shows it draws them. */
function shownParts(id: string): Element[] {
  const name = CSS.escape(id);
  const parts = [...document.querySelectorAll(`[data-testid="stage"] :is([data-id="${name}"], [data-of="${name}"])`)];
  const stage = parts[0]?.closest('[data-testid="stage"]');
  return parts.filter((part) => part.closest('[data-testid="stage"]') === stage);
}

/** Where a thing and what belongs to it is drawn, as far as it is in sight: left, top, width, height; empty where it is not. */
function placeOf(id: string): string {
  const parts = shownParts(id);
  const scroller = parts[0]?.closest('.stage-scroller');
  if (scroller === null || scroller === undefined) return '';
  const lit = litArea(parts.map((part) => part.getBoundingClientRect()), roomOf(scroller, parts));
  return lit === null ? '' : [lit.left, lit.top, lit.right - lit.left, lit.bottom - lit.top].map((one) => `${Math.round(one)}px`).join(' ');
}

/** The part of the stage in which these can be seen: rows pass below the heads that stay in sight. */
function roomOf(scroller: Element, parts: readonly Element[]): Area {
  const { left, top, right, bottom } = scroller.getBoundingClientRect();
  const heads = scroller.querySelector('.stage-heads-room > *');
  const below = heads === null || parts.some((part) => part.closest('.stage-heads-room') !== null) ? top : Math.max(top, heads.getBoundingClientRect().bottom);
  return { left, top: below, right, bottom };
}
