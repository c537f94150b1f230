import java.time.Duration;
import java.util.*;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.*;
import org.apache.flink.api.common.state.*;
import org.apache.flink.api.common.typeinfo.*;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.*;
import org.apache.flink.streaming.api.datastream.*;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.*;
import org.apache.flink.streaming.api.functions.co.*;
import org.apache.flink.streaming.api.functions.windowing.*;
import org.apache.flink.streaming.api.windowing.assigners.*;
import org.apache.flink.streaming.api.windowing.evictors.*;
import org.apache.flink.streaming.api.windowing.triggers.*;
import org.apache.flink.streaming.api.windowing.windows.*;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.util.*;

public class Average {

  public static class Click {
    public String user;
    public String url;
    public long time;
    public Click() {}
    public Click(String user, String url, long time) { this.user = user; this.url = url; this.time = time; }
    @Override public String toString() { return user + " " + url + " @" + time; }
  }
  static Click click(String user, String url, long time) { return new Click(user, url, time); }

  public static class Acc { public long n; public double sum; public Acc() {} }
  public static class Mean implements AggregateFunction<Tuple2<String, Double>, Acc, Double> {
    @Override public Acc createAccumulator() { return new Acc(); }
    @Override public Acc add(Tuple2<String, Double> value, Acc acc) { acc.n += 1; acc.sum += value.f1; return acc; }
    @Override public Double getResult(Acc acc) { return acc.sum / acc.n; }
    @Override public Acc merge(Acc a, Acc b) { a.n += b.n; a.sum += b.sum; return a; }
  }
  public static class Name implements WindowFunction<Double, Tuple3<String, Long, Double>, String, TimeWindow> {
    @Override public void apply(String key, TimeWindow window, Iterable<Double> input, Collector<Tuple3<String, Long, Double>> out) {
      out.collect(Tuple3.of(key, window.getEnd(), input.iterator().next()));
    }
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    DataStream<Tuple3<String, Double, Long>> prices = env.fromData(Tuple3.of("book", 30.0, 1000L), Tuple3.of("pen", 2.5, 2000L), Tuple3.of("book", 25.25, 5000L), Tuple3.of("pen", 3.0, 61000L), Tuple3.of("book", 1e8, 62000L), Tuple3.of("book", 0.0001, 63000L))
      .assignTimestampsAndWatermarks(WatermarkStrategy.<Tuple3<String, Double, Long>>forMonotonousTimestamps().withTimestampAssigner((p, t) -> p.f2));
    DataStream<Tuple2<String, Double>> pairs = prices.map(new MapFunction<Tuple3<String, Double, Long>, Tuple2<String, Double>>() {
      @Override public Tuple2<String, Double> map(Tuple3<String, Double, Long> p) { return Tuple2.of(p.f0, p.f1); }
    });
    pairs.keyBy(p -> p.f0).window(TumblingEventTimeWindows.of(Duration.ofMinutes(1))).aggregate(new Mean(), new Name()).print("mean");
    pairs.keyBy(p -> p.f0).window(TumblingEventTimeWindows.of(Duration.ofMinutes(1))).aggregate(new Mean()).print("bare");
    prices.keyBy(p -> p.f0).max(1).print("max");
    prices.keyBy(p -> p.f0).maxBy("f1").print("maxBy");
    prices.keyBy(p -> p.f0).min(1).print("min");
    prices.keyBy(p -> p.f0).minBy(1).print("minBy");
    pairs.keyBy(p -> p.f0).reduce((a, b) -> new Tuple2<>(a.f0, a.f1 + b.f1)).print("reduce");

    env.execute("Average");
  }
}
