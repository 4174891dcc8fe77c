import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../src/generate/random.ts';
import { useGitHub } from '../github/world.ts';
import { gradebookOf, issuesOf, openCourse, placeOf, submit, sweepOf, tabularModel } from './world.ts';

const github = useGitHub();

describe('a sweep while GitHub fails', () => {
  it('in 5 % of the requests, by rate limits and by itself, ends as without', async () => {
    const random = randomFrom('limits');
    for (let round = 0; round < 3; round++) {
      const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
      const heads = new Map<string, string>();
      for (const { login } of world.students)
        heads.set(login, await submit(world, login, await tabularModel()));
      for (let request = 0, skipped = 0; request < 200; request++) {
        if (!random.chance(0.05)) skipped += 1;
        else {
          github().faults.next({}, failure(random.uniform(0, 1)), 1, skipped);
          skipped = 0;
        }
      }
      // What even patience does not mend is mended by the next sweep.
      await sweepOf(world).catch(() => {});
      github().faults.clear();
      await sweepOf(world);
      expect((await gradebookOf(world)).match(/,5,5,100,passed/g)).toHaveLength(3);
      for (const [login, head] of heads) {
        expect(await world.github.checkRuns(placeOf(world, login), head)).toHaveLength(1);
        expect(await issuesOf(world, login)).toHaveLength(1);
      }
    }
  });
});

/** What GitHub answers when it does not want to, at once to be asked again. */
function failure(which: number) {
  const headers = { 'retry-after': '0' };
  if (which < 0.25) return { status: 429, headers };
  if (which < 0.5)
    return { status: 403, headers, body: { message: 'You have exceeded a secondary rate limit' } };
  if (which < 0.75) return { status: 503 };
  return { afterwards: { status: 502 } };
}

describe('two sweeps at once', () => {
  it('exclude each other: one is told that the other has begun, and everybody is told once', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    const head = await submit(world, 'ada', await tabularModel());
    const ended = await Promise.allSettled([
      sweepOf(world, { holder: { name: 'run 1' } }),
      sweepOf(world, { holder: { name: 'run 2' } }),
    ]);
    const refused = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []));
    expect(refused).toEqual([expect.stringMatching(/^cohort\/(?:busy|overtaken)$/)]);
    expect(await world.github.checkRuns(placeOf(world, 'ada'), head)).toHaveLength(1);
    expect(await issuesOf(world, 'ada')).toHaveLength(1);
  });

  it('one that was overtaken writes no more', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    await submit(world, 'ada', await tabularModel());
    // While the first is at work, a second takes its place: the same run, started again.
    github().faults.next(
      { method: 'GET', path: /-ada\/git\/trees/ },
      { before: () => sweepOf(world, { holder: { name: 'run 1' } }) },
    );
    await expect(sweepOf(world, { holder: { name: 'run 1' } })).rejects.toMatchObject({
      code: 'cohort/overtaken',
    });
    expect(await gradebookOf(world)).toMatch(/^s-0,ada,.*,5,5,100,passed/m);
    expect(await issuesOf(world, 'ada')).toHaveLength(1);
  });

  it('one that was killed keeps the branch for half an hour, and then another one finishes it', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    await submit(world, 'ada', await tabularModel());
    const end = async () => github().faults.next({}, { drop: true }, Number.POSITIVE_INFINITY);
    github().faults.next({ path: /-ada\/git\/trees/ }, { before: end });
    await expect(sweepOf(world, { holder: { name: 'run 1' } })).rejects.toThrow();
    github().faults.clear();
    await expect(sweepOf(world, { holder: { name: 'run 2' } })).rejects.toMatchObject({
      code: 'cohort/busy',
    });
    const later = new Date(Date.now() + 31 * 60_000).toISOString();
    expect((await sweepOf(world, { holder: { name: 'run 2' } }, later)).merged).toMatchObject({ posted: 1 });
    expect(await issuesOf(world, 'ada')).toHaveLength(1);
  });
});
