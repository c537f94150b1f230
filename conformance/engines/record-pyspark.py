# Runs the programs of questions.json with the real PySpark and writes what they printed to pyspark.json.
#
#   pip install pyspark==4.1.4      (and a Java of version 17 or 21)
#   npx tsx conformance/engines/questions.ts > questions.json
#   python conformance/engines/record-pyspark.py questions.json conformance/engines/pyspark.json
#
# Each program runs as it stands but for two things: its records come from files of text, one a micro-batch, in place of Kafka's topic,
# and it is stopped when all files are read.
import json, os, re, shutil, sys, tempfile, time

# The JVM takes over the standard output that it finds.
OUTPUT = tempfile.mkstemp()[1]
os.dup2(os.open(OUTPUT, os.O_WRONLY | os.O_APPEND), 1)

from pyspark.sql import SparkSession
from pyspark.sql.functions import lit

spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
         .config("spark.ui.showConsoleProgress", "false").getOrCreate())
spark.sparkContext.setLogLevel("OFF")


class Printed:
    """What the JVM, whose standard output is a file of ours, writes while this is open."""
    def __enter__(self):
        self.start = os.path.getsize(OUTPUT)
        return self

    def __exit__(self, *_):
        time.sleep(0.2)
        with open(OUTPUT, "rb") as file:
            self.text = file.read()[self.start:].decode("utf-8")


def run(question, folder):
    program = question["program"]
    program = re.sub(r"records = \(spark\.readStream.*?\.load\(\)\)", "records = RECORDS", program, flags=re.S)
    program = program.replace("/tmp/checkpoint/", folder + "/checkpoint/").replace("query.awaitTermination()", "")
    program = re.sub(r"^spark = .*$", "", program, flags=re.M)
    def read():
        return spark.readStream.format("text").option("maxFilesPerTrigger", 1).load(folder + "/in").withColumn("key", lit(None).cast("string")).withColumn("timestamp", lit(None).cast("timestamp"))
    progress = []
    def play():
        names = {"spark": spark, "RECORDS": read()}
        exec(program, names)
        query = names["query"]
        query.processAllAvailable()
        for _ in range(20):
            before = len(query.recentProgress)
            time.sleep(0.1)
            query.processAllAvailable()
            if len(query.recentProgress) == before: break
        progress.extend(json.loads(one.json) for one in query.recentProgress)
        query.stop()
    written = 0
    def write(until):
        nonlocal written
        for at in range(written, until):
            path = f"{folder}/in/{at:04}.txt"
            with open(path + ".tmp", "w") as file: file.write("\n".join(question["batches"][at]) + "\n")
            os.rename(path + ".tmp", path)
            os.utime(path, (1_700_000_000 + at, 1_700_000_000 + at))
        written = until
    os.makedirs(folder + "/in")
    # So that 20 programs don't take half an hour.
    spark.conf.set("spark.sql.shuffle.partitions", str(question["spec"]["shufflePartitions"]))
    error = None
    with Printed() as printed:
        try:
            if question["restartAfter"]:
                write(question["restartAfter"])
                play()
            write(len(question["batches"]))
            play()
        except Exception as problem:
            error = str(problem).split("\n")[0]
    rows = [{
        "batch": one["batchId"], "input": one["numInputRows"], "watermark": one.get("eventTime", {}).get("watermark"),
        "state": [{"total": s["numRowsTotal"], "updated": s["numRowsUpdated"], "removed": s["numRowsRemoved"], "dropped": s["numRowsDroppedByWatermark"]} for s in one["stateOperators"]],
    } for one in progress if one.get("durationMs", {}).get("addBatch") is not None]
    return {"name": question["name"], "program": question["program"], "console": printed.text.split("\n"), "progress": rows, "error": error,
            "milliseconds": [one["durationMs"]["triggerExecution"] for one in progress if one.get("durationMs", {}).get("addBatch") is not None]}


questions, target = sys.argv[1:3]
found = []
for question in json.load(open(questions)):
    folder = tempfile.mkdtemp()
    found.append(run(question, folder))
    shutil.rmtree(folder, ignore_errors=True)
    print(question["name"], found[-1]["error"] or "", found[-1].pop("milliseconds"), file=sys.stderr)
json.dump({"pyspark": spark.version, "recordings": found}, open(target, "w"), ensure_ascii=False, indent=1)
