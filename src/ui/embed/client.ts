// For pages that hold Correnteza in a frame: makes the frame, and turns its messages into calls and promises. It needs nothing else of the page.
import { type Embed, toAddress } from './address.ts';
import type { FromGuest, GuestState, LessonProgress, ToGuest } from './messages.ts';

export interface EmbedOptions extends Partial<Omit<Embed, 'host' | 'scorm' | 'content'>>, Pick<Embed, 'content'> {
  /** Where Correnteza is hosted, for example `https://example.org/correnteza/`. */
  readonly page: string;
  /** What the frame is called by a screen reader. */
  readonly title: string;
  readonly onProgress?: (progress: LessonProgress) => void;
  readonly onCompleted?: (progress: LessonProgress) => void;
  /** What was sent and not understood or not taken, and belongs to no call. */
  readonly onError?: (message: string) => void;
}

type Call = ToGuest extends infer One ? (One extends { correnteza: 1 } ? Omit<One, 'correnteza' | 'id'> : never) : never;

export interface Embedded {
  readonly frame: HTMLIFrameElement;
  /** Resolves once the frame can be told things. */
  readonly ready: Promise<void>;
  readonly state: () => Promise<GuestState>;
  /** Resolves once it was done; rejects with the reason where it was not. */
  readonly tell: (call: Call) => Promise<void>;
  /** Takes the frame away, and listens no more. */
  readonly close: () => void;
}

/** Puts a frame with Correnteza into `place`. */
export function embed(place: HTMLElement, { page, title, onProgress, onCompleted, onError, ...asked }: EmbedOptions): Embedded {
  const frame = document.createElement('iframe');
  const address = new URL(toAddress(page, { ...asked, host: window.location.origin }), window.location.href);
  frame.src = address.href;
  frame.title = title;
  frame.allow = 'clipboard-write; fullscreen';
  const waiting = new Map<number, { readonly done: (answer: FromGuest) => void; readonly failed: (reason: Error) => void }>();
  let number = 0;
  let isReady = (): void => {};
  const ready = new Promise<void>((come) => { isReady = come; });
  const hear = ({ data, origin, source }: MessageEvent<FromGuest>): void => {
    if (source !== frame.contentWindow || origin !== address.origin || data.correnteza !== 1) return;
    const call = typeof data.id === 'number' ? waiting.get(data.id) : undefined;
    if (typeof data.id === 'number') waiting.delete(data.id);
    switch (data.type) {
      case 'ready': return isReady();
      case 'progress': return onProgress?.(data.progress);
      case 'completed': return onCompleted?.(data.progress);
      case 'error': return call === undefined ? onError?.(data.message) : call.failed(new Error(data.message));
      case 'state':
      case 'done': return call?.done(data);
    }
  };
  const ask = async (call: Call): Promise<FromGuest> => {
    await ready;
    const id = (number += 1);
    return new Promise((done, failed) => {
      waiting.set(id, { done, failed });
      frame.contentWindow?.postMessage({ ...call, correnteza: 1, id }, address.origin);
    });
  };
  window.addEventListener('message', hear);
  place.append(frame);
  return {
    frame, ready,
    state: async () => {
      const answer = await ask({ type: 'state' });
      if (answer.type !== 'state') throw new Error(`A state was asked for, and ${answer.type} came`);
      return answer.state;
    },
    tell: async (call) => void (await ask(call)),
    close: () => {
      window.removeEventListener('message', hear);
      frame.remove();
    },
  };
}
