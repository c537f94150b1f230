// What the charts of the named worlds draw: a group that falls behind, a broker that is down for a while, a job with checkpoints.
import type { Sample } from '../../bridge/history.ts';

const SECOND = 1_000_000;

/** One sample a second from `fromS` on; between `downS` and `backS` a broker is down and its leaders move. */
export function sketchedSamples(fromS: number, toS: number, downS: number, backS: number, flink: boolean): readonly Sample[] {
  return Array.from({ length: toS - fromS }, (_, at): Sample => {
    const s = fromS + at;
    const isDown = s >= downS && s < backS;
    const lag = s < downS ? 3 + (s % 4) : 3 + Math.floor((Math.min(s, backS) - downS) * 0.9) - Math.floor(Math.max(0, s - backS) * 0.5);
    return {
      atUs: s * SECOND, written: s === downS ? { cliques: s * 12 } : { pedidos: Math.floor(s * 1.6 + Math.sin(s / 7) * 3), cliques: s * 12 },
      groups: { auditoria: { lag: s % 9, read: s * 2, delayMs: s < fromS + 20 ? null : 14 + (s % 5) }, entregas: { lag: Math.max(0, lag), read: Math.floor(s * 1.4), delayMs: 30 + Math.max(0, lag) * 40 } },
      underReplicated: isDown ? 6 : 0, offline: s >= downS && s < downS + 9 ? 2 : 0,
      jobs: flink ? { a1: { name: 'pedidos-por-cliente', watermarkLagMs: 1_200 + (s % 5) * 150 + (isDown ? (s - downS) * 1_000 : 0), checkpointMs: s < fromS + 6 ? null : 180 + (isDown ? 900 : (s % 3) * 20), stateBytes: s < fromS + 6 ? null : 4_000 + Math.floor(s / 5) * 700, resultMs: s < fromS + 12 ? null : 1_150 + (s % 4) * 90 + (isDown ? (s - downS) * 500 : 0) } } : {},
    };
  });
}
