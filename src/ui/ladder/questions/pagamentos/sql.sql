SET 'parallelism.default' = '1';
SET 'pipeline.name' = 'pagamentos-sql';

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
);

CREATE TABLE resultado (usuario STRING, quando STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'pagamentos-sql',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'csv'
);

INSERT INTO resultado
SELECT usuario, DATE_FORMAT(ts, 'HH:mm:ss')
FROM cliques
WHERE pagina = '/pagar';
