// What axe finds that stands in somebody's way.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

export interface LookedAt {
  /** What a selector names; the whole page where absent. */
  readonly within?: string;
  /** What selectors name is left out. */
  readonly without?: readonly string[];
  /** Only these rules; all where absent. */
  readonly rules?: readonly string[];
}

/** Serious and critical findings, each with the elements that have it. */
export async function seriousOn(page: Page, { within, without = [], rules }: LookedAt = {}): Promise<string[]> {
  // The page has no frames of other origins, so axe needs no page of its own to put its findings together.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  if (within !== undefined) axe.include(within);
  if (rules !== undefined) axe.withRules([...rules]);
  for (const selector of without) axe.exclude(selector);
  const { violations } = await axe.analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
