// kafka-broker-api-versions.sh: which requests brokers serve, and in which versions (BrokerApiVersionsCommand).
import type { AdminError } from '../../kafka/client/admin-calls.ts';
import { hashOrder, stringHash } from '../../jvm/hash-map.ts';
import type { BrokerAddress } from '../../kafka/protocol.ts';
import type { Os } from '../program.ts';
import { API_VERSIONS } from './admin/api-versions.ts';
import { API_VERSIONS_HEADLINE, API_VERSIONS_OPTIONS } from './admin/api-versions-help.ts';
import { adminProblem, exception, wrapped } from './admin/errors.ts';
import { call, connectAdmin, print, readText, type Script, scriptProgram, trace, write } from './admin/script.ts';
import { commandConfig, complain, missing, openArguments, specs, type ToolHelp } from './admin/tool-arguments.ts';
import { valueOf } from './console/arguments.ts';

const HELP: ToolHelp = { headline: API_VERSIONS_HEADLINE, noArguments: API_VERSIONS_HEADLINE, options: API_VERSIONS_OPTIONS };
const SPECS = specs('bootstrap-server command-config', 'help version');

function* script(os: Os): Script {
  const opened = openArguments(os, SPECS, HELP);
  if (opened.kind === 'exit') {
    yield* write(opened.fd, opened.text);
    return opened.status;
  }
  if (opened.kind === 'refused') return yield* thrown(exception(opened.exception, opened.message));
  const { given } = opened;
  const complaint = missing(given, 'bootstrap-server');
  if (complaint !== null) {
    yield* write(2, complain(complaint, HELP));
    return 1;
  }
  const file = valueOf(given, 'command-config');
  const properties = file === null ? {} : commandConfig(yield* readText(file));
  if (properties === null) return yield* thrown(exception('java.nio.file.NoSuchFileException', file ?? ''));
  const problem = yield* connectAdmin({ ...properties, 'bootstrap.servers': valueOf(given, 'bootstrap-server') ?? '' });
  if (problem !== null) return yield* thrown(adminProblem(problem));
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return yield* thrown(wrapped(cluster.error));
  for (const broker of hashOrder(cluster.value.brokers, nodeHash, 16)) yield* print(textOf(broker));
  return 0;
}

function* thrown(error: AdminError): Script {
  yield* write(2, `${error.message}\n${trace(error)}\n\n`);
  return 1;
}

/** Node.hashCode of a node without a rack that is not fenced. */
function nodeHash({ nodeId, host, port }: BrokerAddress): number {
  const notFenced = 1237;
  return [stringHash(host), nodeId, port, 0, notFenced].reduce((hash, part) => (Math.imul(31, hash) + part) | 0, 1);
}

function textOf({ nodeId, host, port, rack }: BrokerAddress): string {
  const lines = API_VERSIONS.map(([name, key, first, last]) => {
    const range = first === undefined || last === undefined ? 'UNSUPPORTED' : `${first === last ? first : `${first} to ${last}`} [usable: ${last}]`;
    return `\t${name}(${key}): ${range}`;
  });
  return `${host}:${port} (id: ${nodeId} rack: ${rack ?? 'null'} isFenced: false) -> (\n${lines.join(',\n')}\n)`;
}

export const kafkaBrokerApiVersions = scriptProgram('kafka-broker-api-versions.sh', script, [{ name: 'bootstrap-server', takes: 'bootstrap' }, { name: 'command-config', takes: 'file' }, { name: 'help', takes: 'nothing' }, { name: 'version', takes: 'nothing' }]);
