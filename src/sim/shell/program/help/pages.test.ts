// The pages of help are complete, and every command on them is one of this machine.
import { describe, expect, it } from 'vitest';
import { programNamed } from '../list.ts';
import { pageText } from './page.ts';
import { DATA_PAGES } from './pages-data.ts';
import { OPERATIONS_PAGES } from './pages-operations.ts';

const PAGES = Object.entries({ ...DATA_PAGES, ...OPERATIONS_PAGES }).filter(([tool]) => programNamed(tool) !== null);

describe('pages of help', () => {
  it('there is one for each of the main tools', () => {
    for (const tool of ['topics', 'console-producer', 'console-consumer', 'consumer-groups', 'configs', 'get-offsets']) expect(PAGES.map(([name]) => name)).toContain(`kafka-${tool}.sh`);
  });

  it('name only programs that are there', () => {
    const words = PAGES.flatMap(([, page]) => page.commands.flatMap(([command]) => command.split(' | ').map((part) => part.split(' ')[0] ?? '')));
    expect(words.filter((word) => programNamed(word) === null)).toEqual([]);
  });

  it('speak both languages', () => {
    for (const [tool, page] of PAGES) {
      expect(pageText(page, tool, 'pt')).toContain('Cuidado:');
      expect(pageText(page, tool, 'en')).toContain('Beware:');
      expect(page.commands.filter(([, pt, en]) => pt === '' || en === '' || pt === en)).toEqual([]);
    }
  });
});
