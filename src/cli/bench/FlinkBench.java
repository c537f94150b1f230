// The jobs of `sim bench flink` and `sim bench nexmark` on a real Flink: one MiniCluster, each job twice, the better run counts.

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;

public class FlinkBench {
  private static final int RUNS = 2;
  /** A query without a row by then has none: a window of the clock that the end of its input does not close. */
  private static final int LONGEST_WAIT_S = 20;

  private static String host;
  private static int port;

  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    configuration.setString("rest.port", "0");
    configuration.setString("rest.bind-port", "0");
    MiniClusterConfiguration of = new MiniClusterConfiguration.Builder().setNumTaskManagers(2).setNumSlotsPerTaskManager(2).setConfiguration(configuration).build();
    try (MiniCluster cluster = new MiniCluster(of)) {
      cluster.start();
      host = cluster.getRestAddress().get().getHost();
      port = cluster.getRestAddress().get().getPort();
      for (String block : Files.readString(Path.of(args[0])).split("(?m)^=== ")) if (!block.isBlank()) measure(block);
    }
    System.exit(0);
  }

  private static void measure(String block) throws Exception {
    String[] head = block.split("\n", 2)[0].split(" ");
    double best = Double.MAX_VALUE;
    double bestCpu = Double.MAX_VALUE;
    Double firstRow;
    if (head[0].equals("datastream")) {
      long records = Long.parseLong(head[2]);
      int keys = Integer.parseInt(head[3]);
      for (int i = 0; i < RUNS; i++) {
        double cpu = cpuSeconds();
        best = Math.min(best, seconds(() -> runDataStream(head[1], records, keys)));
        bestCpu = Math.min(bestCpu, cpuSeconds() - cpu);
      }
      firstRow = firstOf(() -> stream(environment(), head[1], records, keys).executeAndCollect());
    } else {
      String[] texts = block.split("(?m)^--- statement\n");
      List<String> tables = new ArrayList<>(List.of(texts).subList(1, texts.length - 2));
      String insert = texts[texts.length - 2];
      String select = texts[texts.length - 1];
      for (int i = 0; i < RUNS; i++) {
        StreamTableEnvironment env = tables(tables);
        double cpu = cpuSeconds();
        best = Math.min(best, seconds(() -> env.executeSql(insert).await()));
        bestCpu = Math.min(bestCpu, cpuSeconds() - cpu);
      }
      StreamTableEnvironment env = tables(tables);
      firstRow = firstOf(() -> env.executeSql(select).collect());
    }
    System.out.println(head[1] + " " + best + " " + (firstRow == null ? "none" : firstRow.toString()) + " " + bestCpu);
    System.out.flush();
  }

  private interface Work {
    void run() throws Exception;
  }

  private interface Rows {
    CloseableIterator<?> get() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  /** Processor time of all threads so far. */
  private static double cpuSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
  }

  /** Milliseconds until the client has the first row. */
  private static Double firstOf(Rows rows) throws Exception {
    long begun = System.nanoTime();
    ExecutorService waiter = Executors.newSingleThreadExecutor();
    CloseableIterator<?> found = rows.get();
    Future<Boolean> has = waiter.submit(found::hasNext);
    try {
      return has.get(LONGEST_WAIT_S, TimeUnit.SECONDS) ? Double.valueOf((System.nanoTime() - begun) / 1e6) : null;
    } catch (TimeoutException late) {
      return null;
    } finally {
      found.close();
      waiter.shutdownNow();
    }
  }

  private static StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createRemoteEnvironment(host, port);
    env.setParallelism(1);
    return env;
  }

  private static StreamTableEnvironment tables(List<String> statements) {
    StreamTableEnvironment env = StreamTableEnvironment.create(environment());
    env.getConfig().set("table.local-time-zone", "UTC");
    for (String statement : statements) env.executeSql(statement);
    return env;
  }

  private static void runDataStream(String name, long records, int keys) throws Exception {
    StreamExecutionEnvironment env = environment();
    stream(env, name, records, keys).sinkTo(new DiscardingSink<>());
    env.execute(name);
  }

  private static DataStream<Tuple3<String, Long, Long>> source(StreamExecutionEnvironment env, long records, int keys) {
    return env.fromSource(new NumberSequenceSource(0, records - 1), WatermarkStrategy.noWatermarks(), "numbers")
        .map(n -> Tuple3.of("key" + n % keys, n % 100, n)).returns(Types.TUPLE(Types.STRING, Types.LONG, Types.LONG))
        .assignTimestampsAndWatermarks(WatermarkStrategy.<Tuple3<String, Long, Long>>forBoundedOutOfOrderness(Duration.ofSeconds(1)).withTimestampAssigner((row, at) -> row.f2));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static DataStream<Object> stream(StreamExecutionEnvironment env, String name, long records, int keys) {
    DataStream stream;
    switch (name) {
      case "filter":
        stream = source(env, records, keys).filter(row -> row.f1 < 50);
        break;
      case "keyed-count":
      case "keyed-count-100k-keys":
        stream = source(env, records, keys).keyBy(row -> row.f0, Types.STRING).process(new Count(), Types.TUPLE(Types.STRING, Types.LONG));
        break;
      case "tumbling-window":
        stream = source(env, records, keys).keyBy(row -> row.f0, Types.STRING).window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
            .aggregate(new CountAndSum(), new WithWindow());
        break;
      case "interval-join":
        stream = source(env, records / 2, keys).keyBy(row -> row.f0, Types.STRING).intervalJoin(source(env, records / 2, keys).keyBy(row -> row.f0, Types.STRING))
            .between(Duration.ofMillis(-100), Duration.ofMillis(100)).process(new Join(), Types.TUPLE(Types.STRING, Types.LONG, Types.LONG));
        break;
      default:
        throw new IllegalArgumentException(name);
    }
    return (DataStream<Object>) stream;
  }

  public static class Count extends KeyedProcessFunction<String, Tuple3<String, Long, Long>, Tuple2<String, Long>> {
    private transient ValueState<Long> count;

    @Override
    public void open(OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
    }

    @Override
    public void processElement(Tuple3<String, Long, Long> row, Context context, Collector<Tuple2<String, Long>> out) throws Exception {
      Long before = count.value();
      long now = before == null ? 1 : before + 1;
      count.update(now);
      out.collect(Tuple2.of(row.f0, now));
    }
  }

  public static class CountAndSum implements AggregateFunction<Tuple3<String, Long, Long>, Tuple2<Long, Long>, Tuple2<Long, Long>> {
    @Override
    public Tuple2<Long, Long> createAccumulator() {
      return Tuple2.of(0L, 0L);
    }

    @Override
    public Tuple2<Long, Long> add(Tuple3<String, Long, Long> row, Tuple2<Long, Long> kept) {
      return Tuple2.of(kept.f0 + 1, kept.f1 + row.f1);
    }

    @Override
    public Tuple2<Long, Long> getResult(Tuple2<Long, Long> kept) {
      return kept;
    }

    @Override
    public Tuple2<Long, Long> merge(Tuple2<Long, Long> a, Tuple2<Long, Long> b) {
      return Tuple2.of(a.f0 + b.f0, a.f1 + b.f1);
    }
  }

  public static class WithWindow extends ProcessWindowFunction<Tuple2<Long, Long>, Tuple5<String, Long, Long, Long, Long>, String, TimeWindow> {
    @Override
    public void process(String key, Context context, Iterable<Tuple2<Long, Long>> results, Collector<Tuple5<String, Long, Long, Long, Long>> out) {
      for (Tuple2<Long, Long> one : results) out.collect(Tuple5.of(key, context.window().getStart(), context.window().getEnd(), one.f0, one.f1));
    }
  }

  public static class Join extends ProcessJoinFunction<Tuple3<String, Long, Long>, Tuple3<String, Long, Long>, Tuple3<String, Long, Long>> {
    @Override
    public void processElement(Tuple3<String, Long, Long> left, Tuple3<String, Long, Long> right, Context context, Collector<Tuple3<String, Long, Long>> out) {
      out.collect(Tuple3.of(left.f0, left.f1, right.f1));
    }
  }
}
