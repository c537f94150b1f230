// The terminals of the page's world, ready to be put into a panel.
import { useMemo } from 'react';
import { useWorld } from '../store/world.ts';
import { hand } from './hand.ts';
import { terminalWorld } from './store-world.ts';
import { TerminalDock } from './TerminalDock.tsx';

export function TerminalPlace(): React.ReactNode {
  const { store, api } = useWorld();
  const world = useMemo(() => terminalWorld(store, api), [store, api]);
  return <TerminalDock world={world} hand={hand} />;
}
