// Keeps a live world and its ports going until it is told to stop.
import { Listeners } from './listeners.ts';
import type { LiveWorld } from './live-world.ts';

export interface Running {
  readonly listeners: Listeners;
  /** Settles when every broker has booted and its port is open. */
  readonly ready: Promise<void>;
  /** Something came from outside: the world is to look at once. */
  wake(): void;
  /** Ends it; settles when every port is closed. Rejects with what broke it before. */
  stop(): Promise<void>;
  /** Settles when it has ended, by itself only where it broke. */
  readonly ended: Promise<void>;
}

/** Opens the ports of the world's nodes; rejects where one is taken. */
export async function runLive(world: LiveWorld, host: string): Promise<Running> {
  const nodes = [...world.scenario.brokers, ...world.scenario.controllers].map((node) => node.id);
  let [stopped, wake, isReady] = [false, () => {}, () => {}];
  const ready = new Promise<void>((done) => {
    isReady = done;
  });
  const wakeNow = (): void => wake();
  const listeners = new Listeners(world, nodes, host, wakeNow);
  const idle = (): Promise<void> => new Promise((done) => {
    const timer = setTimeout(done, world.idleMs);
    wake = () => {
      clearTimeout(timer);
      setImmediate(done);
    };
  });
  const loop = async (): Promise<void> => {
    try {
      while (!stopped) {
        world.advance();
        await listeners.serve();
        if (world.scenario.brokers.every(({ id }) => listeners.isOpen(id))) isReady();
        await idle();
      }
    } finally {
      await listeners.closeAll();
    }
  };
  try {
    await listeners.serve();
  } catch (error) {
    await listeners.closeAll();
    throw error;
  }
  const ended = loop();
  return {
    listeners, ready, wake: wakeNow, ended,
    stop: () => {
      stopped = true;
      wake();
      return ended;
    },
  };
}
