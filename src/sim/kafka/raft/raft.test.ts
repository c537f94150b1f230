// The quorum alone: elections, replication, divergence, faults, and snapshots, on a kernel that checks every message.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../bridge/scenario.ts';
import { Kernel } from '../../kernel/kernel.ts';
import { type Behavior, type Disconnected, type Message, NO_FACT, SECOND, type Time } from '../../kernel/types.ts';
import { apply, emptyImage } from '../metadata-image.ts';
import type { MetadataBatch, MetadataRecord } from '../metadata-record.ts';
import { takeSnapshot } from '../metadata-snapshot.ts';
import { type AnyRequest, type AnyResponse, nodeOf } from '../protocol.ts';
import { keepSnapshot, readLog } from './log.ts';
import { propose, raftDisconnected, raftTimer, receiveRaftRequest, receiveRaftResponse, resign, startRaft } from './raft.ts';
import { createRaft, crashRaft, type Raft, type RaftTimeout } from './state.ts';

type VoterMessage = AnyRequest | AnyResponse | Disconnected | RaftTimeout | { readonly kind: 'Propose'; readonly name: string } | { readonly kind: 'Shutdown' };

const record = (name: string): MetadataRecord => ({ kind: 'TopicRecord', name, topicId: name });

/** A node of the quorum that decides nothing itself: what it is told to propose, it appends where it leads. */
const voter: Behavior<{ raft: Raft }, VoterMessage> = {
  start: ({ raft }, ctx) => startRaft(raft, ctx),
  receive({ raft }, message, from, ctx) {
    switch (message.kind) {
      case 'Request': receiveRaftRequest(raft, message, from, ctx); return;
      case 'Response': receiveRaftResponse(raft, message, from, ctx); return;
      case 'Disconnected': raftDisconnected(raft, message.peer, ctx); return;
      case 'RaftTimeout':
      case 'RaftRetry':
      case 'RaftParked': raftTimer(raft, message.kind, ctx); return;
      case 'Propose':
        if (raft.role === 'leader') propose(raft, [record(message.name)], ctx);
        return;
      case 'Shutdown':
        resign(raft, ctx);
        ctx.exit();
    }
  },
  crash: ({ raft }) => ({ raft: crashRaft(raft) }),
};

const VOTERS = [101, 102, 103];

class Quorum {
  readonly kernel: Kernel;
  readonly leaders: Record<number, number> = {};
  /** What was once committed, by offset. */
  readonly committed: string[] = [];

  constructor(seed: number) {
    this.kernel = new Kernel({ behaviors: { voter }, seed, link: defaultScenario.link, startedAtMs: 0, check: true });
    this.kernel.onEvent = () => this.check();
    for (const id of VOTERS) this.kernel.spawn(nodeOf(id), 'voter', { raft: createRaft(id, VOTERS) });
  }

  raft(id: number): Raft {
    return (this.kernel.actorState(nodeOf(id)) as { raft: Raft }).raft;
  }

  /** The leader of the highest epoch among the processes that are up, -1 for none. */
  leader(): number {
    const leading = VOTERS.filter((id) => this.kernel.isUp(nodeOf(id)) && this.raft(id).role === 'leader');
    return leading.sort((a, b) => this.raft(b).epoch - this.raft(a).epoch)[0] ?? -1;
  }

  run(time: Time): void {
    this.kernel.runUntil(this.kernel.state.now + time);
  }

  /** Runs until somebody leads whom the others follow. */
  settle(): number {
    this.run(8 * SECOND);
    const leader = this.leader();
    expect(leader).toBeGreaterThan(0);
    return leader;
  }

  propose(name: string): void {
    for (const id of VOTERS) if (this.kernel.isUp(nodeOf(id))) this.kernel.tell(nodeOf(id), { kind: 'Propose', name } as Message, NO_FACT);
  }

  isolate(id: number, cut: boolean): void {
    for (const other of VOTERS) {
      if (other === id) continue;
      this.kernel.setLink(nodeOf(id), nodeOf(other), { cut });
      this.kernel.setLink(nodeOf(other), nodeOf(id), { cut });
    }
  }

  names(id: number): string[] {
    return topicNames(readLog(this.raft(id).log, this.raft(id).log.startOffset, Number.POSITIVE_INFINITY));
  }

  /** One leader an epoch; what is committed stays, everywhere. */
  private check(): void {
    for (const id of VOTERS) {
      const raft = this.raft(id);
      if (raft.role === 'leader') expect((this.leaders[raft.epoch] ??= id), `leader of epoch ${raft.epoch}`).toBe(id);
      if (raft.highWatermark <= this.committed.length && raft.highWatermark < raft.log.endOffset) continue;
      for (const batch of readLog(raft.log, Math.max(raft.log.startOffset, this.committed.length - 5), Number.POSITIVE_INFINITY)) {
        if (batch.baseOffset >= raft.highWatermark) break;
        expect((this.committed[batch.baseOffset] ??= JSON.stringify(batch)), `committed at ${batch.baseOffset}`).toBe(JSON.stringify(batch));
      }
    }
  }
}

function topicNames(batches: readonly MetadataBatch[]): string[] {
  return batches.flatMap((batch) => batch.records.flatMap((each) => (each.kind === 'TopicRecord' ? [each.name] : [])));
}

describe('elections', () => {
  it('ends with one leader that the others follow', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const quorum = new Quorum(seed);
      const leader = quorum.settle();
      expect(VOTERS.map((id) => quorum.raft(id).leaderId)).toEqual([leader, leader, leader]);
    }
  });

  it('has a new leader within 6 s after the leader crashed, and the old one follows when it is back', () => {
    const quorum = new Quorum(2);
    const first = quorum.settle();
    const { epoch } = quorum.raft(first);
    quorum.kernel.crash(nodeOf(first));
    quorum.run(6 * SECOND);
    const second = quorum.leader();
    expect(second).not.toBe(first);
    expect(quorum.raft(second).epoch).toBeGreaterThan(epoch);
    quorum.kernel.start(nodeOf(first));
    quorum.run(3 * SECOND);
    expect(quorum.raft(first)).toMatchObject({ role: 'follower', leaderId: second });
  });

  it('hands over at once when the leader ends in order', () => {
    const quorum = new Quorum(3);
    const first = quorum.settle();
    quorum.kernel.tell(nodeOf(first), { kind: 'Shutdown' }, NO_FACT);
    quorum.run(0.5 * SECOND);
    expect(quorum.leader()).toBeGreaterThan(0);
    expect(quorum.leader()).not.toBe(first);
  });

  it('is not disturbed by a voter that was cut off: pre-votes raise no epoch (KIP-996)', () => {
    const quorum = new Quorum(4);
    const leader = quorum.settle();
    const { epoch } = quorum.raft(leader);
    const lonely = VOTERS.find((id) => id !== leader) ?? 0;
    quorum.isolate(lonely, true);
    quorum.run(30 * SECOND);
    expect(quorum.raft(lonely).epoch).toBe(epoch);
    expect(quorum.raft(lonely).highWatermark).toBeLessThanOrEqual(quorum.raft(leader).highWatermark);
    quorum.isolate(lonely, false);
    quorum.run(5 * SECOND);
    expect(quorum.raft(leader)).toMatchObject({ role: 'leader', epoch });
    expect(quorum.raft(lonely)).toMatchObject({ role: 'follower', leaderId: leader });
  });

  it('keeps votes over a crash: nobody votes twice in an epoch', () => {
    const raft = { ...createRaft(101, VOTERS), epoch: 7, votedFor: 102 };
    expect(crashRaft(raft)).toMatchObject({ epoch: 7, votedFor: 102, role: 'unattached', leaderId: -1 });
  });
});

describe('replication', () => {
  it('commits what a majority has, and only that', () => {
    const quorum = new Quorum(5);
    const leader = quorum.settle();
    const [one = 0, other = 0] = VOTERS.filter((id) => id !== leader);
    quorum.kernel.crash(nodeOf(one));
    quorum.propose('with-two');
    quorum.run(0.2 * SECOND);
    expect(quorum.raft(leader).highWatermark).toBe(quorum.raft(leader).log.endOffset);
    quorum.kernel.crash(nodeOf(other));
    quorum.propose('alone');
    quorum.run(2 * SECOND);
    expect(quorum.raft(leader).highWatermark).toBe(quorum.raft(leader).log.endOffset - 1);
  });

  it('cuts off what a leader without a majority appended, when another has led (diverging epoch)', () => {
    const quorum = new Quorum(6);
    const first = quorum.settle();
    quorum.isolate(first, true);
    quorum.propose('lost');
    expect(quorum.names(first)).toEqual(['lost']);
    quorum.run(4 * SECOND);
    // Check-quorum: 3 s without fetches of a majority.
    expect(quorum.raft(first).role).not.toBe('leader');
    quorum.run(6 * SECOND);
    const second = quorum.leader();
    expect(second).not.toBe(first);
    quorum.propose('kept');
    quorum.run(SECOND);
    quorum.isolate(first, false);
    quorum.run(6 * SECOND);
    expect(VOTERS.map((id) => quorum.names(id))).toEqual([['kept'], ['kept'], ['kept']]);
  });

  it('loses nothing committed under random crashes and cuts', () => {
    for (let seed = 100; seed < 130; seed++) {
      const quorum = new Quorum(seed);
      let chance = seed;
      const draw = (bound: number): number => (chance = (chance * 48_271) % 2_147_483_647) % bound;
      for (let step = 0; step < 40; step++) {
        const id = VOTERS[draw(3)] ?? 101;
        const act = draw(5);
        if (act === 0 && quorum.kernel.isUp(nodeOf(id))) quorum.kernel.crash(nodeOf(id));
        else if (act === 1 && !quorum.kernel.isUp(nodeOf(id))) quorum.kernel.start(nodeOf(id));
        else if (act === 2) quorum.isolate(id, draw(2) === 0);
        quorum.propose(`${seed}-${step}`);
        quorum.run(draw(2_000_000));
      }
      for (const id of VOTERS) {
        quorum.isolate(id, false);
        if (!quorum.kernel.isUp(nodeOf(id))) quorum.kernel.start(nodeOf(id));
      }
      quorum.settle();
      quorum.propose('last');
      quorum.run(2 * SECOND);
      expect(new Set(VOTERS.map((id) => quorum.names(id).join(' '))).size, `seed ${seed}`).toBe(1);
      expect(quorum.names(101).at(-1)).toBe('last');
    }
  });
});

describe('snapshots', () => {
  it('brings a voter that was away for long up to date, its log ends as the others', () => {
    const quorum = new Quorum(7);
    const leader = quorum.settle();
    const away = VOTERS.find((id) => id !== leader) ?? 0;
    quorum.kernel.crash(nodeOf(away));
    for (let i = 0; i < 400; i++) quorum.propose(`t${i}`);
    quorum.run(2 * SECOND);
    const raft = quorum.raft(leader);
    const image = emptyImage();
    for (const batch of readLog(raft.log, 0, Number.POSITIVE_INFINITY)) apply(image, batch);
    keepSnapshot(raft.log, takeSnapshot(image));
    expect(raft.log.startOffset).toBe(0);
    // With the next snapshot, full chunks that were in this one go.
    quorum.propose('after');
    quorum.run(SECOND);
    const [last] = readLog(raft.log, raft.log.endOffset - 1, 1);
    if (last !== undefined) apply(image, last);
    keepSnapshot(raft.log, takeSnapshot(image));
    expect(raft.log.startOffset).toBeGreaterThan(300);
    quorum.kernel.start(nodeOf(away));
    quorum.run(3 * SECOND);
    const back = quorum.raft(away);
    expect(back.log.snapshot?.endOffset).toBe(raft.log.endOffset);
    quorum.propose('on');
    quorum.run(SECOND);
    expect(back.log.endOffset).toBe(raft.log.endOffset);
    expect(back.highWatermark).toBe(raft.highWatermark);
    // It can lead with what it has, too.
    quorum.kernel.crash(nodeOf(leader));
    quorum.run(6 * SECOND);
    expect(quorum.leader()).toBeGreaterThan(0);
  });
});
