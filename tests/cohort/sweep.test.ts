import { describe, expect, it } from 'vitest';
import { useGitHub } from '../github/world.ts';
import {
  courseOf,
  gradebookOf,
  issuesOf,
  oneTask,
  openCourse,
  placeOf,
  recordOf,
  remembered,
  requestsSince,
  submit,
  sweepOf,
  tabularModel,
} from './world.ts';

const github = useGitHub();

describe('a sweep', () => {
  it('grades everybody, keeps what it measured, and tells each student in their own repository', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    const head = await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', {});
    const { plan, merged } = await sweepOf(world);
    expect(plan.counts).toMatchObject({ students: 3, absent: 1, changed: 2 });
    expect(merged).toMatchObject({ written: 2, posted: 1, unposted: [] });
    const record = await recordOf(world, 'ada');
    expect(record?.attempts).toMatchObject([{ head, tasks: { tabular: { outcome: { kind: 'measured' } } } }]);
    const [check, ...others] = await world.github.checkRuns(placeOf(world, 'ada'), head);
    expect(others).toEqual([]);
    expect(check).toMatchObject({ id: record?.posted?.check, status: 'completed', name: 'Fivefold' });
    expect(await issuesOf(world, 'ada')).toMatchObject([
      { number: record?.posted?.issue, user: 'github-actions[bot]' },
    ]);
    expect(await issuesOf(world, 'bob')).toEqual([]);
    expect(await gradebookOf(world)).toMatch(
      /^s-0,ada,Student 0,,5,5,100,passed,0,[0-9a-f]{40},2026-03-01T10:00:00Z$/m,
    );
    expect(await gradebookOf(world)).toMatch(/^s-2,cyd,.*not submitted/m);
  });

  it('asks for no student of whom nothing has changed, and writes nothing', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', await tabularModel('keras2-h5'));
    await sweepOf(world);
    const start = world.github.requests.length;
    expect((await sweepOf(world)).merged).toBeUndefined();
    const asked = requestsSince(world, start);
    expect(asked.filter((request) => request.includes(world.prefix) && !request.includes('grader'))).toEqual(
      [],
    );
    expect(asked.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it('spends at most 12 requests on somebody who has submitted', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob', 'cyd'] });
    await submit(world, 'ada', { ...(await tabularModel()), 'submission.yml': 'version: 1\nmodels: {}\n' });
    const start = world.github.requests.length;
    await sweepOf(world);
    const theirs = requestsSince(world, start).filter((request) => request.includes(placeOf(world, 'ada')));
    // This exam has one task; the other four would take a blob each.
    expect(theirs.length).toBeLessThanOrEqual(12 - 4);
  });

  it('evaluates no model again that it knows, though the commit is new', async () => {
    const world = await openCourse(github(), { logins: ['ada'] });
    const first = await submit(world, 'ada', await tabularModel());
    await sweepOf(world);
    const second = await world.github.push(placeOf(world, 'ada'), 'main', { 'notes.md': 'nothing new' });
    const start = world.github.requests.length;
    await sweepOf(world);
    expect(requestsSince(world, start).filter((request) => /lab-\d+-ada\/git\/blobs/.test(request))).toEqual(
      [],
    );
    const record = await recordOf(world, 'ada');
    expect(record?.attempts.map(({ head }) => head)).toEqual([first, second]);
    const [one, two] = record?.attempts ?? [];
    expect(two?.tasks).toEqual(one?.tasks);
    expect(await issuesOf(world, 'ada')).toHaveLength(1);
  });

  it('scores again what it measured when thresholds change, without a model, and tells who has another score', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', {});
    await sweepOf(world);
    const harder = (await oneTask()).replace(
      /thresholds: \{.*\}/,
      'thresholds: { 2: 0.9999, 3: 0.99991, 4: 0.99992, 5: 0.99993 }',
    );
    await world.github.push(world.grader, 'main', { 'exam.yml': harder });
    const start = world.github.requests.length;
    const { plan, merged } = await sweepOf(world);
    expect(plan.counts).toMatchObject({ changed: 0, rescored: 2 });
    expect(merged).toMatchObject({ posted: 1 });
    expect(requestsSince(world, start).filter((request) => /age|lab-\d+-\w+\/git/.test(request))).toEqual([]);
    expect(await gradebookOf(world)).toMatch(/^s-0,ada,Student 0,,1,1,20,not-passed/m);
    expect(await issuesOf(world, 'ada')).toHaveLength(1);
  });
});

describe('one student costs another nothing', () => {
  it('who has deleted their repository keeps what was graded, and is said to be stuck', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', await tabularModel());
    await sweepOf(world);
    const before = await gradebookOf(world);
    await world.github.deleteRepository(placeOf(world, 'ada'));
    expect((await sweepOf(world)).plan.counts).toMatchObject({ stuck: 1, unchanged: 1 });
    expect(await recordOf(world, 'ada')).toMatchObject({ stuck: { problem: { code: 'github/not-found' } } });
    expect(await gradebookOf(world)).toBe(before);
    expect((await sweepOf(world)).merged).toBeUndefined();
  });

  it('who is called otherwise now is known by the number of the repository', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', await tabularModel());
    await sweepOf(world);
    const roster = 'login,name,id\nlovelace,Student 0,s-0\nbob,Student 1,s-1\n';
    await world.github.push(world.grader, 'main', { 'roster.csv': roster });
    const { plan } = await sweepOf(world);
    expect(plan.counts).toMatchObject({ absent: 0, changed: 0, stuck: 0 });
    expect(await gradebookOf(world)).toMatch(/^s-0,lovelace,.*,5,5,100,passed/m);
  });

  it('whose model is broken is told so, and the next one is graded', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', { 'models/tabular/model.keras': 'no model' });
    await submit(world, 'bob', await tabularModel());
    const { merged } = await sweepOf(world);
    expect(merged).toMatchObject({ written: 2, posted: 2 });
    expect((await recordOf(world, 'ada'))?.card?.tasks).toMatchObject([{ kind: 'rejected' }]);
    expect((await recordOf(world, 'bob'))?.card?.tasks).toMatchObject([{ kind: 'scored', score: 5 }]);
  });
});

describe('a course', () => {
  it('whose grader repository is public is refused before anything is asked', async () => {
    const world = await openCourse(github(), { logins: ['ada'], isPublic: true });
    await expect(courseOf(world)).rejects.toMatchObject({ code: 'cohort/public' });
  });

  it('whose key is wrong tells no student of it, and leaves the branch to the next sweep', async () => {
    const world = await openCourse(github(), { logins: ['ada'] });
    await submit(world, 'ada', await tabularModel());
    await expect(sweepOf(world, { identity: 'AGE-SECRET-KEY-1' })).rejects.toMatchObject({
      code: 'hidden/key-malformed',
    });
    expect(await issuesOf(world, 'ada')).toEqual([]);
    expect(
      (await sweepOf(world, { ...(await remembered(world)), holder: { name: 'another' } })).merged,
    ).toMatchObject({ posted: 1 });
  });
});
