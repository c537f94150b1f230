// The table of a changelog: rows come, change in their places and go, and random changelogs leave the multiset that they should.
import { describe, expect, it } from 'vitest';
import type { RowKind, StreamRecord } from '../flink/record.ts';
import { change, firstRows, newChangelogTable } from './changelog-table.ts';

const record = (kind: RowKind, ...row: (string | number)[]): StreamRecord => ({ kind, row, timestamp: 0, lineage: 0 });

const textOf = (row: readonly unknown[]): string => row.map(String).join(' ');

function tableOf(changes: readonly StreamRecord[]): string[] {
  const table = newChangelogTable();
  changes.forEach((one, at) => change(table, one, at));
  return firstRows(table, 100).map(({ id, row, kind, atUs }) => `${id}:${textOf(row)} ${kind}@${atUs}`);
}

describe('the table of a changelog', () => {
  const check = (name: string, changes: readonly StreamRecord[], expected: readonly string[]): void => it(name, () => expect(tableOf(changes)).toEqual(expected));
  check('keeps a row in its place while it is updated', [record('+I', 'ana', 1), record('+I', 'bia', 1), record('-U', 'ana', 1), record('+U', 'ana', 2)], ['0:ana 2 +U@3', '1:bia 1 +I@1']);
  check('lets rows go', [record('+I', 'ana', 1), record('+I', 'bia', 1), record('-D', 'ana', 1)], ['1:bia 1 +I@1']);
  check('has equal rows as often as they came', [record('+I', 'a'), record('+I', 'a'), record('-D', 'a')], ['0:a +I@0']);
  check('passes over a row that is taken out and is not there', [record('-D', 'x'), record('-U', 'y'), record('+U', 'z')], ['0:z +U@2']);
  check('takes a change after a row that has gone for a new row', [record('+I', 'a'), record('-D', 'a'), record('+I', 'b')], ['1:b +I@2']);

  it('can go on from the rows that a longer changelog left', () => {
    const table = newChangelogTable(firstRows((() => {
      const before = newChangelogTable();
      for (const name of ['a', 'b', 'c']) change(before, record('+I', name), 0);
      return before;
    })(), 10));
    change(table, record('-U', 'b'), 1);
    change(table, record('+U', 'B'), 1);
    change(table, record('+I', 'd'), 2);
    expect(firstRows(table, 10).map(({ id, row }) => `${id}:${textOf(row)}`)).toEqual(['0:a', '1:B', '2:c', '3:d']);
  });

  it('is the multiset of what came and did not go, for random changelogs', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let run = 0; run < 40; run++) {
      const table = newChangelogTable();
      const rows: string[] = [];
      for (let at = 0; at < 600; at++) {
        const isTaking = rows.length > 0 && random(2) === 0;
        if (!isTaking) {
          const name = `n${random(9)}`;
          rows.push(name);
          change(table, record('+I', name), at);
          continue;
        }
        const [gone = ''] = rows.splice(random(rows.length), 1);
        const isUpdate = random(2) === 0;
        change(table, record(isUpdate ? '-U' : '-D', gone), at);
        if (!isUpdate) continue;
        rows.push(`${gone}x`.slice(0, 4));
        change(table, record('+U', `${gone}x`.slice(0, 4)), at);
      }
      expect(table.size).toBe(rows.length);
      expect(firstRows(table, 1_000).map(({ row }) => textOf(row)).sort()).toEqual(rows.sort());
      expect(new Set(firstRows(table, 1_000).map(({ id }) => id)).size).toBe(rows.length);
    }
  });
});
