// The guest's side of the messages: it hears the page around it, and no one else, does what is asked, and tells how a lesson goes.
import { openMoment, momentNow } from '../teach/moment-page.ts';
import { toLink } from '../teach/moment.ts';
import { openSession } from '../lesson/session.ts';
import type { World } from '../store/world.ts';
import { refusalText } from '../words/refusals.ts';
import { progressOf, watchProgress } from './lesson-progress.ts';
import { type Answer, type FromGuest, type GuestState, type ReadToGuest, readMessage, VERSION } from './messages.ts';
import type { Show } from './open-guest.ts';

/** Listens to the page around this one, where that is of this origin, and says that it does. */
export function converse(world: World, host: string, show: Show): void {
  const send = (answer: Answer, id?: string | number): void => window.parent.postMessage({ correnteza: VERSION, ...answer, ...(id === undefined ? {} : { id }) } satisfies FromGuest, host);
  window.addEventListener('message', ({ data, origin, source }) => {
    if (source === window.parent && origin === host) void hear(world, data, show, send);
  });
  let complete = new Set<string>();
  watchProgress((progress) => {
    send({ type: 'progress', progress });
    if (progress.complete && !complete.has(progress.lesson)) send({ type: 'completed', progress });
    complete = progress.complete ? complete.add(progress.lesson) : complete;
  });
  send({ type: 'ready' });
}

async function hear(world: World, data: unknown, show: Show, send: (answer: Answer, id?: string | number) => void): Promise<void> {
  const read = readMessage(data);
  if ('problem' in read) return send({ type: 'error', message: read.problem }, read.id);
  const { message } = read;
  try {
    send(await answer(world, message, show), message.id);
  } catch (problem) {
    send({ type: 'error', message: problem instanceof Error ? problem.message : String(problem) }, message.id);
  }
}

async function answer(world: World, message: ReadToGuest, show: Show): Promise<Answer> {
  switch (message.type) {
    case 'state': return { type: 'state', state: await stateOf(world) };
    case 'play':
    case 'pause':
      await world.api.playback({ kind: message.type });
      return { type: 'done' };
    case 'seek':
      await world.api.playback({ kind: 'seek', atUs: message.atUs });
      return { type: 'done' };
    case 'act': {
      const refused = await world.api.input(message.input);
      return refused === null ? { type: 'done' } : { type: 'error', message: refusalText(refused) };
    }
    case 'load': {
      const { content } = message;
      if (content.kind !== 'moment') {
        const missing = await show(content);
        return missing === null ? { type: 'done' } : { type: 'error', message: missing };
      }
      return (await openMoment(world, content.moment)) ? { type: 'done' } : { type: 'error', message: 'content.moment: is no moment that this version can open. Send it whole, as a state gave it.' };
    }
  }
}

async function stateOf(world: World): Promise<GuestState> {
  const { nowUs, endUs, playing, speed } = world.store.getState().clock;
  return { nowUs, endUs, playing, speed, lesson: progressOf(openSession()), moment: toLink(await momentNow(world)) };
}
