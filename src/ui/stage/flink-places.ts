// Where flights from and to Flink begin and end: subtasks by their records and by the addresses of their Kafka clients, processes by their names.
import type { FlinkTaskRecord } from '../../bridge/flink-records.ts';
import type { FlinkLayout } from './flink/layout.ts';
import type { Box } from './layout.ts';

export function addFlinkPlaces(places: Map<string, Box>, layout: FlinkLayout, tasks: ReadonlyMap<string, FlinkTaskRecord>): void {
  for (const { id, box, more } of layout.tasks) {
    for (const one of [id, ...more]) {
      places.set(one, box);
      const address = tasks.get(one)?.address;
      if (address !== undefined) places.set(address, box);
    }
  }
  for (const { id, head } of layout.lanes) places.set(id.slice('flink-node/'.length), head);
  places.set(layout.jobManager.id.slice('flink-node/'.length), layout.jobManager.box);
}
