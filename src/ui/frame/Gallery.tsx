// The gallery: every named world on a stage of its own.
import { lazy, Suspense, useState } from 'react';
import { Stage } from '../stage/Stage.tsx';
import { NAMED_WORLDS, type NamedWorld } from '../states/named.ts';
import { playNamed } from '../states/player.ts';
import { openWorld, WorldProvider } from '../store/world.ts';
import './frame.css';

const Ladder = lazy(() => import('../ladder/Ladder.tsx'));

export default function Gallery(): React.ReactNode {
  return <main className="gallery">{NAMED_WORLDS.map((world) => <Picture key={world.name} world={world} />)}</main>;
}

function Picture({ world }: { readonly world: NamedWorld }): React.ReactNode {
  const [opened] = useState(() => openWorld(playNamed(world)));
  return (
    <figure>
      <figcaption><a href={`#/state/${world.name}`} onClick={() => { window.location.hash = `/state/${world.name}`; window.location.reload(); }}>{world.name}</a></figcaption>
      <WorldProvider value={opened}>
        {world.ladder === undefined ? <Stage /> : <div className="stage-place"><Suspense><Ladder view={world.ladder} /></Suspense></div>}
      </WorldProvider>
    </figure>
  );
}
