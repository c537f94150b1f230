import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { planScript } from './sql-cluster.ts';
import type { Physical } from '../sql/plan/physical.ts';
const show = (n: Physical, d = 0): string => `${'  '.repeat(d)}${n.kind} [${n.fields.map((f) => `${f.name}:${f.type.kind}${'attribute' in f.type && f.type.attribute ? '*' : ''}`).join(', ')}] ${JSON.stringify(n.changes)} uk=${JSON.stringify(n.upsertKeys)} ${JSON.stringify(Object.fromEntries(Object.entries(n).filter(([k]) => !['fields', 'changes', 'inputs', 'upsertKeys', 'request', 'source', 'sink'].includes(k)))).slice(0, 400)}\n${n.inputs.map((i) => show(i, d + 1)).join('')}`;
test('x', () => {
  const d = JSON.parse(readFileSync('conformance/vectors/flink-test-programs.json', 'utf8')) as any[];
  for (const p of d) if ((process.env['P'] ?? '').split(',').includes(p.id)) console.log(p.sql + '\n' + planScript({ ddl: p.ddl, sql: p.sql, settings: p.settings, phases: [{}] }).roots.map((r) => show(r)).join('\n'));
});
