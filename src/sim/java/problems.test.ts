// What is wrong with a Java program is said with its place; nothing that is typed crashes the reader.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FLINK_OPERATORS } from '../flink/operator/operators.ts';
import { startFlink, submit, untilEnded } from '../testing/flink-cluster.ts';
import { describeJob } from './main.ts';
import { JAVA_OPERATORS } from './operators.ts';

/** Statements of a snippet: `env` is there. */
function check(source: string, problem: string): void {
  test(source.slice(0, 90), () => {
    const described = describeJob(source, 1);
    expect(described.ok ? 'no problem' : `${described.problem.line}:${described.problem.column} ${described.problem.message}`).toBe(problem);
  });
}

describe('is refused', () => {
  check('env.fromData(1, 2).print()', "1:27 ';' expected");
  check('env.fromData(1, 2).map(x -> y + 1).print();', '1:29 cannot find symbol: variable y');
  check('int x = "a"; env.fromData(1).print();', '1:9 incompatible types: String cannot be converted to int');
  check('int x = 1L; env.fromData(1).print();', '1:9 incompatible types: possible lossy conversion from long to int');
  check('env.fromData("a").map(s -> s.size()).print();', '1:30 cannot find symbol: method size in String');
  check('env.fromData("a").filter(s -> s.length()).print();', '1:33 incompatible types: int cannot be converted to boolean');
  check('env.fromData("a").keyBy("name").print();', '1:25 keyBy with positions or field names is gone since Flink 2.0: write keyBy(value -> value.field).');
  check('env.fromData("a").keyBy(s -> s).timeWindow(Time.minutes(1)).sum(0).print();', '1:33 timeWindow is gone since Flink 1.15: write window(TumblingEventTimeWindows.of(Duration.ofMinutes(1))).');
  check('env.setStreamTimeCharacteristic(TimeCharacteristic.EventTime);', '1:5 Time characteristics are gone since Flink 1.12: event time is the default, and a WatermarkStrategy says where it comes from.');
  check('env.fromData("a").map(s -> Tuple2.of(s, 1)).keyBy(t -> t.f0).sum(1).print();', "1:45 The return type of function 'main(Main.java:1)' could not be determined automatically, due to type erasure. You can give type information hints by using the returns(...) method on the result of the transformation call, or by letting your function implement the 'ResultTypeQueryable' interface.");
  check('env.fromData("a").window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)));', '1:19 cannot find symbol: method window in DataStream: keyBy comes before, or windowAll.');
  check('try { env.fromData(1).print(); } finally { }', "1:1 'try' is outside of the Java that is understood here.");
  check('class F implements MapFunction<String, Integer> { } env.fromData("a").map(new F()).print();', '1:1 F is not abstract and does not override abstract method map');
  check('class F extends Thread { }', '1:17 cannot find symbol: class Thread');
  check('import org.apache.flink.api.java.DataSet;', '1:33 cannot find symbol: class DataSet. The DataSet API is gone since Flink 2.0: write DataStream, from a StreamExecutionEnvironment.');
  check('import org.apache.flink.api.java.tuple.Tuple2; DataSet<String> all = null;', '1:48 cannot find symbol: class DataSet. The DataSet API is gone since Flink 2.0: write DataStream, from a StreamExecutionEnvironment.');
  check('FlinkKafkaConsumer<String> all = null;', '1:1 cannot find symbol: class FlinkKafkaConsumer. It is gone since Flink 1.17: write KafkaSource, and env.fromSource(…).');
  check('int n = 0; env.fromData(1).map(x -> { n++; return x; }).print();', '1:39 local variables referenced from a lambda expression must be final or effectively final');
  check('env.fromData("x', '1:14 unclosed string literal');
  check('', '1:1 There is no main method: `public static void main(String[] args) throws Exception { … }`.');
  check('public class A { public static void main(String[] a) throws Exception { StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(); env.fromData(1).print(); } }', '1:188 No operators are run: env.execute() is missing at the end of main.');
});

/** What fails a job while it runs. */
function checkFailure(source: string, failure: string): void {
  test(source.slice(0, 90), () => {
    const described = describeJob(source, 1);
    if (!described.ok) throw new Error(described.problem.message);
    const kernel = startFlink(1, { operators: { ...FLINK_OPERATORS, ...JAVA_OPERATORS } });
    const job = untilEnded(kernel, submit(kernel, described.value));
    let root = job.failure;
    while (root?.cause != null) root = root.cause;
    expect(root === null ? 'none' : `${root.exception}: ${root.message}`).toBe(failure);
  });
}

describe('fails while it runs', () => {
  checkFailure('env.fromData(1, 0).map(x -> 10 / x).print();', 'java.lang.ArithmeticException: / by zero');
  checkFailure('env.fromData("1", "x").map(s -> Integer.parseInt(s)).print();', 'java.lang.NumberFormatException: For input string: "x"');
  checkFailure('env.fromData("a").map(s -> s.charAt(3)).print();', 'java.lang.StringIndexOutOfBoundsException: Index 3 out of bounds for length 1');
  checkFailure('env.fromData(1).map(x -> { while (true) { x = x + 1; } }).returns(Types.INT).print();', 'java.lang.IllegalStateException: The function took 1000000 steps for one record: it seems to loop for ever.');
});

test('mutated programs are jobs or problems', () => {
  const seed = readFileSync('conformance/java/InactiveUsers.java', 'utf8') + readFileSync('conformance/java/Windows.java', 'utf8');
  const words = seed.split(/(\s+|[(){};,.<>])/);
  let state = 7;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  const source = readFileSync('conformance/java/Language.java', 'utf8');
  const rounds = Number(process.env['JAVA_MUTATIONS'] ?? 400);
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    const parts = (draw(2) === 0 ? source : seed.slice(0, 4_000 + draw(2_000))).split(/(\s+|[(){};,.<>])/);
    for (let i = 1 + draw(3); i > 0; i--) parts.splice(draw(parts.length), draw(2), words[draw(words.length)] ?? '');
    if (!describeJob(parts.join(''), 1).ok) refused += 1;
  }
  expect(refused).toBeGreaterThan(rounds / 2);
});
