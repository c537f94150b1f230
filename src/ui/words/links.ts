// What the network does where nothing was changed, as the scenarios have it.
import { defaultScenario, type LinkSpec } from '../../bridge/scenario.ts';

export const USUAL_LINK: LinkSpec = defaultScenario.link;

/** Whether this change makes a link what it is by itself. */
export function isUsual(link: Partial<LinkSpec>): boolean {
  return (link.lossRate ?? 0) <= USUAL_LINK.lossRate && (link.latencyUs ?? 0) <= USUAL_LINK.latencyUs && (link.duplicateRate ?? 0) <= USUAL_LINK.duplicateRate && (link.bytesPerSecond ?? USUAL_LINK.bytesPerSecond) >= USUAL_LINK.bytesPerSecond;
}
