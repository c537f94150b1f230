// Built-in functions that no family of scalar functions has: aggregates, ranks, functions of tables and of windows, as SHOW FUNCTIONS names them.

export const BUILT_IN_OTHERS: readonly string[] = [
  'array_agg', 'avg', 'collect', 'count', 'cume_dist', 'cumulate', 'dense_rank', 'descriptor', 'first_value', 'hop', 'hop_end', 'hop_proctime', 'hop_rowtime', 'hop_start', 'json_arrayagg', 'json_objectagg', 'lag',
  'last_value', 'lead', 'listagg', 'max', 'min', 'ntile', 'percent_rank', 'percentile', 'rank', 'row_number', 'session', 'session_end', 'session_proctime', 'session_rowtime', 'session_start', 'stddev_pop', 'stddev_samp',
  'sum', 'tumble', 'tumble_end', 'tumble_proctime', 'tumble_rowtime', 'tumble_start', 'var_pop', 'var_samp',
];
