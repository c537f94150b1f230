// kafka-server-stop.sh and its siblings: the nodes of the cluster run on this machine, each as a process of its own.
import { nodeOf } from '../../kafka/protocol.ts';
import type { Os, Program } from '../program.ts';
import { once, say } from './core/once.ts';

/** The numbers of the nodes whose processes run. */
function running(os: Os): number[] {
  return Object.entries(os.context.disks()).flatMap(([node, { up }]) => {
    const id = /^(?:broker|controller)-(\d+)$/.exec(node)?.[1];
    return up && id !== undefined ? [Number(id)] : [];
  });
}

function valueOf(args: readonly string[], name: string): string | null {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
}

/** Sends TERM to the nodes of a role or number, or to all: each ends in order. Says nothing where it found some. */
export const kafkaServerStop: Program<object> = once('kafka-server-stop.sh', (os, args) => {
  const [role, id] = [valueOf(args, 'process-role'), valueOf(args, 'node-id')];
  const chosen = running(os).filter((each) => (role === null || (each > 100 ? 'controller' : 'broker') === role) && (id === null || String(each) === id));
  if (chosen.length === 0) {
    os.write(1, 'No kafka server to stop\n');
    return 1;
  }
  for (const each of chosen) {
    const node = nodeOf(each);
    os.note('node-stop-asked', { node }, [`node/${node}`]);
    os.send(node, { kind: 'Shutdown' });
  }
  return 0;
});

const USAGE = 'USAGE: /usr/local/bin/kafka-server-start.sh [-daemon] server.properties [--override property=value]*';

/** Nodes are the world's, not this terminal's: they can be ended from here, and are started on the stage. */
export const kafkaServerStart: Program<object> = once('kafka-server-start.sh', (os, args) => say(os, args.length === 0 ? USAGE : 'kafka-server-start.sh: not from this terminal; start a node that is down with a click on the stage'));

export const kafkaMetadataShell: Program<object> = once('kafka-metadata-shell.sh', (os) => say(os, 'kafka-metadata-shell.sh: not on this machine; the metadata log can be read with: kafka-dump-log.sh --cluster-metadata-decoder --files FILE'));
