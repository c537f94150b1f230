// A world that is opened can be left: the page is as it was before, whichever of several openings was on its way, and nobody waits for ever.
import { beforeEach, expect, it } from 'vitest';
import { leaveOpening, opened } from './opened.ts';
import { whileOpening } from './opening.ts';
import { announcements } from './announce.ts';
import { firstState, pageStore, setPage } from './page-store.ts';

/** What is fetched or lived, and comes when the test says so. */
function held(): { readonly work: Promise<string>; readonly come: () => void; readonly fail: (problem: Error) => void } {
  let [come, fail] = [(): void => undefined, (_problem: Error): void => undefined];
  const work = new Promise<string>((resolve, reject) => { come = () => resolve('here'); fail = reject; });
  return { work, come, fail };
}

const page = (): unknown => (({ demo, door, dockOpen, theme }) => ({ demo: demo?.id ?? null, door, dockOpen, theme }))(pageStore.getState());

beforeEach(() => setPage({ ...firstState(), door: 'free', dockOpen: true }));

it('comes, and changes the page as it likes', async () => {
  const one = held();
  const opening = opened(async () => {
    setPage({ door: 'demos', demo: { id: 'a', endUs: 0, marks: [] } });
    expect(await whileOpening(one.work)).toBe('here');
    setPage({ dockOpen: false });
  });
  one.come();
  expect(await opening).toBe(true);
  expect(page()).toMatchObject({ demo: 'a', door: 'demos', dockOpen: false });
  expect(await leaveOpening()).toBe(false);
});

it('is left while something is fetched: the page is as it was, but for what is no matter of the world', async () => {
  const one = held();
  let went = false;
  const opening = opened(async () => {
    setPage({ door: 'demos', dockOpen: false });
    await whileOpening(one.work);
    went = true;
  });
  setPage({ theme: 'dark' });
  expect(await leaveOpening()).toBe(true);
  expect(await opening).toBe(false);
  expect(page()).toMatchObject({ door: 'free', dockOpen: true, theme: 'dark' });
  one.come();
  await one.work;
  expect(went).toBe(false);
});

it('is left while the worker lives it only where the worker can; one that has come in the same moment is there', async () => {
  const [first, second, between] = [held(), held(), held()];
  const opening = opened(async () => {
    setPage({ door: 'demos' });
    await whileOpening(first.work, async () => false);
    between.come();
    await whileOpening(second.work, async () => true);
  });
  expect(await leaveOpening()).toBe(false);
  first.come();
  await between.work;
  expect(await leaveOpening()).toBe(true);
  expect(await opening).toBe(false);
  expect(page()).toMatchObject({ door: 'free' });
});

it('gives way to the next one, and what that is left for is the page before both', async () => {
  const [first, second] = [held(), held()];
  let letGo = 0;
  const one = opened(async () => {
    setPage({ door: 'demos', demo: { id: 'a', endUs: 0, marks: [] } });
    await whileOpening(first.work, async () => { letGo += 1; return true; });
  });
  const two = opened(async () => {
    setPage({ door: 'course', demo: null });
    await whileOpening(second.work);
  });
  expect(await one).toBe(false);
  expect(letGo).toBe(1);
  expect(page()).toMatchObject({ door: 'course', demo: null });
  expect(await leaveOpening()).toBe(true);
  expect(await two).toBe(false);
  expect(page()).toMatchObject({ door: 'free', demo: null });
});

it('says what could not be fetched, and leaves the page as it was', async () => {
  const one = held();
  const opening = opened(async () => {
    setPage({ door: 'demos' });
    await whileOpening(one.work);
  });
  one.fail(new Error('no network'));
  expect(await opening).toBe(false);
  expect(page()).toMatchObject({ door: 'free' });
  expect(announcements.getState().last).toMatchObject({ tone: 'problem', text: expect.stringContaining('no network') });
});
