// A micro-batch query as the PySpark program that it stands for: the same text runs on Apache Spark.
import type { MicroBatchSpec } from '../../../bridge/engines.ts';

/** The program, whole; lines end with a line feed. */
export function pysparkProgram(spec: MicroBatchSpec): string {
  const functions = ['col', ...(Object.keys(spec.columns).length > 0 ? ['from_json'] : []), ...(spec.windowMs > 0 ? ['window'] : []), ...spec.aggregates.map(({ of }) => of), ...(spec.output === '' ? [] : ['struct', 'to_json'])];
  return [
    'from pyspark.sql import SparkSession', `from pyspark.sql.functions import ${[...new Set(functions)].sort().join(', ')}`, '',
    `spark = SparkSession.builder.appName(${quoted(spec.name)}).getOrCreate()`, '',
    ...source(spec), '', ...reading(spec), '', ...(spec.aggregates.length > 0 ? [...aggregation(spec), ''] : []), ...sink(spec), '', 'query.awaitTermination()', '',
  ].join('\n');
}

/** Python's text literal. */
const quoted = (text: string): string => `"${text.replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;

function source({ topics, startingOffsets, maxOffsetsPerTrigger }: MicroBatchSpec): string[] {
  const options = [['kafka.bootstrap.servers', 'localhost:9092'], ['subscribe', topics.join(',')], ['startingOffsets', startingOffsets], ...(maxOffsetsPerTrigger > 0 ? [['maxOffsetsPerTrigger', String(maxOffsetsPerTrigger)]] : [])];
  return ['records = (spark.readStream.format("kafka")', ...options.map(([name = '', value = '']) => `    .option(${quoted(name)}, ${quoted(value)})`), '    .load())'];
}

function reading({ columns, eventTime, watermarkMs, where }: MicroBatchSpec): string[] {
  const fields = Object.entries(columns);
  const ddl = fields.map(([name, type]) => `${name} ${type}`).join(', ');
  const own = ['key', 'timestamp'].filter((name) => columns[name] === undefined);
  const also = own.map((name) => (name === 'key' ? ', col("key").cast("string").alias("key")' : ', col("timestamp")')).join('');
  return [
    'rows = (records',
    ...(fields.length === 0 ? [`    .select(col("value").cast("string").alias("value")${also})`] : [
      `    .select(from_json(col("value").cast("string"), ${quoted(ddl)}).alias("r")${also})`, `    .select("r.*"${own.map((name) => `, ${quoted(name)}`).join('')})`,
    ]),
    ...(watermarkMs >= 0 && eventTime !== '' ? [`    .withWatermark(${quoted(eventTime)}, ${quoted(interval(watermarkMs))})`] : []),
    ...(where === '' ? [] : [`    .where(${quoted(where)})`]),
  ].map((line, at, all) => (at === all.length - 1 ? `${line})` : line));
}

function aggregation({ windowMs, slideMs, eventTime, groupBy, aggregates }: MicroBatchSpec): string[] {
  const slide = slideMs > 0 && slideMs !== windowMs ? `, ${quoted(interval(slideMs))}` : '';
  const keys = [...(windowMs > 0 ? [`window(${quoted(eventTime)}, ${quoted(interval(windowMs))}${slide})`] : []), ...groupBy.map(quoted)];
  const results = aggregates.map(({ as, of, column }) => `${of}(${quoted(column === '' ? '*' : column)}).alias(${quoted(as)})`);
  return ['result = (rows', `    .groupBy(${keys.join(', ')})`, `    .agg(${results.join(', ')}))`];
}

function sink(spec: MicroBatchSpec): string[] {
  const { output, outputMode, triggerMs, checkpoint, truncate, aggregates, columns } = spec;
  const from = aggregates.length > 0 ? 'result' : 'rows';
  const own = aggregates.length > 0 ? '' : `.select(${(Object.keys(columns).length > 0 ? Object.keys(columns) : ['value']).map(quoted).join(', ')})`;
  return [
    output === '' ? `query = (${from}${own}.writeStream.format("console")` : `query = (${from}${own}.select(to_json(struct("*")).alias("value")).writeStream.format("kafka")`,
    ...(output === '' ? (truncate ? [] : ['    .option("truncate", False)']) : ['    .option("kafka.bootstrap.servers", "localhost:9092")', `    .option("topic", ${quoted(output)})`]),
    `    .outputMode(${quoted(outputMode)})`, ...(triggerMs > 0 ? [`    .trigger(processingTime=${quoted(interval(triggerMs))})`] : []),
    ...(checkpoint ? [`    .option("checkpointLocation", "/tmp/checkpoint/${spec.name}")`] : []), '    .start())',
  ];
}

/** An interval as Spark reads it: in the greatest unit that is whole. */
export function interval(ms: number): string {
  const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000], ['millisecond', 1]] as const;
  const [name, size] = units.find(([, unit]) => ms > 0 && ms % unit === 0) ?? (['second', 1_000] as const);
  const count = ms / size;
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
