// A log directory that can't be written any more: its broker has no other one, and ends (LogManager.handleLogDirFailure).
import type { Context } from '../../kernel/types.ts';
import { logDirOf } from './log-dir.ts';

/** The process halts at once, without a controlled shutdown: its leaders move when the controller misses its heartbeats. */
export function failLogDir(broker: number, ctx: Context): void {
  if (ctx.diskFailure === 'none') return;
  ctx.note('log-dir-failed', { broker, dir: logDirOf(broker), failure: ctx.diskFailure }, [`node/${ctx.self}`], ctx.silence(ctx.self));
  ctx.exit();
}
