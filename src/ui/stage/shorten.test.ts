// Texts that must fit: beginnings of texts, last parts of names.
import { expect, test } from 'vitest';
import { shorten, shortenName } from './shorten.ts';

test.each([
  ['totais', 8, 'totais'],
  ['insert-into_default_catalog.default_database.notas', 20, 'insert-into_de…notas'],
  ['insert-into_default_catalog.default_database.conferencia', 14, 'insert-into_d…'],
  ['a-job-without-any-dot', 10, 'a-job-wit…'],
])('the name %s in %d letters', (name, letters, shown) => expect(shortenName(name, letters)).toBe(shown));

test('a text keeps its beginning', () => expect(shorten('um texto comprido', 9)).toBe('um texto…'));
