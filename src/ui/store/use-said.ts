// What a live region says of a text that changes often: so seldom that who listens can follow.
import { useEffect, useRef, useState } from 'react';

/** Between two announcements, in real milliseconds: as long as a few sentences take to be heard. */
export const SAID_EVERY_MS = 4_000;

/** The text as it was when it was last said; the newest follows at the earliest `SAID_EVERY_MS` after that. */
export function useSaid(text: string): string {
  const [said, setSaid] = useState(text);
  const lastMs = useRef(-Infinity);
  useEffect(() => {
    if (text === said) return undefined;
    const tell = (): void => {
      lastMs.current = performance.now();
      setSaid(text);
    };
    const timer = setTimeout(tell, Math.max(0, lastMs.current + SAID_EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [text, said]);
  return said;
}
