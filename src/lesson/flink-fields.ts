// What a check may ask of each of Flink's kinds of record.
import type { FieldsOf, RecordKind } from './fields.ts';

export const FLINK_FIELDS: { readonly [K in Extract<RecordKind, `flink-${string}`>]: FieldsOf<K> } = {
  'flink-node': {
    id: 'text', node: 'text', role: 'text', state: 'text', unnoticed: 'yes-no', slots: 'list', freeSlots: 'number', jobs: 'number', taskManagers: 'number',
    diskFactor: 'number', slowness: 'number', clockSkewMs: 'number', epochMs: 'number', upSinceUs: 'number',
  },
  'flink-job': {
    id: 'text', job: 'text', name: 'text', status: 'text', startedMs: 'number', endedMs: 'number', restarts: 'number', failure: 'text', vertices: 'list', edges: 'list',
    tasks: 'number', runningTasks: 'number', missingSlots: 'number', freeSlots: 'number', waitingSinceUs: 'number', restartsAtUs: 'number',
    checkpointIntervalMs: 'number', guarantee: 'text', checkpointsCompleted: 'number', checkpointsFailed: 'number', checkpointsRestored: 'number',
    pendingCheckpoint: 'number', exceptions: 'list',
  },
  'flink-task': {
    id: 'text', job: 'text', vertex: 'number', subtask: 'number', name: 'text', parallelism: 'number', status: 'text', node: 'text', slot: 'number', attempt: 'number',
    address: 'text', sinceUs: 'number', failure: 'text', running: 'yes-no', watermark: 'number', idle: 'yes-no', busy: 'number', backpressured: 'number',
    inRate: 'number', outRate: 'number', waits: 'map', operators: 'list', keyGroups: 'list', splits: 'list', transactions: 'list', late: 'list', written: 'list',
    lastCheckpoint: 'number',
  },
  'flink-edge': {
    id: 'text', job: 'text', index: 'number', from: 'number', to: 'number', partitioner: 'text', outputTag: 'text', channels: 'list', channelCount: 'number',
    mostQueued: 'number',
  },
  'flink-time': {
    id: 'text', job: 'text', vertex: 'number', operator: 'number', name: 'text', assigner: 'text', sizeMs: 'number', slideMs: 'number', time: 'text',
    allowedLatenessMs: 'number', watermark: 'number', watermarks: 'list', lateDropped: 'number', events: 'list', windows: 'number', fired: 'list',
  },
  'flink-window': {
    id: 'text', job: 'text', vertex: 'number', operator: 'number', name: 'text', startMs: 'number', endMs: 'number', time: 'text', allowedLatenessMs: 'number',
    panes: 'list', keys: 'number', waitsFor: 'text', watermark: 'number',
  },
  'flink-state': {
    id: 'text', job: 'text', vertex: 'number', subtask: 'number', operator: 'number', name: 'text', firstGroup: 'number', lastGroup: 'number', maxParallelism: 'number',
    entries: 'list', size: 'number', timers: 'list', timerCount: 'number',
  },
  'flink-checkpoint': {
    id: 'text', job: 'text', checkpoint: 'number', isSavepoint: 'yes-no', status: 'text', triggeredAtUs: 'number', endedAtUs: 'number', acknowledged: 'number',
    subtasks: 'number', bytes: 'number', newBytes: 'number', alignmentUs: 'number', failure: 'text', waiting: 'list',
  },
  'flink-vertex': { id: 'text', job: 'text', vertex: 'number', name: 'text', parallelism: 'number', maxParallelism: 'number', operators: 'number', depth: 'number', reads: 'list', writes: 'list' },
  'flink-operator': {
    id: 'text', job: 'text', vertex: 'number', subtask: 'number', operator: 'number', name: 'text', type: 'text', status: 'text', recordsIn: 'number', recordsOut: 'number', lateDropped: 'number', watermark: 'number',
    idle: 'yes-no', keys: 'number', timers: 'number',
  },
  'flink-split': {
    id: 'text', job: 'text', vertex: 'number', subtask: 'number', topic: 'text', partition: 'number', next: 'number', lag: 'number', watermark: 'number', idle: 'yes-no', quietSinceMs: 'number',
  },
  'flink-late': { id: 'text', job: 'text', vertex: 'number', subtask: 'number', atUs: 'number', text: 'text', key: 'text', timestampMs: 'number', watermarkMs: 'number' },
  'flink-firing': {
    id: 'text', job: 'text', vertex: 'number', operator: 'number', name: 'text', atUs: 'number', subtask: 'number', startMs: 'number', endMs: 'number', timeMs: 'number', time: 'text', watermark: 'number', key: 'text',
    keys: 'number', results: 'number',
  },
  'flink-slot': { id: 'text', node: 'text', slot: 'number', job: 'text', free: 'yes-no', tasks: 'list' },
  'flink-entry': {
    id: 'text', job: 'text', vertex: 'number', subtask: 'number', operator: 'number', name: 'text', table: 'text', key: 'text', keyGroup: 'number', namespace: 'text', value: 'text',
  },
  'flink-timer': { id: 'text', job: 'text', vertex: 'number', subtask: 'number', operator: 'number', name: 'text', timeMs: 'number', key: 'text', time: 'text' },
  'flink-pane': {
    id: 'text', job: 'text', vertex: 'number', operator: 'number', name: 'text', startMs: 'number', endMs: 'number', key: 'text', keyGroup: 'number', subtask: 'number', value: 'text',
  },
  'flink-channel': {
    id: 'text', job: 'text', index: 'number', from: 'number', to: 'number', queuedOut: 'number', openOut: 'number', credit: 'number', queuedIn: 'number', watermark: 'number', idle: 'yes-no', blocked: 'yes-no',
    finished: 'yes-no', holdsBack: 'yes-no',
  },
};
