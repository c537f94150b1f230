// Which batch may begin a transaction in a partition: the one whose partition was just added to it (VerificationGuard, KIP-890).
// A marker that comes in between takes the permission away: so a record that was late can't hang in the log for ever.
import type { Env } from '../../broker/plane.ts';

function keyOf(name: string, producerId: number): string {
  return `${name}/p${producerId}`;
}

/** The guard of this partition and producer; batches that wait for the same transaction share it. */
export function takeGuard(env: Env, name: string, producerId: number, producerEpoch: number): number {
  const { transactions } = env.plane;
  const known = transactions.guards[keyOf(name, producerId)];
  if (known?.epoch === producerEpoch) return known.guard;
  const guard = transactions.nextVerification++;
  transactions.guards[keyOf(name, producerId)] = { guard, epoch: producerEpoch };
  return guard;
}

/** Whether this guard still counts. */
export function holdsGuard(env: Env, name: string, producerId: number, guard: number): boolean {
  return env.plane.transactions.guards[keyOf(name, producerId)]?.guard === guard;
}

export function dropGuard(env: Env, name: string, producerId: number): void {
  delete env.plane.transactions.guards[keyOf(name, producerId)];
}
