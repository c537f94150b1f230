// Where a world's own state is found: the actors of a snapshot, by role, with the types of their states.
import type { Broker } from '../sim/kafka/broker/state.ts';
import type { Controller } from '../sim/kafka/controller/state.ts';
import { emptyImage, type MetadataImage } from '../sim/kafka/metadata-image.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { LaptopState } from '../sim/shell/machine/state.ts';

export interface Actor<State> {
  readonly node: string;
  readonly up: boolean;
  readonly upSince: number | null;
  readonly state: State;
}

function actorsOf<State>(world: KernelState, behavior: string): Actor<State>[] {
  return Object.values(world.actors).filter((actor) => actor.behavior === behavior).map(({ id, up, upSince, state }) => ({ node: id, up, upSince, state: state as State }));
}

export function brokers(world: KernelState): Actor<Broker>[] {
  return actorsOf<Broker>(world, 'broker');
}

export function controllers(world: KernelState): Actor<Controller>[] {
  return actorsOf<Controller>(world, 'controller');
}

export function laptopOf(world: KernelState): LaptopState | null {
  return actorsOf<LaptopState>(world, 'laptop')[0]?.state ?? null;
}

/** What is decided: the active controller's image; without one, the furthest that anybody has read. */
export function decidedImage(world: KernelState): MetadataImage {
  const all = controllers(world);
  const active = all.find((controller) => controller.up && controller.state.active);
  if (active !== undefined) return active.state.image;
  const images = [...all.map((controller) => controller.state.image), ...brokers(world).map((broker) => broker.state.image)];
  return images.reduce((best, image) => (image.offset > best.offset ? image : best), emptyImage());
}
