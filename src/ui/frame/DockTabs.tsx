// What the lower panel shows: the terminals, charts, a comparison, and the SQL editor where a world has Flink.
import { m } from '../paraglide/messages.js';
import { setPage, usePage, type PageState } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';

type DockTab = PageState['dockTab'];

const TABS: readonly DockTab[] = ['terminal', 'sql', 'charts', 'compare'];

/** Whether this world has a Flink cluster, up or down. */
export const useHasFlink = (): boolean => useWorldState((state) => state.tables['flink-node'].size > 0);

/** What the dock shows in this world: where there is no Flink, the terminals stand for the SQL editor. */
export function useDockTab(): DockTab {
  const flink = useHasFlink();
  return usePage((state) => (state.dockTab === 'sql' && !flink ? 'terminal' : state.dockTab));
}

export function DockTabs(): React.ReactNode {
  const shown = useDockTab();
  const flink = useHasFlink();
  return (
    <div className="dock-tabs" role="group" aria-label={m.dock_tabs()}>
      {TABS.filter((tab) => flink || tab !== 'sql').map((tab) => <button key={tab} type="button" aria-pressed={tab === shown} data-dock={tab} onClick={() => setPage({ dockTab: tab })}>{dockName(tab)}</button>)}
    </div>
  );
}

export function dockName(tab: DockTab): string {
  switch (tab) {
    case 'terminal': return m.dock_terminal();
    case 'sql': return m.sql_name();
    case 'charts': return m.charts();
    case 'compare': return m.compare();
  }
}
