// Regular expressions of readers, which no text can make run for ever: `(a+)+$` is answered as the real tools answer it, at once.
import { type Cost, costOf, isWithin } from './cost.ts';
import { Search } from './machine.ts';
import { parse, type Parsed } from './parse.ts';
import { type Program, programOf } from './program.ts';

/** A search that JavaScript's own engine is left with takes no more steps than this. */
const MOST_OWN = 3_000_000;
/** All searches through one text with one expression take no more steps than this. */
const MOST_STEPS = 4_000_000;
const KEPT = 200;

/** Thrown where a search would take too long: it refers back to groups, or the text is very long. */
export class RunawayRegex extends Error {
  constructor(source: string) {
    super(`the regular expression ${source.length > 60 ? `${source.slice(0, 57)}...` : source} needs more than ${MOST_STEPS} steps`);
  }
}

interface Plan {
  readonly parsed: Parsed;
  readonly cost: Cost;
  /** Made when it is first needed; null where it would be too large. */
  program?: Program | null;
}

const plans = new Map<string, Plan>();

function planOf(source: string, flags: string): Plan {
  const key = `${flags}/${source}`;
  const known = plans.get(key);
  if (known !== undefined) return known;
  const parsed = parse(source, flags.includes('u'));
  const { degree, bits } = costOf(parsed.node);
  const isAnchored = /^\^(?!.*\|)/s.test(source) && !flags.includes('m');
  const plan: Plan = { parsed, cost: { bits, degree: isAnchored ? degree : degree + 1 } };
  if (plans.size > KEPT) plans.clear();
  plans.set(key, plan);
  return plan;
}

/** As JavaScript's, with all methods of texts that take one. Throws `RunawayRegex`, never runs on. */
export class BoundedRegex extends RegExp {
  private on = '';
  private spent = 0;

  override exec(text: string): RegExpExecArray | null {
    const plan = planOf(this.source, this.flags);
    const { cost } = plan;
    const isQuick = (cost.degree <= 1 && cost.bits === 0) || isWithin(cost, text.length, MOST_OWN);
    return isQuick ? super.exec(text) : this.search(text, plan);
  }

  private search(text: string, plan: Plan): RegExpExecArray | null {
    plan.program ??= programOf(plan.parsed.node, plan.parsed.groups, this.flags.replace(/[gym]/g, ''));
    const { program } = plan;
    const moves = this.global || this.sticky;
    const start = moves ? this.lastIndex : 0;
    if (program === null) throw new RunawayRegex(this.source);
    if (start === 0 || text !== this.on) [this.on, this.spent] = [text, 0];
    const search = new Search(program, text, this, MOST_STEPS - this.spent);
    let end = -1;
    let at = start;
    for (; at <= text.length; at += this.unicode && (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) {
      end = search.from(at);
      if (end === -2) throw new RunawayRegex(this.source);
      if (end >= 0 || this.sticky) break;
    }
    this.spent = MOST_STEPS - search.left;
    if (moves) this.lastIndex = Math.max(0, end);
    return end < 0 ? null : found(text, at, end, search.slots, plan.parsed);
  }
}

function found(text: string, from: number, to: number, slots: readonly number[], { groups, names }: Parsed): RegExpExecArray {
  const parts: (string | undefined)[] = [text.slice(from, to)];
  for (let group = 1; group < groups; group++) {
    const [begin = -1, end = -1] = [slots[group * 2], slots[group * 2 + 1]];
    parts.push(begin === -1 || end === -1 ? undefined : text.slice(begin, end));
  }
  const named = names.length === 0 ? undefined : Object.fromEntries(names.map(([name, group]) => [name, parts[group]]));
  return Object.assign(parts, { index: from, input: text, groups: named }) as RegExpExecArray;
}
