// A dataflow as the Python program that it stands for: the same text runs on Bytewax.
import type { DataflowSpec } from '../../../bridge/engines.ts';
import { pythonCondition } from './python-condition.ts';

/** The program, whole; lines end with a line feed. */
export function bytewaxProgram(spec: DataflowSpec): string {
  const windows = spec.window !== 'none';
  const aligned = windows && spec.window !== 'session';
  const times = ['timedelta', ...(aligned || spec.eventTime !== '' ? ['datetime', 'timezone'] : [])].sort();
  const json = spec.format === 'json' || spec.output !== '';
  return [
    ...(json ? ['import json'] : []), ...(windows ? [`from datetime import ${times.join(', ')}`] : []), ...(json || windows ? [''] : []),
    'import bytewax.operators as op', ...(windows ? ['import bytewax.operators.windowing as win'] : []),
    ...(spec.output === '' ? ['from bytewax.connectors.kafka import KafkaSource', 'from bytewax.connectors.stdio import StdOutSink'] : ['from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource']),
    'from bytewax.dataflow import Dataflow', '',
    `flow = Dataflow("${spec.name}")`, `records = op.input("input", flow, KafkaSource(["localhost:9092"], [${spec.topics.map((topic) => `"${topic}"`).join(', ')}]${spec.startingOffset === 'end' ? ', starting_offset=-1' : ''}))`,
    spec.format === 'json' ? 'items = op.map("parse", records, lambda record: json.loads(record.value))' : 'items = op.map("parse", records, lambda record: record.value.decode())',
    ...filter(spec), ...(spec.keyOn === '' ? [] : [`items = op.key_on("key", items, lambda item: ${item(spec, spec.keyOn)})`]),
    ...(spec.aggregates.length > 0 ? ['', ...accumulator(spec)] : []), ...(windows ? ['', ...windowing(spec)] : spec.aggregates.length > 0 && spec.keyOn !== '' ? ['', ...running(spec)] : []),
    '', ...output(spec), '',
  ].join('\n');
}

const item = ({ format }: DataflowSpec, name: string): string => (format === 'text' ? 'item' : `item["${name}"]`);

function filter({ filter: text, fields, format }: DataflowSpec): string[] {
  if (text === '') return [];
  const condition = pythonCondition(text, format === 'text' ? ['value'] : fields);
  return [`items = op.filter("filter", items, lambda item: ${'python' in condition ? condition.python : 'True'})`];
}

/** What the aggregations need to remember, as a dict: a count and a sum, or the best so far. */
function accumulator(spec: DataflowSpec): string[] {
  const { aggregates } = spec;
  const begin = aggregates.flatMap(({ as, of }) => (of === 'count' ? [`"${as}": 0`] : of === 'avg' ? [`"${as}": 0.0`, `"${as}_n": 0`] : of === 'sum' ? [`"${as}": 0`] : [`"${as}": None`]));
  const steps = aggregates.flatMap(({ as, of, column }) => {
    const value = item(spec, column);
    if (of === 'count') return [`    kept["${as}"] += 1`];
    if (of === 'avg') return [`    kept["${as}"] += ${value}`, `    kept["${as}_n"] += 1`];
    if (of === 'sum') return [`    kept["${as}"] += ${value}`];
    return [`    kept["${as}"] = ${value} if kept["${as}"] is None else ${of}(kept["${as}"], ${value})`];
  });
  const results = aggregates.map(({ as, of }) => (of === 'avg' ? `"${as}": kept["${as}"] / kept["${as}_n"]` : `"${as}": kept["${as}"]`));
  return ['def empty():', `    return {${begin.join(', ')}}`, '', '', 'def fold(kept, item):', ...steps, '    return kept', '', '', 'def result(kept):', `    return {${results.join(', ')}}`, ''];
}

function windowing(spec: DataflowSpec): string[] {
  const { window, windowMs, offsetMs, eventTime, waitMs, aggregates } = spec;
  const align = 'align_to=datetime(1970, 1, 1, tzinfo=timezone.utc)';
  const windower = window === 'tumbling' ? `win.TumblingWindower(length=${delta(windowMs)}, ${align})` : window === 'sliding' ? `win.SlidingWindower(length=${delta(windowMs)}, offset=${delta(offsetMs > 0 ? offsetMs : windowMs)}, ${align})` : `win.SessionWindower(gap=${delta(windowMs)})`;
  const clock = eventTime === '' ? 'win.SystemClock()' : `win.EventClock(lambda item: datetime.fromisoformat(item["${eventTime}"]).replace(tzinfo=timezone.utc), wait_for_system_duration=${delta(waitMs)})`;
  return [
    `clock = ${clock}`, `windower = ${windower}`,
    ...(aggregates.length === 0 ? ['windows = win.collect_window("windows", items, clock, windower)', 'items = windows.down'] : [
      'windows = win.fold_window("windows", items, clock, windower, empty, fold, merge)', 'items = op.map_value("result", windows.down, lambda window: (window[0], result(window[1])))',
    ]),
  ].flatMap((line) => (line.startsWith('windows = win.fold') ? [...merger(spec), line] : [line]));
}

/** Only sessions merge; the operator wants to know how all the same. */
function merger({ aggregates }: DataflowSpec): string[] {
  const steps = aggregates.flatMap(({ as, of }) => (of === 'min' || of === 'max' ? [`    one["${as}"] = ${of}(one["${as}"], other["${as}"])`] : [`    one["${as}"] += other["${as}"]`, ...(of === 'avg' ? [`    one["${as}_n"] += other["${as}_n"]`] : [])]));
  return ['', '', 'def merge(one, other):', ...steps, '    return one', '', ''];
}

function running(_spec: DataflowSpec): string[] {
  return ['def step(kept, item):', '    kept = fold(empty() if kept is None else kept, item)', '    return kept, result(kept)', '', '', 'items = op.stateful_map("running", items, step)'];
}

function output({ output: topic, keyOn }: DataflowSpec): string[] {
  if (topic === '') return ['op.output("output", items, StdOutSink())'];
  const message = keyOn === '' ? 'KafkaSinkMessage(key=None, value=json.dumps(item).encode())' : 'KafkaSinkMessage(key=item[0].encode(), value=json.dumps(item[1]).encode())';
  return [`items = op.map("message", items, lambda item: ${message})`, `op.output("output", items, KafkaSink(["localhost:9092"], "${topic}"))`];
}

function delta(ms: number): string {
  const units = [['days', 86_400_000], ['hours', 3_600_000], ['minutes', 60_000], ['seconds', 1_000]] as const;
  const [name, size] = units.find(([, unit]) => ms > 0 && ms % unit === 0) ?? (['milliseconds', 1] as const);
  return `timedelta(${name}=${ms / size})`;
}
