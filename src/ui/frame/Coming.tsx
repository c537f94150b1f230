// What stands where a part of the page is still being fetched: nothing for a quarter of a second, then its outline and a sentence, and where it takes longer a way out. One that can't be fetched says so in `Broken`.
import { m } from '../paraglide/messages.js';

interface ComingProps {
  /** Where the part will open over the page and has no place of its own. */
  readonly floats?: boolean;
  /** Closes what was asked for: it is not opened when it has come. */
  readonly onLeave?: () => void;
}

export function Coming({ floats = false, onLeave }: ComingProps): React.ReactNode {
  return (
    <div className={floats ? 'coming is-floating' : 'coming'} aria-busy="true">
      <output>{m.part_coming()}</output>
      <div className="coming-long"><progress aria-label={m.part_coming()} />{onLeave === undefined ? null : <button type="button" className="button" onClick={onLeave}>{m.cancel()}</button>}</div>
    </div>
  );
}
