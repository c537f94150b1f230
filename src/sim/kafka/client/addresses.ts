// Where names lead from inside the simulated network: `localhost:9092` is broker 1, and so on.
import type { NodeId } from '../../kernel/types.ts';
import { nodeOf, portOf } from '../protocol.ts';

const LAST_CONTROLLER = 199;

/** What a host name means: the address that Java prints after the slash, or null where DNS knows no such name. */
export function resolveHost(host: string): string | null {
  // Java takes no name at all for the machine itself.
  if (host === 'localhost' || host === '127.0.0.1' || host === '') return '127.0.0.1';
  return null;
}

/** The node that listens on a port of the local host, or null where a connection would be refused. */
export function nodeAtPort(port: number): NodeId | null {
  const id = port - portOf(0);
  return id >= 1 && id <= LAST_CONTROLLER ? nodeOf(id) : null;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export type ParsedAddress =
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  /** Not of the form `host:port`. */
  | { readonly kind: 'invalid'; readonly url: string };

/** Reads one entry of bootstrap.servers as Kafka's Utils.getHost and getPort do. */
export function parseAddress(url: string): ParsedAddress {
  const match = /^(?:[0-9a-zA-Z-%._]*:\/\/)?\[?([0-9a-zA-Z-%._:]*)\]?:([0-9]+)$/.exec(url);
  if (match === null) return { kind: 'invalid', url };
  const port = Number(match[2]);
  return { kind: 'address', host: match[1] ?? '', port };
}

export type Bootstrap =
  | { readonly kind: 'ok'; readonly addresses: readonly HostPort[]; readonly warnings: readonly string[] }
  /** The message of the ConfigException. */
  | { readonly kind: 'error'; readonly message: string; readonly warnings: readonly string[] };

/** bootstrap.servers as a client's constructor takes it: entries that DNS does not know are dropped with a warning. */
export function parseBootstrap(servers: string): Bootstrap {
  const addresses: HostPort[] = [];
  const warnings: string[] = [];
  for (const part of servers.split(',')) {
    const url = part.trim();
    if (url === '') continue;
    const parsed = parseAddress(url);
    if (parsed.kind === 'invalid') {
      return { kind: 'error', message: `Invalid url in bootstrap.servers: ${url}`, warnings };
    }
    if (parsed.port > 65535) return { kind: 'error', message: `Invalid port in bootstrap.servers: ${url}`, warnings };
    if (resolveHost(parsed.host) === null) {
      warnings.push(`Couldn't resolve server ${url} from bootstrap.servers as DNS resolution failed for ${parsed.host}`);
    } else {
      addresses.push({ host: parsed.host, port: parsed.port });
    }
  }
  if (addresses.length === 0) return { kind: 'error', message: 'No resolvable bootstrap urls given in bootstrap.servers', warnings };
  return { kind: 'ok', addresses, warnings };
}
