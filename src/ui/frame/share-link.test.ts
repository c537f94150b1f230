// Links: a run comes back as it went, and a broken link is a null and not a broken page.
import { expect, test } from 'vitest';
import { freshRun, livingRun } from '../states/scenarios.ts';
import { fromLink, LINK_START, toLink } from './share-link.ts';

test.each([['fresh', freshRun], ['living', livingRun]])('the %s run comes back', (_name, run) => expect(fromLink(toLink(run))).toEqual(run));
test('a link is short enough to send', () => expect(toLink(livingRun).length).toBeLessThan(1_400));
test.each(['', '#/', LINK_START, `${LINK_START}!!`, `${LINK_START}AAAA`, toLink(freshRun).slice(0, -9), LINK_START + btoa('{}')])('%s is no run', (hash) => expect(fromLink(hash)).toBeNull());
