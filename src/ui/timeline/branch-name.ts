// What a branch of the timeline is called.
import type { Branch } from '../../bridge/frame.ts';
import { m } from '../paraglide/messages.js';
import { clockTime } from '../words/numbers.ts';

export const branchName = ({ id, parent, forkedAtUs }: Branch): string => (parent === null ? m.branch_first() : m.branch_from({ number: id + 1, time: clockTime(forkedAtUs, 0) }));
