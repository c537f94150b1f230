// Who stands where as things come: a new topic goes below those that are there, and who was there stays.
import { expect, test } from 'vitest';
import { applyFrame, emptyWorld } from '../store/world-store.ts';
import { cluster, topic } from '../states/build.ts';
import { frameOf, type NamedWorld, NAMED_WORLDS } from '../states/named.ts';
import { NO_MEMORY, planStage, type SlotMemory } from './plan.ts';

const some = NAMED_WORLDS[0];

function look(names: readonly string[], memory: SlotMemory): { readonly topics: string[]; readonly memory: SlotMemory } {
  if (some === undefined) throw new Error('there is a named world');
  const world: NamedWorld = { ...some, records: [...cluster(), ...names.flatMap((name) => topic(name, [{ replicas: [1, 2, 3], records: [] }]))] };
  const state = applyFrame(emptyWorld(), frameOf(world), 0);
  if (state === null) throw new Error('a whole frame fits any store');
  const planned = planStage(state.tables, memory, { internalTopics: false, folded: new Set() });
  return { topics: planned.plan.topics.map(({ name }) => name), memory: planned.memory };
}

test.each<readonly [readonly (readonly string[])[], readonly string[]]>([
  [[['pedidos', 'estoque']], ['estoque', 'pedidos']],
  [[['pedidos'], ['estoque', 'pedidos']], ['pedidos', 'estoque']],
  [[['pedidos'], ['pedidos', 'b'], ['a', 'b', 'pedidos']], ['pedidos', 'b', 'a']],
  [[['pedidos'], ['pedidos', 'b'], ['b']], ['b']],
])('after %j stand %j', (steps, expected) => {
  let memory: SlotMemory = NO_MEMORY;
  let seen: readonly string[] = [];
  for (const names of steps) ({ topics: seen, memory } = look(names, memory));
  expect(seen).toEqual(expected);
});
