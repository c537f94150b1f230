// The palette's order: what is meant comes first, wherever its group stands.
import { expect, it } from 'vitest';
import { type Entry, ranked } from './ranked.ts';

const entry = (label: string): Entry => ({ id: label, label, run: () => {} });
const GROUPS = [
  { heading: 'Por quê?', entries: [] },
  { heading: 'Página', entries: [entry('Demonstrações: Partição parada segura a watermark'), entry('Mudar tema')] },
  { heading: 'No cluster', entries: [entry('broker 1'), entry('Seguir: pedidos-0@68')] },
];
const listed = (search: string): unknown => ranked(GROUPS, search).map(({ heading, entries }) => [heading, ...entries.map(({ label }) => label)]);

it('lists all groups that have something where nothing is typed', () => {
  expect(listed('')).toEqual([['Página', 'Demonstrações: Partição parada segura a watermark', 'Mudar tema'], ['No cluster', 'broker 1', 'Seguir: pedidos-0@68']]);
});

it('puts the group with the best hit first', () => {
  expect(ranked(GROUPS, 'seguir')[0]).toMatchObject({ heading: 'No cluster', entries: [{ label: 'Seguir: pedidos-0@68' }] });
  expect(ranked(GROUPS, 'tema')[0]).toMatchObject({ heading: 'Página', entries: [{ label: 'Mudar tema' }, {}] });
});

it('lists nothing where nothing fits', () => {
  expect(listed('zzz')).toEqual([]);
});
