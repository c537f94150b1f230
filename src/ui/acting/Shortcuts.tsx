// The keys that the page knows, listed.
import { Dialog } from 'radix-ui';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import './acting.css';

const keys = (): readonly (readonly [string, string])[] => [
  [m.key_space(), m.keys_play()], [', .', m.keys_step()], ['Ctrl K', m.keys_palette()], ['Ctrl Z', m.keys_undo()], ['F', m.keys_faults()], ['B', m.keys_build()], ['?', m.keys_list()], ['Esc', m.keys_close()],
  ['Tab', m.keys_stage()], ['↑ ↓ ← →', m.keys_walk()], ['Enter', m.keys_open()], ['M', m.keys_menu()], ['+ −', m.keys_zoom()], ['R', m.keys_follow()], ['← → PgUp PgDn Home End', m.keys_timeline()],
];

/** The default export is what React.lazy loads. */
export default function Shortcuts(): React.ReactNode {
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) setPage({ keysOpen: false }); }}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="dialog shortcuts" aria-describedby={undefined}>
          <Dialog.Title>{m.keys_title()}</Dialog.Title>
          <dl>{keys().map(([key, does]) => <div key={key}><dt>{key.split(' ').map((one) => <kbd key={one}>{one}</kbd>)}</dt><dd>{does}</dd></div>)}</dl>
          <footer><Dialog.Close className="button">{m.acting_close()}</Dialog.Close></footer>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
