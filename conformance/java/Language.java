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

public class Language {

  public record Order(int id, String who, double value) {}
  static int twice(int x) { return x * 2; }
  static String grade(double v) {
    if (v >= 100) { return "A"; } else if (v >= 10) return "B";
    return "C";
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(1);

    env.fromData(new Order(1, "ana", 150), new Order(2, "rui", 12.5), new Order(3, "bia", 7)).map(o -> o.who() + " " + grade(o.value()) + " " + twice(o.id()) + " " + o).print("o");
    env.fromSequence(1, 6).filter(n -> n % 2 == 0).map(n -> n * n / 3 + " " + n / 4.0 + " " + (int) (n * 1.7) + " " + (n > 3 ? "big" : "small") + " " + Math.max(n, 4) + " " + -n % 4).print("n");
    env.fromData(1, 2, 3, 2147483647).map(i -> i + 1).print("i");
    env.fromData("b", "a", "c").map(String::toUpperCase).map(s -> s + 'x' + 1 + 2L + 3.0f + true + null).print("s");
    env.fromData("a,b,,", "x").map(s -> { List<String> parts = new ArrayList<>(Arrays.asList(s.split(","))); parts.add("z"); Map<String, Integer> m = new HashMap<>(); for (String p : parts) m.merge(p, 1, Integer::sum); return parts + " " + m + " " + parts.size() + " " + m.getOrDefault("q", 9); }).print("l");
    env.fromData(0.1, 1234567.0, 12345678.9, 1e-5, 100.0, 3.0e10).map(d -> d + " " + Math.round(d) + " " + d / 3 + " " + (float) (d / 3) + " " + (long) (double) d).print("d");
    env.fromData(Tuple2.of("k", 1), Tuple2.of("k", 2), Tuple2.of("j", 5)).keyBy(t -> t.f0).map(t -> t.f0.charAt(0) + t.f1).print("c");

    env.execute("Language");
  }
}
