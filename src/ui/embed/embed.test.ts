// A guest's address and messages: what is understood, and what is said of the rest. Anything at all may come.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCKS, PANELS, readAddress, toAddress } from './address.ts';
import { scoreOf } from './guest.ts';
import { readMessage } from './messages.ts';

describe('an address', () => {
  it('says what is shown, how, without what, and to whom', () => {
    const { embed, problems } = readAddress('?lesson=kafka/3-kafka/07-topic-is-a-log&theme=dark&lang=pt&panels=lesson,timeline&lock=course,acts&host=https://lms.example.org');
    expect(problems).toEqual([]);
    expect(embed).toEqual({
      content: { kind: 'lesson', lesson: 'kafka/3-kafka/07-topic-is-a-log' }, theme: 'dark', locale: 'pt-BR', panels: new Set(['lesson', 'timeline']), locks: new Set(['course', 'acts']), host: 'https://lms.example.org', scorm: false,
    });
    expect(readAddress(toAddress('', embed)).embed).toEqual(embed);
  });

  it.each([
    ['?sandbox', { kind: 'sandbox', level: null }], ['?sandbox=3-kafka', { kind: 'sandbox', level: '3-kafka' }], ['?demo=leader-loss', { kind: 'demo', demo: 'leader-loss' }], ['?course', { kind: 'course' }],
  ])('%s shows a part', (search, content) => expect(readAddress(search)).toMatchObject({ embed: { content, panels: new Set(PANELS), locks: new Set(), host: null }, problems: [] }));

  it.each([
    ['?lesson=../../etc', 'lesson', '../../etc'], ['?demo=leader-loss&theme=pink', 'theme', 'pink'], ['?course&panels=lesson,sidebar', 'panels', 'sidebar'], ['?course&lock=all', 'lock', 'all'],
    ['?course&host=*', 'host', '*'], ['?course&host=javascript:alert(1)', 'host', 'javascript:alert(1)'], ['?course&host=https://a.example/path', 'host', 'https://a.example/path'], ['?course&colour=red', 'colour', 'red'],
    ['?course&lang=fr', 'lang', 'fr'], ['?demo=a&lesson=b', 'lesson + demo', ''],
  ])('%s is answered with the part and what may stand there', (search, part, value) => {
    const { problems } = readAddress(search);
    expect(problems).toMatchObject([{ part, value }]);
    expect(problems[0]?.allowed).not.toBe('');
  });

  it('may be anything', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.webQueryParameters()), fc.subarray([...LOCKS]), (text, locks) => {
      const { embed } = readAddress(`?${text}&lock=${locks.join(',')}`);
      expect(embed.host === null || /^https?:\/\/[^/]+$/.test(embed.host)).toBe(true);
    }));
  });
});

describe('a message', () => {
  it.each([
    [{ correnteza: 1, type: 'seek', atUs: 5 }, { type: 'seek', atUs: 5 }],
    [{ correnteza: 1, type: 'act', id: 7, input: { kind: 'line', text: 'ls' } }, { id: 7, input: { kind: 'line', tty: 'main', text: 'ls' } }],
    [{ correnteza: 1, type: 'load', content: { kind: 'sandbox' } }, { content: { kind: 'sandbox', level: null } }],
  ])('%j is followed', (data, message) => expect(readMessage(data)).toMatchObject({ message }));

  it.each([
    [null, /the message: /], ['ready', /the message: /], [{ correnteza: 2, type: 'state' }, /correnteza: is 1, the version/], [{ correnteza: 1, type: 'explode' }, /type: /],
    [{ correnteza: 1, type: 'seek', atUs: -1 }, /atUs: is not below 0/], [{ correnteza: 1, type: 'act', input: { kind: 'line', text: 'a\nb' } }, /input\.text: is one line/],
    [{ correnteza: 1, type: 'act', input: { kind: 'client-asks' } }, /input\.kind: /], [{ correnteza: 1, type: 'load', content: { kind: 'moment', moment: 'javascript:' } }, /content\.moment: begins with/],
  ])('%j is answered with its place', (data, says) => {
    const read = readMessage(data);
    expect('problem' in read ? read.problem : '').toMatch(says);
    expect('problem' in read ? read.problem : '').toContain('docs/embedding.md');
  });

  it('may be anything', () => {
    fc.assert(fc.property(fc.anything(), (data) => {
      expect('problem' in readMessage(data)).toBe(true);
    }));
  });

  it('that is not understood is answered under its own number', () => expect(readMessage({ correnteza: 1, id: 'x', type: 'no' })).toMatchObject({ id: 'x' }));
});

describe('a score', () => {
  it.each([
    [{ done: 0, of: 4, prediction: 0, independence: 3, complete: false }, 0], [{ done: 2, of: 4, prediction: 3, independence: 3, complete: false }, 50],
    [{ done: 4, of: 4, prediction: 3, independence: 3, complete: true }, 100], [{ done: 4, of: 4, prediction: 0, independence: 0, complete: true }, 70], [{ done: 0, of: 0, prediction: 3, independence: 3, complete: true }, 100],
  ])('of %j is %d', (reached, score) => expect(scoreOf(reached)).toBe(score));
});
