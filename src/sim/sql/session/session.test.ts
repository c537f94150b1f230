// The SQL session: Flink's own client scripts are answered as recorded, and mutated scripts are always answered.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { border, displayWidth, head, line } from '../client-table.ts';
import { splitStatements } from '../parser/parse.ts';
import { executeText, problemText } from './execute.ts';
import { newSession, type Session } from './session.ts';

interface Case {
  readonly source: string;
  readonly line: number;
  readonly statement: string;
  readonly expected: string;
}

const CASES = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../conformance/vectors/flink-sql-client-q.json'), 'utf8')) as readonly Case[];

/** What the client prints for a statement that needs no job; null for one that does. */
function printed(session: Session, text: string): { readonly session: Session; readonly text: string | null } {
  const result = executeText(session, text);
  if (!result.ok) return { session, text: `[ERROR] Could not execute SQL statement. Reason:\n${problemText(result.problem)}` };
  const { answer } = result.value;
  switch (answer.kind) {
    case 'done': return { session: result.value.session, text: '[INFO] Execute statement succeeded.' };
    case 'table': {
      const widths = answer.columns.map((name, i) => Math.max(displayWidth(name), ...answer.rows.map((row) => displayWidth(row[i] ?? ''))));
      const count = answer.rows.length === 1 ? '1 row in set' : `${answer.rows.length} rows in set`;
      return { session: result.value.session, text: answer.rows.length === 0 ? 'Empty set' : [...head(answer.columns, widths), ...answer.rows.map((row) => line(row, widths)), border(widths), count].join('\n') };
    }
    default: return { session: result.value.session, text: null };
  }
}

/** Sources about what is listed in docs/fidelity.md: classes of functions and modules, procedures, tables that are changed by row. */
const OUT_OF_SCOPE = /\/(?:function|module|call_procedure|delete|truncate|set)\.q$/;

const MEMORY = "with ('type'='generic_in_memory')";
const VALUES = "(a int, b string) with ('connector' = 'values')";
const ORDERS = "CREATE TABLE orders (`user` BIGINT NOT NULL, product VARCHAR(32), amount INT, ts TIMESTAMP(3), ptime AS PROCTIME(), PRIMARY KEY(`user`) NOT ENFORCED, WATERMARK FOR ts AS ts - INTERVAL '1' SECONDS) with ('connector' = 'datagen')";

/** The collection has every second statement of the scripts; where an answer needs what stood between, it is made before that line. */
const BETWEEN: Readonly<Record<string, readonly string[]>> = {
  'catalog_database.q:55': [`create catalog c1 ${MEMORY}`],
  'catalog_database.q:413': ['use db1'],
  'catalog_database.q:451': ['create database c0.db0a'],
  'catalog_database.q:533': ['drop catalog c0'],
  'catalog_database.q:542': ['use `default`', 'drop database db2'],
  'catalog_database.q:560': [`create catalog \`mod\` ${MEMORY}`],
  'catalog_database.q:606': ['use catalog c2'],
  'catalog_database.q:615': [`create table MyTable2 ${VALUES}`],
  'catalog_database.q:637': ['create view MyView2 as select 1 + 1'],
  'catalog_database.q:652': [`create table c1.db1.MyTable3 ${VALUES}`, 'create view c1.db1.MyView3 as select 1 + 1'],
  'catalog_database.q:668': ['use catalog c1'],
  'catalog_database.q:699': [`create table \`default\`.MyTable5 ${VALUES}`, 'create view `default`.MyView5 as select 1 + 1'],
  'catalog_database.q:715': ['use `default`'],
  'catalog_database.q:759': ['drop view db1.MyView3'],
  'catalog_database.q:780': ['drop table c1.`default`.MyTable6', 'use `default`'],
  'catalog_database.q:811': [`create table MyTable7 ${VALUES}`],
  'catalog_database.q:852': ['create database catalog1.db1'],
  'catalog_database.q:885': ['create view catalog1.db1.v_person as select * from catalog1.db1.person'],
  'catalog_database.q:938': ['use catalog catalog1'],
  'table.q:371': ['create table orders2 like orders'],
  'table.q:510': ['alter table orders2 rename amount to amount1'],
  'table.q:555': ['alter table orders2 add product_id bigint not null after `user`'],
  'table.q:583': ["alter table orders2 add (user_email string not null after `user`, cleaned_product as coalesce(product, 'missing_sku') after product, trade_order_id bigint not null first)"],
  'table.q:617': ['alter table orders2 drop primary key', 'alter table orders2 add constraint order_constraint primary key (trade_order_id) not enforced'],
  'table.q:648': ["alter table orders2 modify (`user` string, ts timestamp(3) not null after trade_order_id, watermark for ts as ts - interval '1' minute)"],
  'table.q:682': ['alter table orders2 drop (amount1, product, cleaned_product)'],
  'table.q:713': ['alter table orders2 drop primary key'],
  'table.q:743': ['alter table orders2 drop watermark'],
  'table.q:805': ['drop table orders', 'drop table orders2'],
  'table.q:870': ['drop temporary table tbl1'],
  'table.q:898': ['drop table `mod`'],
  'table.q:922': ["CREATE TABLE orders3 (`user` BIGINT NOT NULL COMMENT 'this is the primary key, named ''user''.', product VARCHAR(32), amount INT, ts TIMESTAMP(3) COMMENT 'notice: watermark, named ''ts''.', ptime AS PROCTIME() COMMENT 'notice: computed column, named ''ptime''.', PRIMARY KEY(`user`) NOT ENFORCED, WATERMARK FOR ts AS ts - INTERVAL '1' SECONDS) with ('connector' = 'kafka', 'scan.startup.mode' = 'earliest-offset')"],
  'statement_set.q:58': ['BEGIN STATEMENT SET'],
  'statement_set.q:82': ["INSERT INTO StreamingTable VALUES (1, 'x')"],
  'statement_set.q:129': ['BEGIN STATEMENT SET'],
  'statement_set.q:138': ["INSERT INTO BatchTable VALUES (1, 'x')"],
  'view.q:35': [ORDERS],
  'view.q:407': ['create view `mod` as select * from orders'],
};

/** Answers that are not those of the scripts, by file and line. */
const OTHERWISE: readonly string[] = [];

describe("Flink's own client scripts", () => {
  it('are answered alike', () => {
    let [equal, asked] = [0, 0];
    const wrong: string[] = [];
    const sessions = new Map<string, Session>();
    for (const one of CASES) {
      if (OUT_OF_SCOPE.test(one.source)) continue;
      let before = sessions.get(one.source) ?? newSession({});
      for (const text of BETWEEN[`${one.source.split('/').at(-1) ?? ''}:${one.line}`] ?? []) before = printed(before, text).session;
      const after = printed(before, one.statement);
      sessions.set(one.source, after.session);
      if (after.text === null) continue;
      asked += 1;
      if (after.text === one.expected) equal += 1; else wrong.push(`${one.source.split('/').at(-1) ?? ''}:${one.line}`);
    }
    expect(asked).toBeGreaterThan(90);
    expect(wrong, `${equal} of ${asked}`).toEqual(OTHERWISE);
  });
});

describe('mutated scripts', () => {
  it('are answered to their end', () => {
    const scripts = CASES.map((one) => one.statement).join('\n');
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    let answered = 0;
    for (let round = 0; round < 60; round++) {
      const from = random(scripts.length - 2_000);
      let text = scripts.slice(from, from + 2_000);
      for (let i = 0; i < 6; i++) {
        const at = random(text.length);
        const other = random(scripts.length - 20);
        text = text.slice(0, at) + scripts.slice(other, other + random(20)) + text.slice(at + random(12));
      }
      const pieces = splitStatements(text);
      let session = newSession({});
      for (const piece of pieces.ok ? pieces.value : [{ text, offset: 0 }]) {
        session = printed(session, piece.text).session;
        answered += 1;
      }
    }
    expect(answered).toBeGreaterThan(300);
  });
});
