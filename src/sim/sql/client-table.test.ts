// Tables as the client prints them: widths from types and from data, wide letters, cells that are cut.
import { expect, test } from 'vitest';
import { batchTable, displayWidth, head, line, streamingWidths } from './client-table.ts';
import * as t from './type/logical-type.ts';

function check(name: string, lines: readonly string[], expected: readonly string[]): void {
  test(name, () => expect(lines).toEqual(expected));
}

const fields = [{ name: 'id', type: t.INT }, { name: 'name', type: t.STRING }, { name: 'price', type: t.decimal(6, 2) }];
const widths = [2, ...streamingWidths(fields)];

check('a streaming head has its widths from types', [...head(['op', 'id', 'name', 'price'], widths), line(['+I', '1', '日本語', '12.50'], widths)], [
  '+----+-------------+--------------------------------+----------+',
  '| op |          id |                           name |    price |',
  '+----+-------------+--------------------------------+----------+',
  '| +I |           1 |                         日本語 |    12.50 |',
]);
check('a long cell is cut', [line(['0cc175b9c0f1b6a831c399e2697', '0cc175b9c0f1b6a831c399e269772661'], [30, 30])], ['|    0cc175b9c0f1b6a831c399e2697 | 0cc175b9c0f1b6a831c399e2697... |']);
check('a batch table has its widths from data', batchTable(fields, [[1, 'ana', '3.00'], [2, null, null]], 'UTC'), [
  '+----+--------+--------+', '| id |   name |  price |', '+----+--------+--------+', '|  1 |    ana |   3.00 |', '|  2 | <NULL> | <NULL> |', '+----+--------+--------+', '2 rows in set',
]);
check('no rows are an empty set', batchTable(fields, [], 'UTC'), ['Empty set']);
check('wide letters take two columns', [String(displayWidth('a日b'))], ['4']);
