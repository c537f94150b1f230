// First statements for who does not know how to begin: a table over a topic of this world, with the columns that its records show, and a query over it.
import type { ReplicaRecord } from '../../bridge/records.ts';
import type { Tables } from '../store/world-store.ts';

/** Records of a topic that its columns are read from. */
const LOOKED_AT = 30;

export interface Starter {
  readonly topic: string | null;
  readonly text: string;
}

/** One for each topic whose records are JSON objects; one that makes its own rows where there is none. */
export function starters(tables: Pick<Tables, 'topic' | 'replica'>): readonly Starter[] {
  const topics = [...tables.topic.values()].filter(({ internal }) => !internal).map(({ name }) => name).sort();
  const found = topics.flatMap((topic): Starter[] => {
    const columns = columnsOf([...tables.replica.values()].filter((replica) => replica.topic === topic && replica.role === 'leader'));
    return columns === null ? [] : [{ topic, text: tableOver(topic, columns) }];
  });
  return found.length > 0 ? found : [{ topic: null, text: GENERATED }];
}

type Column = readonly [name: string, type: string];

function columnsOf(replicas: readonly ReplicaRecord[]): readonly Column[] | null {
  const columns = new Map<string, string>();
  for (const { value } of replicas.flatMap(({ tail }) => tail.slice(-LOOKED_AT))) {
    const row = parsed(value);
    if (row === null) return null;
    for (const [name, field] of Object.entries(row)) columns.set(name, wider(columns.get(name), typeOf(field)));
  }
  return columns.size === 0 ? null : [...columns];
}

function parsed(value: string | null): Readonly<Record<string, unknown>> | null {
  if (value === null) return {};
  try {
    const row: unknown = JSON.parse(value);
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? (row as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function typeOf(field: unknown): string {
  if (typeof field === 'number') return Number.isInteger(field) ? 'BIGINT' : 'DOUBLE';
  if (typeof field === 'boolean') return 'BOOLEAN';
  if (typeof field === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?$/.test(field)) return 'TIMESTAMP(3)';
  return 'STRING';
}

/** What both types fit in. */
function wider(a: string | undefined, b: string): string {
  if (a === undefined || a === b) return b;
  return [a, b].every((type) => type === 'BIGINT' || type === 'DOUBLE') ? 'DOUBLE' : 'STRING';
}

const nameOf = (topic: string): string => (/^[A-Za-z_]\w*$/.test(topic) ? topic : `\`${topic}\``);
const column = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) && !['value', 'time', 'timestamp', 'date', 'user', 'year', 'month', 'day', 'hour', 'minute', 'second', 'end', 'start', 'order', 'group', 'table', 'result', 'method', 'position'].includes(name) ? name : `\`${name}\``);

function tableOver(topic: string, columns: readonly Column[]): string {
  const [key] = columns.find(([, type]) => type === 'STRING') ?? columns[0] ?? [''];
  const amount = columns.find(([name, type]) => name !== key && (type === 'BIGINT' || type === 'DOUBLE'))?.[0];
  const select = [column(key), 'COUNT(*) AS registros', ...(amount === undefined ? [] : [`SUM(${column(amount)}) AS total`])];
  return `CREATE TABLE ${nameOf(topic)} (
${columns.map(([name, type]) => `  ${column(name)} ${type}`).join(',\n')},
  momento TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
  WATERMARK FOR momento AS momento - INTERVAL '1' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = '${topic}',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

SELECT ${select.join(', ')}
FROM ${nameOf(topic)}
GROUP BY ${column(key)};`;
}

const GENERATED = `CREATE TABLE pedidos (
  cliente INT,
  valor BIGINT
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '2',
  'fields.cliente.min' = '1',
  'fields.cliente.max' = '5',
  'fields.valor.min' = '1',
  'fields.valor.max' = '100'
);

SELECT cliente, COUNT(*) AS registros, SUM(valor) AS total
FROM pedidos
GROUP BY cliente;`;
