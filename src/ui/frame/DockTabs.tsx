// What the lower panel shows, where a world has Flink: the terminals or the SQL editor.
import { m } from '../paraglide/messages.js';
import { setPage, usePage, type PageState } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';

const TABS: readonly PageState['dockTab'][] = ['terminal', 'sql'];

/** Whether this world has a Flink cluster, up or down. */
export const useHasFlink = (): boolean => useWorldState((state) => state.tables['flink-node'].size > 0);

export function DockTabs(): React.ReactNode {
  const shown = usePage((state) => state.dockTab);
  return (
    <div className="dock-tabs" role="group" aria-label={m.dock_tabs()}>
      {TABS.map((tab) => <button key={tab} type="button" aria-pressed={tab === shown} data-dock={tab} onClick={() => setPage({ dockTab: tab })}>{tab === 'sql' ? m.sql_name() : m.dock_terminal()}</button>)}
    </div>
  );
}
