// What a consumer application does with the records that it has read, besides taking time: it looks for a text, and copies them to a file.
import type { ConsumerAppSpec } from '../../../bridge/scenario.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Context } from '../../kernel/types.ts';
import type { KafkaRecord } from '../record.ts';

export interface Looked {
  readonly key: string;
  readonly value: string;
  readonly timestampMs: number;
  readonly wanted: boolean;
}

/** What of these records matters once they are worked through: all where they are copied, else those that are looked for. Frozen. */
export function lookAt({ wanted = '', copyTo = '' }: ConsumerAppSpec, records: readonly { readonly record: KafkaRecord }[]): readonly Looked[] {
  if (wanted === '' && copyTo === '') return [];
  const looked = records.map(({ record: { key, value, timestampMs } }) => ({ key: key ?? '', value: value ?? '', timestampMs, wanted: wanted !== '' && (value ?? '').includes(wanted) }));
  return freeze(copyTo === '' ? looked.filter((one) => one.wanted) : looked);
}

/** Copies and raises the alerts; says how many alerts there were. */
export function tell({ name, copyTo = '' }: ConsumerAppSpec, looked: readonly Looked[], ctx: Context): number {
  let alerts = 0;
  for (const { key, value, timestampMs, wanted } of looked) {
    if (copyTo !== '') ctx.send(`batch-${copyTo}`, freeze({ kind: 'Line', key, value, atMs: timestampMs }));
    if (!wanted) continue;
    alerts += 1;
    ctx.note('alert-raised', { by: name, key, value, delayMs: Math.max(0, ctx.wallClockMs - timestampMs) }, [`client/${ctx.self}`]);
  }
  return alerts;
}
