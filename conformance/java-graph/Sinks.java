// Names, slot sharing groups and parallelism of a program's nodes, as StreamExecutionEnvironment.getStreamGraph() of Flink 2.2.1 gave them: Sinks.graph.
import org.apache.flink.streaming.api.environment.*;
import org.apache.flink.streaming.api.datastream.*;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
public class Sinks {
  public static void main(String[] a) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(2);
    DataStream<String> in = env.fromData("a", "b").slotSharingGroup("left");
    DataStream<String> other = env.fromData("c").slotSharingGroup("right");
    DataStream<String> up = in.map(x -> x + "!").name("up");
    up.keyBy(x -> x).reduce((x, y) -> x + y).name("kept").print("p").name("shown").uid("s1").setParallelism(1);
    up.sinkTo(new DiscardingSink<>()).name("gone").uid("s2");
    up.sinkTo(new DiscardingSink<>());
    up.union(other).map(x -> x).name("both").printToErr().slotSharingGroup("out");
    env.execute();
  }
}
