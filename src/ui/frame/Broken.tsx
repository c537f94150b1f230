// What stands in the place of the page, or of a part of it, that broke or could not be fetched: what happened, and how to go on. The world and the kept run are not touched.
import { Component, createElement, lazy, type ReactNode } from 'react';
import { m } from '../paraglide/messages.js';

interface BrokenProps {
  readonly children: ReactNode;
  /** A part's boundary has its name, for a report. */
  readonly part?: string;
  /** What leads the part's head, and is there also where the part is not: the way to the others. */
  readonly lead?: ReactNode;
}

interface BrokenState {
  readonly problem: unknown;
  readonly broken: boolean;
}

const NOT_FETCHED = /dynamically imported module|importing a module script|preload CSS|module script failed/i;

/** React catches a broken view only in a class. */
export class Broken extends Component<BrokenProps, BrokenState> {
  override state: BrokenState = { problem: null, broken: false };

  static getDerivedStateFromError(problem: unknown): BrokenState {
    return { problem, broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const { part, lead } = this.props;
    const problem = this.state.problem instanceof Error ? this.state.problem.message : String(this.state.problem);
    const report = async (): Promise<void> => {
      const [{ saveReport }, { knownForReport }] = await Promise.all([import('../recover/save-report.ts'), import('../recover/watch.ts')]);
      saveReport(part ?? 'page', this.state.problem, knownForReport());
    };
    const retry = (): void => {
      for (const again of lost) again();
      lost.clear();
      this.setState({ problem: null, broken: false });
    };
    const missing = part !== undefined && NOT_FETCHED.test(problem);
    return (
      <section className={part === undefined ? 'broken' : 'broken is-part'} role="alert" data-broken={part ?? 'page'}>
        {lead ?? null}
        <h2>{part === undefined ? m.page_broken() : missing ? m.part_missing() : m.part_broken()}</h2>
        <p>{part === undefined ? m.page_broken_what({ problem }) : missing ? m.part_missing_what() : m.part_broken_what({ problem })}</p>
        <p className="broken-acts">
          {part === undefined ? null : <button type="button" className="button is-main" onClick={retry}>{m.part_again()}</button>}
          <button type="button" className="button" onClick={() => window.location.reload()}>{m.page_reload()}</button>
          {missing ? null : <button type="button" className="button" onClick={() => void report()}>{m.recover_report()}</button>}
        </p>
      </section>
    );
  }
}

/** The parts that are being fetched now: the gallery waits for them. */
export const fetching = new Set<object>();
/** When the last one had come, in real ms of the page. */
export const fetched = { atMs: -Infinity };

/** What asks again for all that could not be fetched: React keeps a failure for good. */
const lost = new Set<() => void>();

type Load<P> = () => Promise<{ readonly default: React.ComponentType<P> }>;

/** As React.lazy, but what could not be fetched is asked for again by the boundary above it. What it throws is its parent's matter: use it within drawings. */
export function inner<P extends object>(load: Load<P>): React.ComponentType<P> {
  const fetch = (): React.ComponentType<P> => lazy(async () => {
    fetching.add(load);
    try {
      return await load();
    } catch (problem) {
      lost.add(() => { part = fetch(); });
      throw problem;
    } finally {
      fetching.delete(load);
      fetched.atMs = performance.now();
    }
  }) as React.ComponentType<P>;
  let part = fetch();
  return function Inner(props: P) {
    return createElement(part, props);
  };
}

/**
 * A part that is fetched when it is first shown, in a boundary of its own: one that can't be fetched, or throws, says so in its place and can be tried
 * again. It waits in the nearest Suspense.
 */
export function late<P extends object>(part: string, load: Load<P>): React.ComponentType<P> {
  const Fetched = inner(load);
  return function Late(props: P) {
    return <Broken part={part} lead={'lead' in props ? (props.lead as ReactNode) : null}><Fetched {...props} /></Broken>;
  };
}
