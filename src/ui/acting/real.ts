// What an operator of a real cluster would do for each act: where, and the commands. Kafka's and Flink's own scripts, and Linux's for the machine and the net.
import type { HandInput, Input } from '../../bridge/input.ts';
import type { AppSpec, LinkSpec } from '../../bridge/scenario.ts';
import { isUsual } from '../words/links.ts';
import { SERVER } from './typed.ts';

export interface RealAct {
  /** The machine on which it is typed; null for one's own. */
  readonly where: string | null;
  readonly commands: readonly string[];
}

/** One machine after the other. Empty where the page's own controls (terminals, plans, other engines) have no such thing. */
export function realActs(inputs: readonly Input[]): readonly RealAct[] {
  const all = inputs.flatMap((input) => realAct(input));
  const places = [...new Set(all.map(({ where }) => where))];
  return places.map((where) => ({ where, commands: [...new Set(all.filter((one) => one.where === where).flatMap(({ commands }) => commands))] }));
}

/** All of it as one text, with the machine before its commands as a comment. */
export function realText(acts: readonly RealAct[]): string {
  return acts.map(({ where, commands }) => [...(where === null ? [] : [`# ${where}`]), ...commands].join('\n')).join('\n');
}

function realAct(input: Input): readonly RealAct[] {
  switch (input.kind) {
    case 'crash': return on(input.node, `kill -9 $(jps | awk '$2 == "${mainClass(input.node)}" { print $1 }')`);
    case 'stop': return on(input.node, stopCommand(input.node));
    case 'start': return on(input.node, startCommand(input.node));
    // Each direction is a rule on the machine that no longer hears.
    case 'cut': return on(input.to, `iptables -A INPUT -s ${input.from} -j DROP`);
    case 'heal': return on(input.to, `iptables -D INPUT -s ${input.from} -j DROP`);
    case 'shape-link': return on(input.from, ...netem(input.to, input.link));
    case 'slow-disk': return on(input.node, input.factor === 1 ? 'systemctl set-property --runtime kafka.service IOWriteBandwidthMax=' : `systemctl set-property --runtime kafka.service IOWriteBandwidthMax="/dev/sda ${Math.max(1, Math.round(100 / input.factor))}M"`);
    case 'slow-task': return on(input.node, input.factor === 1 ? 'systemctl set-property --runtime flink.service CPUQuota=' : `systemctl set-property --runtime flink.service CPUQuota=${Math.max(1, Math.round(100 / input.factor))}%`);
    case 'fail-disk': return on(input.node, diskCommand(input.failure));
    case 'clock-skew': return on(input.node, ...(input.ms === 0 ? ['timedatectl set-ntp true'] : ['timedatectl set-ntp false', `date -s '${input.ms > 0 ? '+' : '-'}${Math.abs(Math.round(input.ms / 1_000))} seconds'`]));
    case 'add-app': return here(appCommand(input.app));
    case 'change-app': return here(`# ${input.app.name}: stop it, and start it with other settings`, appCommand(input.app));
    case 'remove-app': return here(`systemctl disable --now ${input.name}`);
    case 'add-broker': return on(`broker-${input.broker.id}`, `sed -i 's/^node.id=.*/node.id=${input.broker.id}/' config/server.properties`, ...(input.broker.rack === undefined ? [] : [`echo broker.rack=${input.broker.rack} >> config/server.properties`]), `bin/kafka-storage.sh format -t $(bin/kafka-cluster.sh cluster-id ${SERVER} | grep -o '[^ ]*$') -c config/server.properties`, 'bin/kafka-server-start.sh -daemon config/server.properties');
    case 'line': return here(input.text);
    case 'write-file': return here(`cat > ${input.path} <<'EOF'\n${input.text.trimEnd()}\nEOF`);
    case 'schedule': return realAct(input.input);
    case 'open-tty': case 'resize-tty': case 'close-tty': case 'control': case 'key': case 'add-engine': case 'change-engine': case 'unschedule': case 'chaos': case 'client-connects': case 'client-asks': case 'client-leaves': return [];
  }
}

const on = (where: string, ...commands: readonly string[]): RealAct[] => [{ where, commands }];
const here = (...commands: readonly string[]): RealAct[] => [{ where: null, commands }];

/** The class that the JVM's process runs, as `jps` names it. */
function mainClass(node: string): string {
  if (node === 'jobmanager') return 'StandaloneSessionClusterEntrypoint';
  if (node.startsWith('tm-')) return 'TaskManagerRunner';
  return /^(broker|controller)-/.test(node) ? 'Kafka' : node.replace(/^[a-z]+(-consumer)?-/, '');
}

function stopCommand(node: string): string {
  if (node === 'jobmanager') return 'bin/jobmanager.sh stop';
  if (node.startsWith('tm-')) return 'bin/taskmanager.sh stop';
  return /^(broker|controller)-/.test(node) ? 'bin/kafka-server-stop.sh' : `systemctl stop ${mainClass(node)}`;
}

function startCommand(node: string): string {
  if (node === 'jobmanager') return 'bin/jobmanager.sh start';
  if (node.startsWith('tm-')) return 'bin/taskmanager.sh start';
  if (node.startsWith('controller-')) return 'bin/kafka-server-start.sh -daemon config/controller.properties';
  return node.startsWith('broker-') ? 'bin/kafka-server-start.sh -daemon config/server.properties' : `systemctl start ${mainClass(node)}`;
}

/** `tc` shapes what leaves a machine; a filter keeps it to one address. */
function netem(to: string, link: Partial<LinkSpec>): string[] {
  const { latencyUs, jitterUs, lossRate, duplicateRate, bytesPerSecond } = link;
  const parts = [
    ...(latencyUs === undefined ? [] : [`delay ${latencyUs / 1_000}ms${jitterUs === undefined || jitterUs === 0 ? '' : ` ${jitterUs / 1_000}ms`}`]),
    ...(lossRate === undefined || lossRate === 0 ? [] : [`loss ${percent(lossRate)}`]), ...(duplicateRate === undefined || duplicateRate === 0 ? [] : [`duplicate ${percent(duplicateRate)}`]),
    ...(bytesPerSecond === undefined ? [] : [`rate ${Math.round((bytesPerSecond * 8) / 1_000)}kbit`]),
  ];
  // As the network is by itself: what shapes it is taken away.
  if (isUsual(link)) return ['tc qdisc del dev eth0 root'];
  return ['tc qdisc add dev eth0 root handle 1: prio', `tc qdisc add dev eth0 parent 1:3 netem ${parts.join(' ')}`, `tc filter add dev eth0 parent 1: protocol ip u32 match ip dst ${to} flowid 1:3`];
}

const percent = (rate: number): string => `${Math.round(rate * 10_000) / 100}%`;

function diskCommand(failure: Extract<HandInput, { readonly kind: 'fail-disk' }>['failure']): string {
  switch (failure) {
    case 'full': return 'fallocate -l $(df --output=avail -B1 /var/lib/kafka | tail -1) /var/lib/kafka/fill';
    case 'broken': return 'mount -o remount,ro /var/lib/kafka';
    case 'none': return 'rm -f /var/lib/kafka/fill; mount -o remount,rw /var/lib/kafka';
  }
}

/** Kafka's own tools that do what the application does, as nearly as they can. */
function appCommand(app: AppSpec): string {
  const properties = (settings: Readonly<Record<string, string>>): string => Object.entries(settings).map(([name, value]) => ` --command-property ${name}=${value}`).join('');
  switch (app.kind) {
    case 'producer': return `kafka-producer-perf-test.sh ${SERVER} --topic ${app.topic} --throughput ${Math.max(1, Math.round(app.recordsPerSecond))} --num-records 1000000 --record-size 100${properties(app.settings)}`;
    case 'consumer': return `kafka-console-consumer.sh ${SERVER} --topic ${app.topics.join(',')} --group ${app.group}${properties(app.settings)}`;
    case 'share-consumer': return `kafka-console-share-consumer.sh ${SERVER} --topic ${app.topics.join(',')} --group ${app.group}${properties(app.settings)}`;
    case 'processor': return `# an application of one's own: ${app.topics.join(', ')} -> ${app.output}, group ${app.group}`;
  }
}
