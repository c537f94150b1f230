// On a phone: what stands under the stage.
import { m } from '../paraglide/messages.js';
import { dockName, useHasFlink } from './DockTabs.tsx';
import { setPage, usePage, type PageState } from '../store/page-store.ts';
import { tabKeys } from '../store/tab-keys.ts';

const TABS: readonly PageState['tab'][] = ['lesson', 'terminal', 'sql', 'inspector', 'charts', 'compare'];

export function PhoneTabs(): React.ReactNode {
  const tab = usePage((state) => state.tab);
  const flink = useHasFlink();
  const tabs = TABS.filter((name) => flink || name !== 'sql');
  const move = tabKeys(tabs, tab, (name) => `phone-tab-${name}`, (next) => setPage({ tab: next }));
  return (
    <div className="phone-tabs" role="tablist" aria-label={m.phone_tabs()}>
      {tabs.map((name) => (
        <button key={name} type="button" id={`phone-tab-${name}`} role="tab" aria-selected={tab === name} aria-controls="phone-panel" tabIndex={tab === name ? 0 : -1} onClick={() => setPage({ tab: name })} onKeyDown={move}>
          {name === 'lesson' ? m.tab_lesson() : name === 'terminal' ? m.tab_terminal() : name === 'inspector' ? m.tab_inspector() : dockName(name)}
        </button>
      ))}
    </div>
  );
}
