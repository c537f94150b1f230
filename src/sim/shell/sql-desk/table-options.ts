// What could stand in a text literal of a table's options or of SET: keys, and the values that a key takes.
import type { SqlOption } from '../../../bridge/sql.ts';
import { FORMATS } from '../../connector/format/formats.ts';
import { CONNECTORS } from '../../connector/table/connectors.ts';
import { SOURCE as DATAGEN } from '../../connector/table/datagen.ts';
import { OPTIONS as FILESYSTEM } from '../../connector/table/filesystem.ts';
import { KAFKA, UPSERT_KAFKA } from '../../connector/table/kafka-options.ts';
import { COMMON_OPTIONS, type Option } from '../../connector/table/options.ts';
import { OPTIONS as PRINT } from '../../connector/table/print.ts';

const FORMAT_KEYS = ['format', 'key.format', 'value.format'];
const own = (key: string): Option => ({ key, type: { kind: 'string' } });

/** By connector: the options that it takes. */
const OF_CONNECTOR: Readonly<Record<string, readonly Option[]>> = {
  'kafka': [...KAFKA.required, ...KAFKA.optional], 'upsert-kafka': [...UPSERT_KAFKA.required, ...UPSERT_KAFKA.optional], 'datagen': DATAGEN, 'print': PRINT,
  'filesystem': [own('path'), own('format'), ...FILESYSTEM], 'blackhole': [],
};

/** Settings that a session of a course sets. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  'execution.runtime-mode': ['streaming', 'batch'], 'sql-client.execution.result-mode': ['table', 'changelog', 'tableau'], 'parallelism.default': ['1', '2', '4'], 'pipeline.name': [], 'table.exec.state.ttl': ['1 h', '1 d'],
  'table.exec.source.idle-timeout': ['5 s', '30 s'], 'table.local-time-zone': ['UTC', 'America/Sao_Paulo'], 'execution.checkpointing.interval': ['10 s', '1 min'], 'table.dml-sync': ['true', 'false'],
  'table.exec.mini-batch.enabled': ['true', 'false'], 'table.exec.sink.upsert-materialize': ['AUTO', 'NONE', 'FORCE'], 'table.exec.sink.not-null-enforcer': ['ERROR', 'DROP'], 'table.display.max-column-width': ['30', '60'], 'sql-client.verbose': ['true', 'false'],
};

const option = (label: string, detail = ''): SqlOption => ({ label, kind: 'option', detail });

/** For the literal that begins at `from`; none where a literal may be anything. */
export function optionsAt(statement: string, from: number): SqlOption[] {
  const before = statement.slice(0, from - 1);
  const isSet = /^\s*(?:SET|RESET)\b/i.test(before);
  const key = /'([^']*)'\s*=\s*$/.exec(before)?.[1];
  if (isSet) return key === undefined ? Object.keys(SETTINGS).map((name) => option(name)) : (SETTINGS[key] ?? []).map((value) => option(value));
  // Options stand behind WITH ( or OPTIONS (, and nowhere else does a bare literal follow a bracket or a comma there.
  const opened = Math.max(before.search(/\bWITH\s*\([^()]*$/i), before.search(/\bOPTIONS\s*\([^()]*$/i), before.search(/\bSET\s*\([^()]*$/i));
  if (opened < 0) return [];
  const written = Object.fromEntries([...statement.slice(opened).matchAll(/'([^']+)'\s*=\s*'([^']*)'/g)].map(([, name = '', value = '']) => [name, value]));
  const known = knownOptions(written['connector']);
  if (key === undefined) return known.filter(({ key: name }) => written[name] === undefined).map(({ key: name, type }) => option(name, type.kind));
  if (key === 'connector') return Object.keys(CONNECTORS).map((name) => option(name));
  if (FORMAT_KEYS.includes(key)) return Object.keys(FORMATS).map((name) => option(name));
  if (key === 'properties.bootstrap.servers') return [option('localhost:9092')];
  const type = known.find((one) => one.key === key)?.type;
  if (type?.kind === 'enum') return type.values.map((value) => option(value));
  return type?.kind === 'boolean' ? [option('true'), option('false')] : [];
}

function knownOptions(connector: string | undefined): readonly Option[] {
  const all = [...COMMON_OPTIONS, ...(OF_CONNECTOR[connector ?? ''] ?? [])];
  return all.filter(({ key }, at) => all.findIndex((one) => one.key === key) === at);
}
