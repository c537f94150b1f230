// The world of a bridge, shown live: what is given to it there is heard here, and what is done here is given to it.
import type { Input, SavedRun, TimedInput } from '../bridge/input.ts';
import type { Playback } from './playback.ts';

export interface Attached {
  /** Gives an input to the world of the bridge. Null when taken, else a message key. */
  give(input: Input): Promise<string | null>;
  close(): void;
}

/** Resolves when the bridge has told its world; null where nobody answers at this address. Where the bridge goes away and comes back, its new world is shown. */
export function attachTo(bridge: URL, playback: Playback, wake: () => void): Promise<Attached | null> {
  const events = new EventSource(new URL('events', bridge));
  let heard: TimedInput[] = [];
  const attached: Attached = { give: (input) => give(bridge, input), close: () => events.close() };
  return new Promise((resolve) => {
    events.addEventListener('world', ({ data }: MessageEvent<string>) => {
      const { nowUs, ...run } = JSON.parse(data) as SavedRun & { readonly nowUs: number };
      heard = [];
      playback.attach(run, nowUs);
      wake();
      resolve(attached);
    });
    events.addEventListener('input', ({ data }: MessageEvent<string>) => heard.push(JSON.parse(data) as TimedInput));
    events.addEventListener('time', ({ data }: MessageEvent<string>) => {
      playback.hear(heard, (JSON.parse(data) as { readonly nowUs: number }).nowUs);
      heard = [];
      wake();
    });
    events.addEventListener('error', () => {
      // One that was never there is closed for good; one that went away is looked for again.
      if (events.readyState === EventSource.CLOSED) resolve(null);
    });
  });
}

async function give(bridge: URL, input: Input): Promise<string | null> {
  try {
    const answer = await fetch(new URL('input', bridge), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) });
    return ((await answer.json()) as { readonly refusal: string | null }).refusal;
  } catch {
    return 'bridge_gone';
  }
}
