// What a thing of the stage is called in a lesson's lists and answers.
import { recordAt } from '../../lesson/clicks.ts';
import type { Look } from '../../lesson/evaluate.ts';
import { m } from '../paraglide/messages.js';
import { describe } from '../words/describe.ts';

/** The name of the thing with this record id in the reader's language; what is no longer there keeps its id. */
export function thingName(id: string, world: Look): string {
  const record = recordAt(id, world.byKind.replica ?? []);
  if (record !== null) {
    const place = m.record_title({ partition: record.partition, offset: String(record.offset) });
    return record.value === '' ? place : `${place}: ${record.value}`;
  }
  const kind = id.slice(0, id.indexOf('/'));
  for (const records of Object.values(world.byKind)) {
    const [first] = records;
    if (first?.kind !== kind) continue;
    const found = records.find((one) => one.id === id);
    if (found !== undefined) return describe(found).title;
  }
  return id.slice(id.indexOf('/') + 1);
}
