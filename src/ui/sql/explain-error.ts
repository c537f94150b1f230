// What Flink's refusals mean, in the reader's language, with what to do about them: rules over the exception and its text, the first that fits counts.
import type { SqlRefusal } from '../../bridge/sql.ts';
import { m } from '../paraglide/messages.js';

type Rule = readonly [id: string, pattern: RegExp, words: (found: readonly (string | undefined)[]) => string];

const RULES: readonly Rule[] = [
  ['unclosed_text', /Encountered: <EOF> after : "\\?'/, () => m.sql_error_unclosed_text()],
  ['unclosed_name', /Encountered: <EOF> after : "`/, () => m.sql_error_unclosed_name()],
  ['double_quotes', /Lexical error.*Encountered: "\\""|Encountered "(?:[^"\n]* )?\\"" at/, () => m.sql_error_double_quotes()],
  ['bad_letter', /Lexical error/, () => m.sql_error_bad_letter()],
  ['end_too_soon', /Encountered "<EOF>"/, () => m.sql_error_end_too_soon()],
  ['two_statements', /(?:Encountered "|near the keyword ')(?:SELECT|INSERT|CREATE|DROP|SET|USE|SHOW|DESCRIBE|EXPLAIN|EXECUTE|ALTER)["'] at[^\n]*\nWas expecting(?: one of)?:\s+<EOF>/, () => m.sql_error_two_statements()],
  ['single_statement', /only single statement supported/, () => m.sql_error_single_statement()],
  ['options_quotes', /Encountered "(?:connector|topic|format|path)" at[\s\S]*QUOTED_STRING/, () => m.sql_error_options_quotes()],
  ['bracket', /Encountered "(?:FROM|WHERE|GROUP|HAVING|ORDER|LIMIT|JOIN|ON)" at[\s\S]*"\)" \.\.\.|Was expecting:\s*"\)"/i, () => m.sql_error_bracket()],
  // Where any name would do, a word that is none is reserved.
  ['reserved_word', /(?:Encountered "|near the keyword ')(?!(?:FROM|WHERE|AS|ON|AND|OR|INTO|BY|THEN|END|JOIN|SELECT|SET|INTERVAL)["'])(\w+)["'] at[^\n]*\nWas expecting one of:[\s\S]*<IDENTIFIER>/i, (found) => m.sql_error_reserved_word({ name: found[0] ?? '' })],
  ['interval_quotes', /Incorrect syntax near the keyword 'INTERVAL'/, () => m.sql_error_interval_quotes()],
  ['near_keyword', /Incorrect syntax near the keyword '(\w+)'/, (found) => m.sql_error_near_keyword({ name: found[0] ?? '' })],
  ['extra_comma', /Encountered "(?:,|\))" at/, () => m.sql_error_extra_comma()],
  ['after_end', /Encountered "([^"]+)" at[^\n]*\nWas expecting(?: one of)?:\s+<EOF>/, (found) => m.sql_error_after_end({ name: found[0] ?? '' })],
  ['not_a_query', /Non-query expression encountered/, () => m.sql_error_not_a_query()],
  ['syntax', /ParseException: Encountered "([^"]+)" at/, (found) => m.sql_error_syntax({ name: found[0] ?? '' })],
  ['unknown_table', /Object '([^']+)' not found|Table '([^']+)' not found/, (found) => m.sql_error_unknown_table({ name: found[0] ?? '' })],
  ['unknown_sink', /Cannot find table '`[^`]+`\.`[^`]+`\.`([^`]+)`'/, (found) => m.sql_error_unknown_sink({ name: found[0] ?? '' })],
  ['unknown_column_of', /Column '([^']+)' not found in table '([^']+)'/, (found) => m.sql_error_unknown_column_of({ name: found[0] ?? '', table: found[1] ?? '' })],
  ['unknown_column', /Column '([^']+)' not found in any table/, (found) => m.sql_error_unknown_column({ name: found[0] ?? '' })],
  ['target_column', /Unknown target column '([^']+)'/, (found) => m.sql_error_target_column({ name: found[0] ?? '' })],
  ['ambiguous', /Column '([^']+)' is ambiguous/, (found) => m.sql_error_ambiguous({ name: found[0] ?? '' })],
  ['not_grouped', /Expression '([^']+)' is not being grouped/, (found) => m.sql_error_not_grouped({ name: found[0] ?? '' })],
  ['aggregate_where', /Aggregate expression is illegal in WHERE/, () => m.sql_error_aggregate_where()],
  ['aggregate_nested', /Aggregate expressions cannot be nested/, () => m.sql_error_aggregate_nested()],
  ['append_only_deletes', /Table sink '(?:[^']+\.)?([^'.]+)' doesn't support consuming update and delete changes which is produced by node (\w+)/, (found) => m.sql_error_append_only_deletes({ name: found[0] ?? '', node: found[1] ?? '' })],
  ['append_only', /Table sink '(?:[^']+\.)?([^'.]+)' doesn't support consuming update changes which is produced by node (\w+)/, (found) => m.sql_error_append_only({ name: found[0] ?? '', node: found[1] ?? '' })],
  ['column_count', /do not match\.\s*Cause: Different number of columns/, () => m.sql_error_column_count()],
  ['column_types', /do not match\.\s*Cause: Incompatible types for sink column '([^']+)'/, (found) => m.sql_error_column_types({ name: found[0] ?? '' })],
  ['no_watermark', /requires the timecol is a time attribute type, but is (\w+)/, (found) => m.sql_error_no_watermark({ name: found[0] ?? '' })],
  ['window_no_time', /Window aggregate can only be defined over a time attribute column, but (\w+)/, (found) => m.sql_error_window_no_time({ name: found[0] ?? '' })],
  ['sort_no_time', /Sort on a non-time-attribute field is not supported/, () => m.sql_error_sort_no_time()],
  ['over_order', /OVER windows' ordering in stream mode must be defined on a time attribute|You must specify either rowtime or proctime for order by/, () => m.sql_error_over_order()],
  ['over_desc', /can only be ordered in ASCENDING mode/, () => m.sql_error_over_desc()],
  ['window_descriptor', /Only constant window descriptors are supported|No match found for function signature (?:TUMBLE|HOP|CUMULATE|SESSION)/, () => m.sql_error_window_descriptor()],
  ['temporal_time', /'FOR SYSTEM_TIME AS OF' left table's time attribute/, () => m.sql_error_temporal_time()],
  ['temporal_key', /Temporal Table Join requires/, () => m.sql_error_temporal_key()],
  ['no_connector', /do not contain an option key 'connector'/, () => m.sql_error_no_connector()],
  ['unknown_connector', /Could not find any factory for identifier '([^']+)' that implements '[^']*DynamicTable/, (found) => m.sql_error_unknown_connector({ name: found[0] ?? '' })],
  ['unknown_format', /Could not find any factory for identifier '([^']+)' that implements '[^']*Format/, (found) => m.sql_error_unknown_format({ name: found[0] ?? '' })],
  ['no_format', /Could not find required (?:scan|sink) format/, () => m.sql_error_no_format()],
  ['missing_options', /Missing required options are:\s+([^\n]+)/, (found) => m.sql_error_missing_options({ name: found[0] ?? '' })],
  ['missing_topic', /Either 'topic' or 'topic-pattern' must be set/, () => m.sql_error_missing_topic()],
  ['unknown_option', /Unsupported options:\s+([^\n]+)/, (found) => m.sql_error_unknown_option({ name: found[0] ?? '' })],
  ['option_value', /Could not parse value for enum class[\s\S]*Expected one of: \[\[([^\]]+)/, (found) => m.sql_error_option_value({ name: found[0] ?? '' })],
  ['option_number', /NumberFormatException: For input string: "([^"]+)"/, (found) => m.sql_error_option_number({ name: found[0] ?? '' })],
  ['only_sink', /Connector '([^']+)' can only be used as a sink/, (found) => m.sql_error_only_sink({ name: found[0] ?? '' })],
  ['only_source', /Connector '([^']+)' can only be used as a source/, (found) => m.sql_error_only_source({ name: found[0] ?? '' })],
  ['upsert_key', /'upsert-kafka' tables require to define a PRIMARY KEY/, () => m.sql_error_upsert_key()],
  ['kafka_key', /The Kafka table '[^']+' with '([^']+)' format doesn't support defining PRIMARY KEY/, () => m.sql_error_kafka_key()],
  ['enforced', /doesn't support ENFORCED mode for PRIMARY KEY/, () => m.sql_error_enforced()],
  ['key_column', /Primary key column '([^']+)' is not defined/, (found) => m.sql_error_key_column({ name: found[0] ?? '' })],
  ['duplicate_column', /Column named '([^']+)' already exists/, (found) => m.sql_error_duplicate_column({ name: found[0] ?? '' })],
  ['rowtime_column', /rowtime attribute field '([^']+)' is not defined/, (found) => m.sql_error_rowtime_column({ name: found[0] ?? '' })],
  ['watermark_type', /Invalid data type of (?:time field|expression) for watermark definition/, () => m.sql_error_watermark_type()],
  ['already_exists', /(?:Table|view|Table \(or view\)) [\w.]*?(\w+) already exists|'([^']+)' already exists/, (found) => m.sql_error_already_exists({ name: found[0] ?? '' })],
  ['does_not_exist', /(?:Table|View|Tables or views) with (?:the )?identifier '(?:[^']+\.)?([^'.]+)' does(?:n't| not) exist/, (found) => m.sql_error_does_not_exist({ name: found[0] ?? '' })],
  ['no_database', /A (?:database|catalog) with name \[([^\]]+)\] does not exist/, (found) => m.sql_error_no_database({ name: found[0] ?? '' })],
  ['unknown_function', /No match found for function signature (\w+)/, (found) => m.sql_error_unknown_function({ name: found[0] ?? '' })],
  ['argument_count', /Invalid number of arguments to function '([^']+)'/, (found) => m.sql_error_argument_count({ name: found[0] ?? '' })],
  ['cannot_apply', /Cannot apply '([^']+)' to arguments of type/, (found) => m.sql_error_cannot_apply({ name: found[0] ?? '' })],
  ['implicit_type', /implicit type conversion between (\w+) and (\w+)/, (found) => m.sql_error_implicit_type({ name: found[0] ?? '', other: found[1] ?? '' })],
  ['not_boolean', /clause must be a condition|Expected a boolean type/, () => m.sql_error_not_boolean()],
  ['union_types', /Type mismatch in column (\d+) of UNION/, (found) => m.sql_error_union_types({ name: found[0] ?? '' })],
  ['union_count', /Column count mismatch in (\w+)/, (found) => m.sql_error_union_count({ name: found[0] ?? '' })],
  ['join_condition', /join requires a condition/, () => m.sql_error_join_condition()],
  ['literal', /Illegal (\w+) literal '([^']+)'/, (found) => m.sql_error_literal({ name: found[0] ?? '', value: found[1] ?? '' })],
  ['division', /Division by zero|\/ by zero/, () => m.sql_error_division()],
  ['update_delete', /(UPDATE|DELETE|TRUNCATE TABLE) statement is not supported (?:for|in) streaming/, (found) => m.sql_error_update_delete({ name: found[0] ?? '' })],
  ['unbounded_batch', /Querying an unbounded table '(?:[^']+\.)?([^'.]+)' in batch mode/, (found) => m.sql_error_unbounded_batch({ name: found[0] ?? '' })],
  ['metadata_key', /Invalid metadata key '([^']+)'/, (found) => m.sql_error_metadata_key({ name: found[0] ?? '' })],
  ['unknown_type', /Unknown identifier '([^']+)'/, (found) => m.sql_error_unknown_type({ name: found[0] ?? '' })],
  ['not_null', /Column '([^']+)' is NOT NULL, however, a null value is being written/, (found) => m.sql_error_not_null({ name: found[0] ?? '' })],
  ['no_topic', /UnknownTopicOrPartitionException/, () => m.sql_error_no_topic()],
  ['bad_json', /Failed to deserialize JSON|JsonParseException|JsonEOFException|MismatchedInputException/, () => m.sql_error_bad_json()],
  ['slots', /NoResourceAvailableException/, () => m.sql_error_slots()],
  ['no_cluster', /ConnectException: Connection refused/, () => m.sql_error_no_cluster()],
  ['cancelled', /Job was cancelled/, () => m.sql_error_cancelled()],
  ['statement_set', /Statement Set/, () => m.sql_error_statement_set()],
];

/** The names of all explanations. */
export const EXPLAINED: readonly string[] = RULES.map(([id]) => id);

export interface Explained {
  /** The rule's name. */
  readonly id: string;
  readonly text: string;
}

/** An exception with its text, as `class: message` or in two parts; null where nothing more can be said than Flink does. */
export function explainError(refusal: Pick<SqlRefusal, 'exception' | 'message'>): Explained | null {
  const said = refusal.exception === '' ? refusal.message : `${refusal.exception}: ${refusal.message}`;
  for (const [id, pattern, words] of RULES) {
    const found = pattern.exec(said);
    if (found !== null) return { id, text: words(found.slice(1).filter((part) => part !== undefined)) };
  }
  return null;
}
