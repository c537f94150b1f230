// Programs of the Table API and the SQL that asks the same.
import { expect, test } from 'vitest';
import { pythonTableStatements } from './python-table.ts';
import { tableProgramToSql } from './table-api.ts';

function check(source: string, ...expected: readonly string[]): void {
  test(source.slice(0, 100), () => {
    const found = tableProgramToSql(source);
    expect(found.ok ? found.value.map(({ sql }) => sql.replace(/\s+/g, ' ')) : [`${found.problem.line}:${found.problem.column} ${found.problem.message}`]).toEqual(expected);
  });
}

check('tEnv.from("clicks").groupBy($("user")).select($("user"), $("url").count().as("n")).execute().print();', 'SELECT `user`, COUNT(`url`) AS `n` FROM `clicks` GROUP BY `user`');
check('Table t = tEnv.from("clicks"); t.window(Tumble.over(lit(1).minutes()).on($("ts")).as("w")).groupBy($("w"), $("user")).select($("user"), $("w").start().as("from"), $("amount").sum()).execute().print();',
  "SELECT `user`, TUMBLE_START(`ts`, INTERVAL '1' MINUTE) AS `from`, SUM(`amount`) FROM `clicks` GROUP BY TUMBLE(`ts`, INTERVAL '1' MINUTE), `user`");
check('tEnv.from("a").where($("x").isGreater(1).and($("y").isEqual("it\'s"))).select($("x").plus(1).times(2)).insertInto("out").execute();', "INSERT INTO `out` SELECT ((`x` + 1) * 2) FROM `a` WHERE ((`x` > 1) AND (`y` = 'it''s'))");
check('tEnv.executeSql("CREATE TABLE a (x INT) WITH (\'connector\' = \'datagen\');"); tEnv.createTemporaryView("v", tEnv.from("a").distinct()); tEnv.from("db.v").orderBy($("x").desc()).fetch(3).execute().print();',
  "CREATE TABLE a (x INT) WITH ('connector' = 'datagen')", 'CREATE TEMPORARY VIEW `v` AS SELECT DISTINCT * FROM (SELECT * FROM `a`)', 'SELECT * FROM (SELECT * FROM `db`.`v`) ORDER BY `x` DESC LIMIT 3');
check('tEnv.from("a").leftOuterJoin(tEnv.from("b"), $("x").isEqual($("z"))).select($("x"), ifThenElse($("z").isNull(), "none", $("z").cast(DataTypes.STRING()))).execute();', "SELECT `x`, CASE WHEN (`z` IS NULL) THEN 'none' ELSE CAST(`z` AS STRING) END FROM `a` LEFT JOIN `b` ON (`x` = `z`)");
check('tEnv.getConfig().set("table.local-time-zone", "UTC"); tEnv.from("a").execute();', "SET 'table.local-time-zone' = 'UTC'", 'SELECT * FROM `a`');
check('tEnv.from("a").unionAll(tEnv.from("b")).groupBy($("k")).select($("k"), $("v").countDistinct()).execute();', 'SELECT `k`, COUNT(DISTINCT `v`) FROM (SELECT * FROM `a` UNION ALL SELECT * FROM `b`) GROUP BY `k`');
check('public class P { public static void main(String[] args) { TableEnvironment tEnv = TableEnvironment.create(EnvironmentSettings.inStreamingMode()); Table t = tEnv.sqlQuery("SELECT 1 AS x"); TableResult r = t.select($("x")).execute(); } }', 'SELECT `x` FROM (SELECT 1 AS x)');
check('tEnv.from("a").select($("x").toPandas()).execute();', '1:30 .toPandas() is outside of the Table API that is understood here.');
check('tEnv.from("a").select($("x"));', '1:16 .select() asks for nothing by itself: end with execute().print() or insertInto("…").execute().');
check('tEnv.from("a").window(Tumble.over(lit(1).minutes()).as("w")).groupBy($("w")).select($("w").start()).execute();', '1:53 The window lacks .on(…).');
check('tEnv.from("a");', '1:6 tEnv.from() is outside of the Table API that is understood here.');

function checkPython(source: string, ...expected: readonly string[]): void {
  test(`Python: ${source.slice(0, 80)}`, () => {
    const found = pythonTableStatements(source);
    expect(found.ok ? found.value.map(({ sql }) => sql.replace(/\s+/g, ' ')) : [`${found.problem.line}:${found.problem.column} ${found.problem.message}`]).toEqual(expected);
  });
}

checkPython("t_env.from_path('clicks').group_by(col('user')).select(col('user'), col('url').count.alias('n')).execute().print()", 'SELECT `user`, COUNT(`url`) AS `n` FROM `clicks` GROUP BY `user`');
checkPython(`from pyflink.table import *

ddl = """CREATE TABLE a (x INT)
WITH ('connector' = 'datagen')"""

def main():
    t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
    t_env.get_config().set('parallelism.default', '1')
    t_env.execute_sql(ddl)  # a table
    t = t_env.from_path('a') \\
        .where((col('x') > 1) & ~(col('y') == "it's"))
    t.window(Tumble.over(lit(1).minutes).on(col('ts')).alias('w')) \\
     .group_by(col('w'), col('x')) \\
     .select(col('x'), col('w').end, (col('x') + 1) * 2) \\
     .execute_insert('out').wait()

if __name__ == '__main__':
    main()
`, "SET 'parallelism.default' = '1'", "CREATE TABLE a (x INT) WITH ('connector' = 'datagen')", "INSERT INTO `out` SELECT `x`, TUMBLE_END(`ts`, INTERVAL '1' MINUTE), ((`x` + 1) * 2) FROM `a` WHERE ((`x` > 1) AND (NOT (`y` = 'it''s'))) GROUP BY TUMBLE(`ts`, INTERVAL '1' MINUTE), `x`");
checkPython("for x in range(3):\n    pass", "1:1 `for` is outside of the Python that is understood here: assignments, calls on tables, def main() and if __name__ == '__main__'.");
checkPython("t_env.from_path('a').where(col('x') > 1 and col('y') > 2)", '1:41 `and` does not work on columns: write (a) & (b).');
checkPython("x = 1\n  y = 2", '2:3 IndentationError: unexpected indent');
checkPython("t_env.from_path('a').to_pandas()", '1:21 .toPandas() asks for nothing by itself: end with execute().print() or insertInto("…").execute().');
checkPython("t_env.execute_sql('SELECT 1", '1:19 SyntaxError: unterminated string literal');
checkPython('def main(:', '1:10 A function with parameters is outside of the Python that is understood here.');
