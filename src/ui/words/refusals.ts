// Why the world did not take an input, in the reader's language: what happened, and what to do about it.
import { m } from '../paraglide/messages.js';

const TEXTS: ReadonlyMap<string, () => string> = new Map([
  ['no_such_node', () => m.refused_no_such_node()],
  ['node_is_up', () => m.refused_node_is_up()],
  ['node_is_down', () => m.refused_node_is_down()],
  ['no_such_terminal', () => m.refused_no_such_terminal()],
  ['terminal_is_open', () => m.refused_terminal_is_open()],
  ['too_many_terminals', () => m.refused_too_many_terminals()],
  ['name_taken', () => m.refused_name_taken()],
  ['no_such_app', () => m.refused_no_such_app()],
  ['too_many_apps', () => m.refused_too_many_apps()],
  ['bad_value', () => m.refused_bad_value()],
  ['too_many_inputs', () => m.refused_too_many_inputs()],
  ['too_many_branches', () => m.refused_too_many_branches()],
  ['not_planned', () => m.refused_not_planned()],
  ['world_stopped', () => m.refused_world_stopped()],
  ['world_remade', () => m.refused_world_remade()],
  ['tools_not_fetched', () => m.refused_tools_not_fetched()],
  ['bridge_gone', () => m.refused_bridge_gone()],
  ['host_locked', () => m.refused_locked()],
  ['named_world', () => m.refused_named_world()],
] as const);

/** The kinds of refusal that have a sentence of their own. */
export const REFUSAL_KINDS: readonly string[] = [...TEXTS.keys()];

/** A whole sentence for a refusal; one that is not known is named as it came. */
export function refusalText(reason: string): string {
  return TEXTS.get(reason)?.() ?? m.refused_other({ reason });
}
