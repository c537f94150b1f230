// The resizable panels around the stage. Their sizes are kept in the browser.
import { useEffect } from 'react';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import { m } from '../paraglide/messages.js';

export interface PanelsProps {
  readonly side: React.ReactNode;
  readonly wideSide: boolean;
  readonly middle: React.ReactNode;
  readonly dock: React.ReactNode;
  /** What is in the dock needs more room than a terminal. */
  readonly tallDock: boolean;
  readonly inspector: React.ReactNode;
}

/** The dock's share of the height where it needs more room, in percent. */
const TALL = 50;

export function Panels({ side, wideSide, middle, dock, tallDock, inspector }: PanelsProps): React.ReactNode {
  const lower = usePanelRef();
  useEffect(() => {
    if (!tallDock) return;
    // A panel that has just come has no size before the next picture.
    const soon = requestAnimationFrame(() => {
      if ((lower.current?.getSize().asPercentage ?? TALL) < TALL) lower.current?.resize(`${TALL}%`);
    });
    return () => cancelAnimationFrame(soon);
  }, [tallDock, lower]);
  const columns = `columns-${side === null ? '' : wideSide ? 'welcome' : 'side'}-${inspector === null ? '' : 'inspector'}`;
  return (
    <Group id="columns" className="panels" orientation="horizontal" {...sizes(columns)}>
      {side === null ? null : (
        <>
          <Panel id="side" className="side-panel" defaultSize={wideSide ? '400px' : '360px'} minSize="260px" maxSize="46%">{side}</Panel>
          <Separator className="separator is-upright" aria-label={m.resize_side()} />
        </>
      )}
      <Panel id="centre" minSize="30%">
        <Group id="rows" orientation="vertical" {...sizes(dock === null ? 'rows-stage' : 'rows-dock')}>
          <Panel id="middle" minSize="30%">{middle}</Panel>
          {dock === null ? null : (
            <>
              <Separator className="separator is-flat" aria-label={m.resize_dock()} />
              <Panel id="dock" panelRef={lower} defaultSize={tallDock ? `${TALL}%` : '31%'} minSize="100px">{dock}</Panel>
            </>
          )}
        </Group>
      </Panel>
      {inspector === null ? null : (
        <>
          <Separator className="separator is-upright" aria-label={m.resize_inspector()} />
          <Panel id="inspector" defaultSize="330px" minSize="260px" maxSize="46%">{inspector}</Panel>
        </>
      )}
    </Group>
  );
}

type Layout = Record<string, number>;

function sizes(name: string): { defaultLayout?: Layout; onLayoutChanged: (layout: Layout) => void } {
  const key = `correnteza.panels.${name}`;
  const kept = read(key);
  return {
    ...(kept === null ? {} : { defaultLayout: kept }),
    onLayoutChanged: (layout) => {
      try {
        localStorage.setItem(key, JSON.stringify(layout));
      } catch {
        // Sizes that cannot be kept are only lost.
      }
    },
  };
}

function read(key: string): Layout | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return null;
    const entries = Object.entries(kept).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    return entries.length === 0 ? null : Object.fromEntries(entries);
  } catch {
    return null;
  }
}
