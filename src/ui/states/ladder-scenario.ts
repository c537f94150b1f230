// The world of the API ladder: a Flink cluster with nothing to do yet, and a topic with the events that every rung reads.
import { defaultFlink } from '../../bridge/flink.ts';
import type { SavedRun } from '../../bridge/input.ts';
import { defaultScenario, type Scenario } from '../../bridge/scenario.ts';
import { EVENTS, EVENTS_TOPIC } from '../ladder/questions.ts';
import { EVENTS_TERMINAL } from '../ladder/run-inputs.ts';

const scenario: Scenario = { ...defaultScenario, name: 'ladder', topics: [{ name: EVENTS_TOPIC, partitions: 1, replicationFactor: 3 }], flink: defaultFlink, home: { [`${EVENTS_TOPIC}.csv`]: EVENTS } };

export const ladderRun: SavedRun = {
  version: 1, scenario, seed: 7,
  inputs: [
    { atUs: scenario.shownFromUs, input: { kind: 'open-tty', tty: EVENTS_TERMINAL, columns: 100, rows: 24, echo: true } },
    { atUs: scenario.shownFromUs, input: { kind: 'line', tty: EVENTS_TERMINAL, text: `kafka-console-producer.sh --bootstrap-server localhost:9092 --topic ${EVENTS_TOPIC} < ${EVENTS_TOPIC}.csv` } },
  ],
};
