// The gallery: every named world on a stage of its own.
import { Suspense, useEffect, useState } from 'react';
import { late } from './Broken.tsx';
import { Stage } from '../stage/Stage.tsx';
import { NAMED_WORLDS, type NamedWorld } from '../states/named.ts';
import { playNamed } from '../states/player.ts';
import { setPage } from '../store/page-store.ts';
import { openWorld, WorldProvider } from '../store/world.ts';
import './frame.css';

const Charts = late('charts', () => import('../charts/Charts.tsx'));
const Compare = late('compare', () => import('../compare/Compare.tsx'));
const Ladder = late('ladder', () => import('../ladder/Ladder.tsx'));

export default function Gallery(): React.ReactNode {
  useEffect(() => setPage({ marked: NAMED_WORLDS.find(({ page }) => page?.marked !== undefined)?.page?.marked ?? null }), []);
  return <main className="gallery">{NAMED_WORLDS.map((world) => <Picture key={world.name} world={world} />)}</main>;
}

function Picture({ world }: { readonly world: NamedWorld }): React.ReactNode {
  const [opened] = useState(() => openWorld(playNamed(world)));
  return (
    <figure>
      <figcaption><a href={`#/state/${world.name}`} onClick={() => { window.location.hash = `/state/${world.name}`; window.location.reload(); }}>{world.name}</a></figcaption>
      <WorldProvider value={opened}>
        {world.page === undefined && world.ladder === undefined ? <Stage /> : <div className="stage-place"><Suspense><Pane world={world} /></Suspense></div>}
      </WorldProvider>
    </figure>
  );
}

/** What stands before the stage, or below it, in a world that is about it. */
function Pane({ world: { ladder, page } }: { readonly world: NamedWorld }): React.ReactNode {
  if (ladder !== undefined) return <Ladder view={ladder} />;
  return page?.dockTab === 'compare' ? <Compare lead={null} /> : <Charts lead={null} />;
}
