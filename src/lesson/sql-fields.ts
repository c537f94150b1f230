// What a check may ask of each of Flink SQL's kinds of record.
import type { FieldsOf, RecordKind } from './fields.ts';

export const SQL_FIELDS: { readonly [K in Extract<RecordKind, `sql-${string}`>]: FieldsOf<K> } = {
  'sql-session': { id: 'text', tty: 'text', state: 'text', catalog: 'text', database: 'text', mode: 'text', tables: 'list', statements: 'number' },
  'sql-statement': {
    id: 'text', tty: 'text', number: 'number', text: 'text', atUs: 'number', endedUs: 'number', job: 'text', isQuery: 'yes-no', outcome: 'text', exception: 'text', message: 'text', at: 'map',
    columns: 'list', rows: 'list', cut: 'yes-no', plan: 'map',
  },
  'sql-result': {
    id: 'text', tty: 'text', statement: 'number', columns: 'list', isStreaming: 'yes-no', inserts: 'number', updatesBefore: 'number', updatesAfter: 'number', deletes: 'number', changes: 'number', size: 'number', changedAtUs: 'number',
  },
  'sql-changes': { id: 'text', tty: 'text', part: 'number', changes: 'list' },
  'sql-rows': { id: 'text', tty: 'text', part: 'number', rows: 'list' },
};
