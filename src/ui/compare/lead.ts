// Two worlds in step: B is sought to wherever A stands, and plays in the reader's eyes whenever A does.
import type { WorkerApi } from '../../bridge/command.ts';
import type { World } from '../store/world.ts';

/** B's worker as it is shown: its clock is moved by seeking, and says of itself that it stands. */
export function playsAs<Api extends Pick<WorkerApi, 'onFrame'>>(a: Pick<World, 'store'>, worker: Api): Api {
  return { ...worker, onFrame: (receive: Parameters<WorkerApi['onFrame']>[0]) => worker.onFrame((frame) => receive({ ...frame, clock: { ...frame.clock, playing: a.store.getState().clock.playing } })) };
}

/** B goes wherever A stands, one step at a time; returns how to end it. */
export function lead(a: Pick<World, 'store'>, b: World): () => void {
  let [going, sent, speed] = [false, -1, 0];
  const tell = (): void => {
    const { playing } = a.store.getState().clock;
    const { clock } = b.store.getState();
    // A pause brings B no frame where it has arrived already.
    if (clock.playing !== playing) b.store.setState({ clock: { ...clock, playing } });
  };
  const follow = async (): Promise<void> => {
    if (going) return;
    going = true;
    for (let { clock } = a.store.getState(); sent !== clock.nowUs || speed !== clock.speed; { clock } = a.store.getState()) {
      if (speed !== clock.speed) await b.api.playback({ kind: 'speed', speed: clock.speed });
      [sent, speed] = [clock.nowUs, clock.speed];
      await b.api.playback({ kind: 'seek', atUs: clock.nowUs });
      // A page that is slow to draw two stages is not asked for more than it draws.
      await new Promise<void>((drawn) => requestAnimationFrame(() => drawn()));
    }
    going = false;
  };
  void follow();
  return a.store.subscribe(() => {
    tell();
    void follow();
  });
}
