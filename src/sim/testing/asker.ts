// An actor that makes one admin call and keeps its end.
import { type Admin, adminWakeup, createAdmin, handleAdminMessage, pollAdmin, startCall, takeOutcome } from '../kafka/client/admin.ts';
import type { AdminCall, Outcome } from '../kafka/client/admin-calls.ts';
import type { Behavior, Context } from '../kernel/types.ts';

/** A process that makes one call. */
export interface Asker {
  readonly kind: 'asker';
  readonly call: AdminCall;
  number: number;
  admin: Admin | null;
  outcome: Outcome | null;
}

/** The behaviour of an asker. */
export const asker: Behavior<Asker> = {
  start(state, ctx) {
    const made = createAdmin({ bootstrapServers: 'localhost:9092', clientId: 'adminclient-1' });
    if (made.kind === 'error') return;
    state.admin = made.admin;
    state.number = startCall(made.admin, state.call, ctx);
    look(state, made.admin, ctx);
  },
  receive(state, message, from, ctx) {
    if (state.admin === null) return;
    if (message.kind === 'Tick') pollAdmin(state.admin, ctx);
    else handleAdminMessage(state.admin, message, from, ctx);
    look(state, state.admin, ctx);
  },
  crash: (state) => state,
};

function look(state: Asker, admin: Admin, ctx: Context): void {
  state.outcome ??= takeOutcome(admin, state.number, state.call.kind);
  const at = adminWakeup(admin, ctx.now);
  if (at < Number.MAX_SAFE_INTEGER) ctx.schedule(Math.max(1, at - ctx.now), { kind: 'Tick' });
}

export function isAsker(state: unknown): state is Asker {
  return typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'asker';
}

export function createAsker(call: AdminCall): Asker {
  return { kind: 'asker', call, number: -1, admin: null, outcome: null };
}
