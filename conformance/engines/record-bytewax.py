# Runs the programs of questions.json with the real Bytewax and writes what they printed to bytewax.json.
#
#   pip install bytewax==0.21.1     (Python 3.11)
#   npx tsx conformance/engines/questions.ts bytewax > questions.json
#   python conformance/engines/record-bytewax.py questions.json conformance/engines/bytewax.json
#
# Each program runs as it stands but for three things: its records come from a list, a batch at each activation, in place of Kafka's topic;
# the clock of its windows says what the question says; and it stops without its last epoch being closed, as one that is killed.
import contextlib, io, json, re, sys, tempfile
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from types import SimpleNamespace

import bytewax.operators.windowing as win
from bytewax.inputs import AbortExecution, DynamicSource, FixedPartitionedSource, StatefulSourcePartition
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.recovery import RecoveryConfig, init_db_dir
from bytewax.testing import run_main

START = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)
now = START
printed = []


class Batches(StatefulSourcePartition):
    def __init__(self, question, at, stop):
        self.question, self.at, self.stop = question, at, stop

    def next_batch(self):
        global now
        if self.at >= self.stop:
            raise AbortExecution()
        now = START + timedelta(seconds=self.question["clock"][self.at])
        texts = self.question["batches"][self.at]
        self.at += 1
        return [SimpleNamespace(key=None, value=text.encode()) for text in texts]

    def snapshot(self):
        return self.at


class Source(FixedPartitionedSource):
    def __init__(self, question, stop):
        self.question, self.stop = question, stop

    def list_parts(self):
        return ["one"]

    def build_part(self, step_id, for_part, resume_state):
        return Batches(self.question, resume_state or 0, self.stop)


class Keep(StatelessSinkPartition):
    def write_batch(self, items):
        printed.extend(str(item) for item in items)


class Sink(DynamicSink):
    def build(self, step_id, worker_index, worker_count):
        return Keep()


def run(question):
    printed.clear()
    program = question["program"]
    program = re.sub(r"KafkaSource\(\[.*?\], \[.*?\].*?\)\)", "SOURCE)", program).replace("StdOutSink()", "SINK")
    program = re.sub(r"^from bytewax.connectors.*$", "", program, flags=re.M)
    program = program.replace("win.EventClock(", "win.EventClock(now_getter=NOW, ts_getter=")
    folder = tempfile.mkdtemp()
    init_db_dir(folder, 1)
    error = None
    runs = ([question["restartAfter"]] if question["restartAfter"] else []) + [len(question["batches"])]
    for stop in runs:
        names = {"SOURCE": Source(question, stop), "SINK": Sink(), "NOW": lambda: now}
        exec(program, names)
        try:
            run_main(names["flow"], epoch_interval=timedelta(0), recovery_config=RecoveryConfig(folder))
        except Exception as problem:
            error = str(problem).split("\n")[0]
    return {"name": question["name"], "program": question["program"], "printed": list(printed), "error": error}


questions, target = sys.argv[1:3]
found = [run(question) for question in json.load(open(questions))]
with open(target, "w") as file:
    json.dump({"bytewax": version("bytewax"), "recordings": found}, file, ensure_ascii=False, indent=1)
    file.write("\n")
