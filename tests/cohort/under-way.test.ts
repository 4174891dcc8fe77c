import { describe, expect, it } from 'vitest';
import { mintIdentity, rewrapHiddenSet } from '../../src/hidden/index.ts';
import { keyed } from '../../src/remembering.ts';
import { practiceExam } from '../action/world.ts';
import { useGitHub } from '../github/world.ts';
import {
  gradebookOf,
  LONG_AGO,
  oneTask,
  openCourse,
  placeOf,
  recordOf,
  requestsSince,
  submit,
  sweepOf,
  tabularModel,
  type World,
} from './world.ts';

const github = useGitHub();

const roster = (...lines: string[]) => ({ 'roster.csv': `${lines.join('\n')}\n` });
const classroom = ({ prefix }: World, deadline: string) => ({
  'classroom.yml': `version: 1\norganization: academy\nrepositories: ${prefix}-{login}\ndeadline: ${deadline}\n`,
});

/** What a sweep asked for that has to do with models, and whom it told anything. */
async function sweepWithoutModels(world: World) {
  const start = world.github.requests.length;
  const { plan, merged } = await sweepOf(world);
  const asked = requestsSince(world, start);
  expect(asked.filter((request) => /\.age|lab-\d+-\w+\/git/.test(request))).toEqual([]);
  expect(plan.counts.changed).toBe(0);
  return merged;
}

describe('a course that changes what counts', () => {
  it('of lateness for everybody, for one person, and back, gets another gradebook and runs no model', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', await tabularModel());
    await sweepOf(world);
    const push = (files: Record<string, string>) => world.github.push(world.grader, 'main', files);
    const book = async () => (await gradebookOf(world)).match(/5,5,\d+,[a-z-]+,\d+/g);
    expect(await book()).toEqual(['5,5,100,passed,0', '5,5,100,passed,0']);

    // They were pushed 22 hours late: one day has begun.
    await push(classroom(world, '{ at: 2026-02-28T12:00:00Z, late: 20 % per day }'));
    expect(await sweepWithoutModels(world)).toMatchObject({ written: 0, posted: 0 });
    expect(await book()).toEqual(['5,5,80,not-passed,1', '5,5,80,not-passed,1']);

    await push(roster('login,name,id,extension_minutes,late', 'ada,A,s-0,1320,', 'bob,B,s-1,,10 % per day'));
    await sweepWithoutModels(world);
    expect(await book()).toEqual(['5,5,100,passed,0', '5,5,90,passed,1']);

    await push(roster('login,name,id,late', 'ada,A,s-0,refuse', 'bob,B,s-1,free', 'cyd,C,s-2,'));
    await sweepWithoutModels(world);
    expect(await book()).toEqual(['5,5,0,not-passed,1', '5,5,100,passed,1']);
    expect(await gradebookOf(world)).toMatch(/^s-2,cyd,C,,.*not submitted/m);
    expect(await sweepWithoutModels(world)).toBeUndefined();
  });
});

describe('an exam whose sets were rotated', () => {
  it('is graded again with the new key: the newest commit, and the best one before', async () => {
    const world = await openCourse(github(), { logins: ['ada'] });
    const best = await submit(world, 'ada', await tabularModel());
    await sweepOf(world);
    await world.github.push(
      placeOf(world, 'ada'),
      'main',
      { 'models/tabular/model.keras': 'broken now' },
      { at: '2026-03-02T10:00:00Z' },
    );
    await sweepOf(world);
    const before = await recordOf(world, 'ada');
    const book = await gradebookOf(world);
    expect(before?.attempts).toHaveLength(2);

    const exam = await practiceExam();
    const [path = '', encrypted] =
      Object.entries(exam.files).find(([name]) => /tabular.*age$/.test(name)) ?? [];
    const { identity, recipient } = await mintIdentity();
    const packed = await rewrapHiddenSet(new Uint8Array(encrypted as Uint8Array), {
      identity: world.identity,
      recipients: [recipient],
    });
    const text = (await oneTask()).replace(/(sha256: "?)[0-9a-f]{64}/, `$1${packed.sha256}`);
    await world.github.push(world.grader, 'main', { [path]: packed.bytes, 'exam.yml': text });

    await expect(sweepOf(world)).rejects.toMatchObject({ code: 'hidden/key-wrong' });
    const { plan } = await sweepOf(world, { identity, keys: await keyed(identity, []) });
    expect(plan.jobs[0]?.commits.map(({ head }) => head)).toEqual([best, before?.attempts.at(-1)?.head]);
    const after = await recordOf(world, 'ada');
    expect(after?.attempts.map(({ tasks }) => tasks.tabular?.hidden)).toEqual([packed.sha256, packed.sha256]);
    expect(after?.attempts[0]).toMatchObject({
      at: LONG_AGO,
      tasks: { tabular: { outcome: { kind: 'measured' } } },
    });
    expect(await gradebookOf(world)).toBe(book);
    expect((await sweepOf(world, { identity })).merged).toBeUndefined();
  });
});
