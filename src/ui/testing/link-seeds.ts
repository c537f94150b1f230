// Links and addresses made of real ones by mutation, one for each seed: each must give a moment or a sentence, and throw nothing.
import type { SavedRun } from '../../bridge/input.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { nextRandom, seedRandom } from '../../sim/kernel/random.ts';
import { readSavedRun } from '../../sim/saved-run.ts';
import { readAddress } from '../embed/address.ts';
import { fromLink, type Moment, toLink } from '../teach/moment.ts';

const RUN: SavedRun = {
  version: 1, scenario: defaultScenario, seed: 7,
  inputs: [{ atUs: 1_000, input: { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true } }, { atUs: 2_000, input: { kind: 'line', tty: 'main', text: 'kafka-topics.sh --list' } }, { atUs: 3_000, input: { kind: 'crash', node: 'broker/1' }, joined: true }],
};
const ADDRESSES = ['?lesson=kafka/3-kafka/07-topic-is-a-log&theme=dark&lang=pt&panels=lesson,timeline&lock=course,acts&host=https://lms.example.org', '?demo=11-late-data&lang=en', '?sandbox=1&lock=time&scorm=1'];
const LINKS = ['#/m/1/', '#/m/2/', '#/r/', '#/m/99999/', '#/m/'];
const ODD: readonly unknown[] = [null, -1, 1e308, 0.5, '', 'x', '__proto__', '<script>alert(1)</script>', '\u0000', '😀', [], {}, [[[]]], { kind: 'line' }, true, Number.MAX_SAFE_INTEGER, 'a'.repeat(5_000)];
const LETTERS = 'abcXYZ019-_.%&=?#/,:;<>"\'\\ \u202e😀';

type Below = (below: number) => number;

/** Plays one seed; throws where something threw, or gave neither a moment nor why there is none. */
export function playLinkSeed(seed: number): void {
  const state = seedRandom(seed);
  const random: Below = (below) => Math.floor(nextRandom(state) * below);
  const kind = random(3);
  if (kind === 0) {
    readAddress(scrambled(ADDRESSES[random(ADDRESSES.length)] ?? '', random));
    return;
  }
  const moment: Moment = { run: RUN, atUs: 5, page: { selected: 'broker/1', marked: { branch: 0, atUs: 1 }, folded: ['a'] } };
  if (kind === 2) for (const part of ['run', 'page', 'atUs'] as const) if (random(2) === 0) Object.assign(moment, { [part]: changed(moment[part], random) });
  const link = toLink(moment);
  const read = fromLink(kind === 1 ? scrambled(random(8) === 0 ? (LINKS[random(LINKS.length)] ?? '') + link.slice(6) : link, random) : link);
  if (read === 'newer' || read === 'damaged') return;
  const run = readSavedRun(read.run);
  if (run.kind === 'problems' && run.problems.length === 0) throw new Error('a run is refused without a word');
}

/** Some letters exchanged, dropped or doubled, or the end cut off. */
function scrambled(text: string, random: Below): string {
  let out = text;
  for (let i = random(4); i >= 0; i--) {
    const at = random(out.length + 1);
    const letter = LETTERS[random(LETTERS.length)] ?? '';
    out = [out.slice(0, at), out.slice(0, at) + letter + out.slice(at), out.slice(0, at) + letter + out.slice(at + 1), out.slice(0, at) + out.slice(at + 1 + random(9)), out + out.slice(at)][random(5)] ?? out;
  }
  return out;
}

/** The value with one thing inside of it exchanged, left out or added. */
function changed(value: unknown, random: Below): unknown {
  const odd = ODD[random(ODD.length)];
  if (typeof value !== 'object' || value === null || random(6) === 0) return odd;
  const keys = Object.keys(value);
  const key = keys[random(keys.length + 1)] ?? String(odd);
  if (Array.isArray(value)) return random(4) === 0 ? [...(value as unknown[]), odd] : value.map((each: unknown, at) => (String(at) === key ? changed(each, random) : each));
  const held = new Map(Object.entries(value));
  if (random(5) === 0) held.delete(key);
  else held.set(key, changed(held.get(key), random));
  return Object.fromEntries(held);
}
