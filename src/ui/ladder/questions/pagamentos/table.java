import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

import static org.apache.flink.table.api.Expressions.*;

public class PagamentosTable {
  public static void main(String[] args) throws Exception {
    TableEnvironment tEnv = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
    tEnv.getConfig().set("parallelism.default", "1");
    tEnv.getConfig().set("pipeline.name", "pagamentos-table");

    tEnv.executeSql("""
        CREATE TABLE cliques (
          usuario STRING,
          pagina STRING,
          momento BIGINT,
          ts AS TO_TIMESTAMP_LTZ(momento, 3),
          WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
        ) WITH (
          'connector' = 'kafka',
          'topic' = 'cliques',
          'properties.bootstrap.servers' = 'localhost:9092',
          'scan.startup.mode' = 'earliest-offset',
          'scan.bounded.mode' = 'latest-offset',
          'format' = 'csv'
        )
        """);
    tEnv.executeSql("""
        CREATE TABLE resultado (usuario STRING, quando STRING) WITH (
          'connector' = 'kafka',
          'topic' = 'pagamentos-table',
          'properties.bootstrap.servers' = 'localhost:9092',
          'format' = 'csv'
        )
        """);

    tEnv.from("cliques")
        .filter($("pagina").isEqual("/pagar"))
        .select($("usuario"), dateFormat($("ts"), "HH:mm:ss"))
        .insertInto("resultado")
        .execute();
  }
}
