from pyflink.table import EnvironmentSettings, TableEnvironment, Tumble
from pyflink.table.expressions import col, date_format, lit

t_env = TableEnvironment.create(EnvironmentSettings.in_streaming_mode())
t_env.get_config().set('parallelism.default', '1')
t_env.get_config().set('pipeline.name', 'por-minuto-table')

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
    CREATE TABLE resultado (usuario STRING, ate STRING, cliques BIGINT) WITH (
      'connector' = 'kafka',
      'topic' = 'por-minuto-table',
      'properties.bootstrap.servers' = 'localhost:9092',
      'format' = 'csv'
    )
""")

t_env.from_path('cliques') \
    .window(Tumble.over(lit(1).minutes).on(col('ts')).alias('minuto')) \
    .group_by(col('minuto'), col('usuario')) \
    .select(col('usuario'), date_format(col('minuto').end, 'HH:mm:ss'), col('pagina').count) \
    .execute_insert('resultado')
