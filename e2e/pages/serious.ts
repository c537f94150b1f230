// What axe finds that stands in somebody's way.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

/** Serious and critical findings, each with the elements that have it; of the whole page, or of what a selector names. */
export async function seriousOn(page: Page, within?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
