// What the client's configuration has before any SET: config.yaml of the installation, and how the client deploys.

/** Settings as SET; lists them, with those of `-D` over them. */
export function initialSettings(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    '$internal.deployment.config-dir': '/opt/flink/conf',
    'execution.attached': 'true',
    'execution.checkpointing.dir': 'file:/flink/checkpoints',
    'execution.checkpointing.savepoint-dir': 'file:/flink/savepoints',
    'execution.shutdown-on-attached-exit': 'false',
    'execution.state-recovery.claim-mode': 'NO_CLAIM',
    'execution.state-recovery.ignore-unclaimed-state': 'false',
    'execution.target': 'remote',
    'jobmanager.memory.process.size': '1600m',
    'jobmanager.rpc.address': 'localhost',
    'rest.address': 'localhost',
    'rest.port': '8081',
    'sql-gateway.endpoint.rest.address': 'localhost',
    'sql-gateway.endpoint.rest.port': '37791',
    'taskmanager.numberOfTaskSlots': '2',
    ...given,
  };
}
