// Queries that look at the row around them by more than equality leave as a stream what the batch evaluator gives, over random changelogs.
import { describe, expect, it } from 'vitest';
import { runRandom } from '../../testing/sql-random.ts';

const QUERIES = [
  'SELECT id, (SELECT COUNT(*) FROM plain p WHERE p.b < m.b) FROM moving m',
  'SELECT id, (SELECT MAX(p.b) FROM moving p WHERE p.b < m.b AND p.s = m.s) FROM keyed m',
  'SELECT id, b FROM keyed m WHERE b >= (SELECT AVG(p.b) FROM moving p WHERE p.a <> m.a)',
  'SELECT m.id, x.b FROM moving m, LATERAL (SELECT b FROM plain p WHERE p.b > m.b ORDER BY b, id LIMIT 1) x',
  'SELECT m.id, x.n FROM moving m LEFT JOIN LATERAL (SELECT SUM(b) AS n FROM plain p WHERE p.a > m.a) x ON TRUE',
  'SELECT id FROM moving m WHERE (SELECT COUNT(*) FROM keyed p WHERE p.id > m.id OR p.a = m.a) > 1',
];

describe('queries that ask more than equality of the row around them', () => {
  it.each(QUERIES)('%s', (query) => {
    const wrong = Array.from({ length: 12 }, (_, seed) => runRandom(seed + 1, query)).filter((difference) => difference !== null);
    expect(wrong).toEqual([]);
  });
});
