// What stands where a part of the page is still being fetched: nothing for a quarter of a second, then its outline and a sentence. One that can't be fetched says so in `Broken`.
import { m } from '../paraglide/messages.js';

/** `floats` where the part will open over the page and has no place of its own. */
export function Coming({ floats = false }: { readonly floats?: boolean }): React.ReactNode {
  return <output className={floats ? 'coming is-floating' : 'coming'} aria-busy="true"><span>{m.part_coming()}</span></output>;
}
