// The hands: break things, build things, let chaos happen, see what was done. A panel beside the stage, which stays in sight.
import { Dialog } from 'radix-ui';
import { Undo2, X } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { type PageState, setPage, usePage } from '../store/page-store.ts';
import { tabKeys } from '../store/tab-keys.ts';
import { useWorld } from '../store/world.ts';
import { Build } from './Build.tsx';
import { Chaos } from './Chaos.tsx';
import { DoneActs } from './DoneActs.tsx';
import { FaultForm } from './FaultForm.tsx';
import { Planned } from './Planned.tsx';
import { undo } from './undo.ts';
import './acting.css';

type Tab = NonNullable<PageState['acting']>['tab'];
const TABS: readonly Tab[] = ['faults', 'chaos', 'build', 'done'];

/** The default export is what React.lazy loads. */
export default function Acting({ acting }: { readonly acting: NonNullable<PageState['acting']> }): React.ReactNode {
  const world = useWorld();
  const close = (): void => setPage({ acting: null });
  const go = (tab: Tab): void => setPage({ acting: { ...acting, tab } });
  // Where one chooses, not on the button that takes back: its first key would undo.
  const focusTab = (event: Event): void => {
    event.preventDefault();
    document.querySelector<HTMLElement>(`[data-act-tab="${acting.tab}"]`)?.focus();
  };
  const onKey = tabKeys(TABS, acting.tab, (tab) => `act-tab-${tab}`, go);
  return (
    <Dialog.Root open modal={false} onOpenChange={(open) => { if (!open) close(); }}>
      <Dialog.Portal>
        <Dialog.Content className="acting" aria-describedby={undefined} onOpenAutoFocus={focusTab} onInteractOutside={(event) => event.preventDefault()} data-testid="acting">
          <header>
            <Dialog.Title>{m.acting()}</Dialog.Title>
            <button type="button" className="button" onClick={() => void undo(world)} title={m.undo_hint()} data-act="undo"><Undo2 size={14} aria-hidden /> {m.undo()}</button>
            <Dialog.Close className="round" aria-label={m.acting_close()}><X size={17} aria-hidden /></Dialog.Close>
          </header>
          <div className="acting-tabs" role="tablist" aria-label={m.acting()}>
            {TABS.map((tab) => (
              <button key={tab} id={`act-tab-${tab}`} type="button" role="tab" aria-selected={tab === acting.tab} aria-controls="act-panel" tabIndex={tab === acting.tab ? 0 : -1} onClick={() => go(tab)} onKeyDown={onKey} data-act-tab={tab}>{tabName(tab)}</button>
            ))}
          </div>
          <div className="acting-body" id="act-panel" role="tabpanel" aria-labelledby={`act-tab-${acting.tab}`} key={acting.tab}>
            <Body acting={acting} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Body({ acting }: { readonly acting: NonNullable<PageState['acting']> }): React.ReactNode {
  const locale = usePage((state) => state.locale);
  switch (acting.tab) {
    case 'faults': return <><FaultForm key={`${acting.target ?? ''}/${locale}`} target={acting.target} /><Planned /></>;
    case 'chaos': return <Chaos />;
    case 'build': return <Build />;
    case 'done': return <DoneActs />;
  }
}

function tabName(tab: Tab): string {
  switch (tab) {
    case 'faults': return m.acting_faults();
    case 'chaos': return m.acting_chaos();
    case 'build': return m.acting_build();
    case 'done': return m.acting_done();
  }
}
