import { describe, expect, it } from 'vitest';
import { readResults, shardFile, writeResults } from '../../src/cohort/files.ts';
import { makePlan } from '../../src/cohort/plan.ts';
import { cutShards } from '../../src/cohort/shards.ts';
import { statusOf } from '../../src/cohort/status.ts';
import { gradeAll, mergeInto } from '../../src/cohort/sweep.ts';
import { useGitHub } from '../github/world.ts';
import {
  courseOf,
  gradebookOf,
  openCourse,
  remembered,
  submit,
  sweepOf,
  tabularModel,
  temporaryFolder,
} from './world.ts';

const github = useGitHub();
const MINUTE_MS = 60_000;

describe('shards', () => {
  it('hold every job once, in order, at about equal cost', () => {
    const jobs = Array.from({ length: 1_000 }, (_, i) => ({ costMs: 5_000 + (i % 7) * 4_000 }));
    const shards = cutShards(jobs, 20);
    expect(shards).toHaveLength(20);
    expect(shards.map(({ from }) => from)).toEqual([0, ...shards.slice(0, -1).map(({ to }) => to)]);
    expect(shards.at(-1)?.to).toBe(jobs.length);
    const costs = shards.map(({ costMs }) => costMs);
    expect(Math.max(...costs) - Math.min(...costs)).toBeLessThan(2 * 29_000);
  });

  it('are never more than a matrix has, and none where there is little to do', () => {
    expect(cutShards(Array(10_000).fill({ costMs: MINUTE_MS }), 500)).toHaveLength(256);
    expect(cutShards(Array(10).fill({ costMs: 3_000 }), 500)).toHaveLength(1);
    expect(cutShards(Array(10).fill({ costMs: 0 }), 500)).toEqual([]);
  });
});

describe('a plan that is graded in shards', () => {
  it('and merged makes the gradebook of a sweep; what a lost shard had is planned again', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', await tabularModel('keras2-h5'));
    const course = await courseOf(world);
    const { exam, classroom, roster, tip } = course;
    const made = await makePlan({ github: world.client, roster, classroom, course: exam, tip });
    // As if each were a lot of work.
    const plan = {
      ...made,
      shards: cutShards(
        made.jobs.map(() => ({ costMs: 10 * MINUTE_MS })),
        2,
      ),
    };
    expect(plan.shards).toHaveLength(2);
    const { client, identity } = world;
    const grading = { home: client, github: client, identity, ...(await remembered(world)) };
    const folder = await temporaryFolder();
    const gradeShard = (i: number) =>
      writeResults(
        shardFile(folder, i),
        gradeAll(plan.jobs.slice(plan.shards[i]?.from, plan.shards[i]?.to), course, grading),
      );
    const posting = { github: client, login: 'github-actions[bot]', holder: { name: 'run 1' } };
    await gradeShard(1);
    expect(await mergeInto(course, readResults(folder, plan), posting)).toMatchObject({
      written: 1,
      posted: 1,
    });
    const status = await statusOf(await courseOf(world), plan);
    expect(status.standings.map(({ state }) => state.kind).sort()).toEqual([
      'not-submitted',
      'waiting',
      'waiting',
    ]);
    await gradeShard(0);
    await mergeInto(await courseOf(world), readResults(folder, plan), posting);
    expect((await gradebookOf(world)).match(/,passed,/g)).toHaveLength(2);
    expect((await sweepOf(world)).merged).toBeUndefined();
  });
});
