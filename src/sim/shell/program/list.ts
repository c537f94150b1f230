// Every program of the student's machine, one line each. The shell finds them by name.
import type { Program } from '../program.ts';
import { awk, mawk } from './awk/program.ts';
import { base64 } from './core/base64.ts';
import { bc } from './core/bc.ts';
import { basename, clear, dirname, hostname, nano, seq, sleep, uname, vi, vim, watch, whoami, yes } from './core/clock.ts';
import { column, comm, paste } from './core/columns.ts';
import { date } from './core/date.ts';
import { diff } from './core/diff.ts';
import { env, printenv, which } from './core/environment.ts';
import { chmod, cp, ls, mkdir, mv, rm, rmdir, touch } from './core/files.ts';
import { find } from './core/find.ts';
import { head, tail } from './core/head-tail.ts';
import { ajuda, help } from './core/help.ts';
import { cmp, join } from './core/join.ts';
import { cat, cut, fold, nl, rev, tac, tee, tr, uniq } from './core/lines.ts';
import { echo, falseProgram, printf, pwd, trueProgram } from './core/plain.ts';
import { du, stat } from './core/sizes.ts';
import { sort } from './core/sort.ts';
import { timeout } from './core/timeout.ts';
import { wc } from './core/wc.ts';
import { xargs } from './core/xargs.ts';
import { jobManagerScript, startClusterScript, stopClusterScript, taskManagerScript } from './flink/cluster.ts';
import { flink } from './flink/flink.ts';
import { jq } from './jq/program.ts';
import { kafkaAcls } from './kafka-acls.ts';
import { kafkaBrokerApiVersions } from './kafka-broker-api-versions.ts';
import { kafkaClientMetrics } from './kafka-client-metrics.ts';
import { kafkaCluster } from './kafka-cluster.ts';
import { kafkaConfigs } from './kafka-configs.ts';
import { kafkaConsoleConsumer } from './kafka-console-consumer.ts';
import { kafkaConsoleProducer } from './kafka-console-producer.ts';
import { kafkaConsoleShareConsumer } from './kafka-console-share-consumer.ts';
import { kafkaConsumerGroups } from './kafka-consumer-groups.ts';
import { kafkaConsumerPerfTest } from './kafka-consumer-perf-test.ts';
import { kafkaDeleteRecords } from './kafka-delete-records.ts';
import { kafkaDumpLog } from './kafka-dump-log.ts';
import { kafkaFeatures } from './kafka-features.ts';
import { kafkaGetOffsets } from './kafka-get-offsets.ts';
import { kafkaGroups } from './kafka-groups.ts';
import { kafkaLeaderElection } from './kafka-leader-election.ts';
import { kafkaLogDirs } from './kafka-log-dirs.ts';
import { kafkaMetadataQuorum } from './kafka-metadata-quorum.ts';
import { kafkaProducerPerfTest } from './kafka-producer-perf-test.ts';
import { kafkaReassignPartitions } from './kafka-reassign-partitions.ts';
import { kafkaMetadataShell, kafkaServerStart, kafkaServerStop } from './kafka-server.ts';
import { kafkaStorage } from './kafka-storage.ts';
import { kafkaShareGroups } from './kafka-share-groups.ts';
import { kafkaTopics } from './kafka-topics.ts';
import { kafkaTransactions } from './kafka-transactions.ts';
import { kafkaVerifiableConsumer } from './kafka-verifiable-consumer.ts';
import { kafkaVerifiableProducer } from './kafka-verifiable-producer.ts';
import { egrep, fgrep, grep } from './text/grep.ts';
import { sed } from './text/sed.ts';

const PROGRAMS: readonly Program[] = [
  basename, cat, chmod, clear, cp, cut, date, dirname, echo, env, falseProgram, head, hostname, ls, mkdir, mv, nano, nl, printf, pwd, rev, rm, rmdir, seq, sleep, sort, tac, tail, tee, timeout, touch, tr, trueProgram,
  uname, uniq, vi, vim, wc, whoami, xargs, yes,
  base64, bc, cmp, du, find, fold, join, stat,
  ajuda, column, comm, diff, help, paste, printenv, watch, which,
  awk, egrep, fgrep, grep, jq, mawk, sed,
  flink, jobManagerScript, startClusterScript, stopClusterScript, taskManagerScript,
  kafkaAcls,
  kafkaBrokerApiVersions,
  kafkaClientMetrics,
  kafkaCluster,
  kafkaConfigs,
  kafkaConsoleConsumer,
  kafkaConsoleProducer,
  kafkaConsoleShareConsumer,
  kafkaConsumerGroups,
  kafkaConsumerPerfTest,
  kafkaDeleteRecords,
  kafkaDumpLog,
  kafkaFeatures,
  kafkaGetOffsets,
  kafkaGroups,
  kafkaLeaderElection,
  kafkaLogDirs,
  kafkaMetadataQuorum,
  kafkaProducerPerfTest,
  kafkaReassignPartitions,
  kafkaMetadataShell,
  kafkaServerStart,
  kafkaServerStop,
  kafkaStorage,
  kafkaShareGroups,
  kafkaTopics,
  kafkaTransactions,
  kafkaVerifiableConsumer,
  kafkaVerifiableProducer,
];

const BY_NAME: Readonly<Record<string, Program>> = Object.fromEntries(PROGRAMS.map((program) => [program.name, program]));

/** Flink's tools: their code comes with Flink's side, which only a world that has Flink needs. */
const FLINK_PROGRAMS: Record<string, Program> = {};

/** Makes Flink's tools known. */
export function bringPrograms(programs: readonly Program[]): void {
  for (const program of programs) FLINK_PROGRAMS[program.name] = program;
}

/** The program of this name, null where there is none. */
export function programNamed(name: string): Program | null {
  if (Object.hasOwn(FLINK_PROGRAMS, name)) return FLINK_PROGRAMS[name] ?? null;
  return Object.hasOwn(BY_NAME, name) ? (BY_NAME[name] ?? null) : null;
}

export function programNames(): readonly string[] {
  return [...PROGRAMS.map((program) => program.name), ...Object.keys(FLINK_PROGRAMS)];
}
