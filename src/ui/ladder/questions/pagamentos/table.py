from pyflink.table import EnvironmentSettings, TableEnvironment
from pyflink.table.expressions import col, date_format, lit

t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
t_env.get_config().set('parallelism.default', '1')
t_env.get_config().set('pipeline.name', 'pagamentos-table')

t_env.execute_sql("""
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
""")
t_env.execute_sql("""
    CREATE TABLE resultado (usuario STRING, quando STRING) WITH (
      'connector' = 'kafka',
      'topic' = 'pagamentos-table',
      'properties.bootstrap.servers' = 'localhost:9092',
      'format' = 'csv'
    )
""")

t_env.from_path('cliques') \
    .filter(col('pagina') == '/pagar') \
    .select(col('usuario'), date_format(col('ts'), 'HH:mm:ss')) \
    .execute_insert('resultado')
