// Classes of Flink 1 that the web still teaches and Flink 2 no longer has, each with what stands for it today.

const DATA_SET = 'The DataSet API is gone since Flink 2.0: write DataStream, from a StreamExecutionEnvironment.';
const GONE: Readonly<Record<string, string>> = {
  DataSet: DATA_SET, ExecutionEnvironment: DATA_SET,
  FlinkKafkaConsumer: 'It is gone since Flink 1.17: write KafkaSource, and env.fromSource(…).', FlinkKafkaProducer: 'It is gone since Flink 1.17: write KafkaSink, and sinkTo(…).',
};
/** Imports that javac was seen to refuse against the jars of Flink 2.2: other classes of this package are still there. */
const GONE_IMPORT = /^org\.apache\.flink\.api\.java\.(DataSet|ExecutionEnvironment)$/;

/** What is said of an import of this class; null where nothing is known against it. */
export function goneImport(name: string): string | null {
  const gone = GONE_IMPORT.exec(name)?.[1];
  return gone === undefined ? null : noSuchClass(gone);
}

/** What is said where a program names a class that is not there. */
export function noSuchClass(name: string): string {
  const today = Object.hasOwn(GONE, name) ? ` ${GONE[name] ?? ''}` : '';
  return today === '' ? `cannot find symbol: class ${name}` : `cannot find symbol: class ${name}.${today}`;
}
