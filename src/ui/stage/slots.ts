// Places that things keep while others come and go: a thing stays where it first stood, and a newcomer takes the first free place.

/** For each place the id that stands there, or null where one has left. */
export type Slots = readonly (string | null)[];

/** The places after these ids are there. Ids that stay keep their place; empty places at the end are given up. */
export function assignSlots(before: Slots, ids: readonly string[]): Slots {
  const present = new Set(ids);
  const slots: (string | null)[] = before.map((id) => (id !== null && present.has(id) ? id : null));
  const placed = new Set(slots);
  for (const id of ids) {
    if (placed.has(id)) continue;
    placed.add(id);
    const free = slots.indexOf(null);
    if (free >= 0) slots[free] = id;
    else slots.push(id);
  }
  while (slots.length > 0 && slots[slots.length - 1] === null) slots.pop();
  return sameSlots(before, slots) ? before : slots;
}

function sameSlots(a: Slots, b: Slots): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at]);
}
