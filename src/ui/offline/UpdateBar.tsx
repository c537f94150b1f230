// Says that a newer version of the page is here, and leaves it to the reader when it comes.
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { m } from '../paraglide/messages.js';
import { usePage } from '../store/page-store.ts';
import './offline.css';

/** `here`: it waits to be taken. `elsewhere`: another tab has taken it, and this one is still the old one. */
export type NewVersion = 'here' | 'elsewhere';

export interface UpdateBarProps {
  readonly newVersion: NewVersion;
  readonly onTake: () => void;
  readonly onLater: () => void;
}

export function UpdateBar({ newVersion, onTake, onLater }: UpdateBarProps): React.ReactNode {
  usePage((state) => state.locale);
  const [taking, setTaking] = useState(false);
  const take = (): void => {
    setTaking(true);
    onTake();
  };
  return (
    <section className="update-bar" aria-label={m.update_title()}>
      <p role="status"><RefreshCw size={16} aria-hidden /> {newVersion === 'here' ? m.update_here() : m.update_elsewhere()}</p>
      <button type="button" className="button is-main" data-update="take" disabled={taking} onClick={take}>{m.update_take()}</button>
      <button type="button" className="button" data-update="later" onClick={onLater}>{m.update_later()}</button>
    </section>
  );
}
