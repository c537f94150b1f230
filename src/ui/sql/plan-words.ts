// An operator of a plan in words: what it is for, what kinds of rows it gives, and what it keeps, in the reader's language.
import type { SqlPlanNode, SqlPlanState } from '../../bridge/sql.ts';
import { m } from '../paraglide/messages.js';
import { number } from '../words/numbers.ts';

/** What a kind of operator does, in a few words; empty for one that has none. */
export function purposeText(kind: string): string {
  const name = kind.replace(/^(?:Local|Global)/, '').replace(/^(?:Hash|Sort|NestedLoop)(?=Join|Aggregate)/, '');
  switch (name) {
    case 'TableSourceScan': return m.sql_node_scan();
    case 'Values': return m.sql_node_values();
    case 'Calc': return m.sql_node_calc();
    case 'WatermarkAssigner': return m.sql_node_watermark();
    case 'DropUpdateBefore': return m.sql_node_drop_before();
    case 'ChangelogNormalize': return m.sql_node_normalize();
    case 'GroupAggregate': case 'Aggregate': return m.sql_node_group();
    case 'WindowAggregate': case 'GroupWindowAggregate': return m.sql_node_window();
    case 'WindowTableFunction': return m.sql_node_window_function();
    case 'OverAggregate': return m.sql_node_over();
    case 'Join': return m.sql_node_join();
    case 'IntervalJoin': return m.sql_node_interval_join();
    case 'TemporalJoin': return m.sql_node_temporal_join();
    case 'LookupJoin': return m.sql_node_lookup_join();
    case 'WindowJoin': return m.sql_node_window_join();
    case 'Rank': case 'WindowRank': case 'SortLimit': return m.sql_node_rank();
    case 'Deduplicate': case 'WindowDeduplicate': return m.sql_node_deduplicate();
    case 'Sort': case 'TemporalSort': return m.sql_node_sort();
    case 'Limit': return m.sql_node_limit();
    case 'Match': return m.sql_node_match();
    case 'Correlate': return m.sql_node_correlate();
    case 'Expand': return m.sql_node_expand();
    case 'Sink': return m.sql_node_sink();
    case 'Collect': return m.sql_node_collect();
    default: return '';
  }
}

/** The changelog mode as a sentence. */
export function changesText({ changes }: Pick<SqlPlanNode, 'changes'>): string {
  if (changes.length === 0) return m.sql_changes_none();
  const [inserts, before, after, deletes] = (['I', 'UB', 'UA', 'D'] as const).map((kind) => changes.includes(kind));
  if (after !== true && deletes !== true) return m.sql_changes_append();
  if (inserts !== true || before !== true) return deletes === true ? m.sql_changes_upsert() : m.sql_changes_upsert_only();
  return deletes === true ? m.sql_changes_all() : m.sql_changes_updates();
}

/** What it keeps, for how long, and what lets it go. */
export function stateText({ kind, keys, functions, rows, forMs, ttlMs }: SqlPlanState): string {
  const by = keys.length === 0 ? m.sql_by_nothing() : m.sql_by_keys({ keys: keys.join(', ') });
  const what = functions.join(', ');
  const time = forMs === null ? '' : duration(forMs);
  const count = number(rows ?? 0);
  const grows = ttlMs > 0 ? m.sql_state_ttl({ time: duration(ttlMs) }) : m.sql_state_forever();
  switch (kind) {
    case 'none': return m.sql_state_none();
    case 'offsets': return m.sql_state_offsets();
    case 'watermark': return m.sql_state_watermark();
    case 'group': return `${m.sql_state_group({ what, by })} ${grows}`;
    case 'normalize': return `${m.sql_state_normalize({ by })} ${grows}`;
    case 'first-row': return `${m.sql_state_first_row({ by })} ${grows}`;
    case 'last-row': return `${m.sql_state_last_row({ by })} ${grows}`;
    case 'top-n': return `${m.sql_state_top_n({ count, by })} ${grows}`;
    case 'top-n-all': return `${m.sql_state_top_n_all({ by })} ${grows}`;
    case 'over': return m.sql_state_over({ by });
    case 'sort': return m.sql_state_sort();
    case 'limit': return m.sql_state_limit({ count });
    case 'window': return m.sql_state_window({ what, by, time });
    case 'window-rows': return m.sql_state_window_rows({ by, count });
    case 'match': return m.sql_state_match({ by });
    case 'join': return `${m.sql_state_join({ by })} ${grows}`;
    case 'interval-join': return m.sql_state_interval_join({ by, time });
    case 'temporal-join': return m.sql_state_temporal_join({ by });
    case 'lookup': return m.sql_state_lookup();
    case 'window-join': return m.sql_state_window_join({ by });
    case 'materialize': return `${m.sql_state_materialize({ by })} ${grows}`;
    case 'transaction': return m.sql_state_transaction();
    case 'batch': return m.sql_state_batch();
  }
}

/** The card's few words on state. */
export function shortState({ kind, keys, rows }: SqlPlanState): string {
  const by = keys.join(', ');
  switch (kind) {
    case 'none': case 'lookup': case 'batch': return m.sql_short_none();
    case 'offsets': return m.sql_short_offsets();
    case 'watermark': return m.sql_short_watermark();
    case 'transaction': return m.sql_short_transaction();
    case 'limit': case 'sort': return m.sql_short_rows();
    case 'group': case 'over': return keys.length === 0 ? m.sql_short_one() : m.sql_short_group({ by });
    case 'window': return keys.length === 0 ? m.sql_short_windows() : m.sql_short_window({ by });
    case 'join': case 'interval-join': case 'temporal-join': case 'window-join': return m.sql_short_join();
    case 'normalize': case 'first-row': case 'last-row': case 'materialize': return m.sql_short_row({ by });
    case 'top-n': case 'window-rows': return m.sql_short_top({ count: number(rows ?? 0) });
    case 'top-n-all': case 'match': return m.sql_short_rows();
  }
}

function duration(ms: number): string {
  if (ms % 86_400_000 === 0) return `${number(ms / 86_400_000)} d`;
  if (ms % 3_600_000 === 0) return `${number(ms / 3_600_000)} h`;
  if (ms % 60_000 === 0) return `${number(ms / 60_000)} min`;
  return ms % 1_000 === 0 ? `${number(ms / 1_000)} s` : `${number(ms)} ms`;
}
