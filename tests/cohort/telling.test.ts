import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { statusText } from '../../src/cli/cohort-text.ts';
import { mergeResults } from '../../src/cohort/merge.ts';
import { makePlan } from '../../src/cohort/plan.ts';
import { statusOf } from '../../src/cohort/status.ts';
import { gradeAll } from '../../src/cohort/sweep.ts';
import { practiceExam } from '../action/world.ts';
import { useGitHub } from '../github/world.ts';
import {
  courseOf,
  gradebookOf,
  issuesOf,
  openCourse,
  placeOf,
  recordOf,
  remembered,
  requestsSince,
  submit,
  sweepOf,
  tabularModel,
  type World,
} from './world.ts';

const github = useGitHub();
const BROKEN = { 'models/tabular/model.keras': 'no model' };

async function plan(world: World) {
  const course = await courseOf(world);
  const { exam, classroom, roster, tip } = course;
  return { course, plan: await makePlan({ github: world.client, roster, classroom, course: exam, tip }) };
}

const status = async (world: World) => {
  const planned = await plan(world);
  return statusOf(planned.course, planned.plan);
};

describe('a sweep', () => {
  it('has everything on record, and the gradebook, before it tells the first student', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', await tabularModel());
    await submit(world, 'bob', BROKEN);
    let book = '';
    const attempts: number[] = [];
    const look = async () => {
      book ||= await gradebookOf(world);
      for (const login of ['ada', 'bob']) attempts.push((await recordOf(world, login))?.attempts.length ?? 0);
    };
    github().faults.next({ method: 'POST', path: /check-runs$/ }, { before: look });
    await sweepOf(world);
    expect(book).toMatch(/^s-0,ada,.*,5,5,100,passed/m);
    expect(attempts).toEqual([1, 1]);
    expect(await gradebookOf(world)).toBe(book);
  });

  it('keeps the branch while GitHub lets it wait to tell somebody', async () => {
    const world = await openCourse(github(), { logins: ['ada'] });
    await submit(world, 'ada', BROKEN);
    const { course, plan: made } = await plan(world);
    const { classroom, roster, tip, exam } = course;
    const grading = { home: world.client, github: world.client, identity: world.identity };
    const results = gradeAll(made.jobs, course, { ...grading, ...(await remembered(world)) });
    const renewals = () =>
      github().requests.filter(
        ({ method, path }) => method === 'PATCH' && path.includes(`${world.grader}/git/refs`),
      ).length;
    const untilRenewed = async () => {
      const before = renewals();
      while (renewals() < before + 2) await sleep(5);
    };
    github().faults.next({ method: 'POST', path: /-ada\/issues$/ }, { before: untilRenewed });
    const posting = { github: world.client, login: 'github-actions[bot]' };
    const holder = { name: 'run 1' };
    const merged = await mergeResults(results, {
      ...{ course: exam, classroom, roster, tip, holder, posting },
      renewMs: 20,
    });
    expect(merged).toMatchObject({ posted: 1, unposted: [] });
    expect((await sweepOf(world)).merged).toBeUndefined();
    expect(await issuesOf(world, 'ada')).toHaveLength(1);
  });
});

describe('a student of five models', () => {
  it('costs at most 12 requests when changed and 4 when not, and a sweep no more than its plan has said', async () => {
    const { files } = await practiceExam();
    const world = await openCourse(github(), {
      logins: ['ada', 'bob'],
      files,
      // Elsewhere than in an organisation that can be listed, so that each is asked for.
      students: (student) => ({
        ...student,
        repository: { owner: 'academy', name: `own-${student.login}-${serial}` },
      }),
    });
    const own = (login: string) => `academy/own-${login}-${serial}`;
    const tasks = ['tabular', 'glyphs', 'scenes', 'phrases', 'sensors'];
    const models = (word: string) =>
      Object.fromEntries(tasks.map((task) => [`models/${task}/model.keras`, `no model of ${task}, ${word}`]));
    const at = '2026-03-01T10:00:00Z';
    for (const { login } of world.students)
      await world.github.createRepository(own(login), models('first'), { private: true, at });
    const spent = async () => {
      const start = world.github.requests.length;
      const swept = await sweepOf(world);
      const asked = requestsSince(world, start);
      const theirs = (login: string) => asked.filter((request) => `${request}/`.includes(`${own(login)}/`));
      expect(asked.length).toBeLessThanOrEqual(swept.plan.budget.requests + PLANNING);
      const isWrite = (request: string) => !request.startsWith('GET');
      expect(asked.filter(isWrite).length).toBeLessThanOrEqual(swept.plan.budget.writes);
      return { ada: theirs('ada'), bob: theirs('bob'), ...swept };
    };

    const first = await spent();
    expect(first.plan.counts.changed).toBe(2);
    expect(first.ada.filter((request) => request.includes('/blobs/'))).toHaveLength(5);
    expect(first.ada).toHaveLength(12);
    await world.github.push(own('ada'), 'main', models('second'), { at: '2026-03-02T10:00:00Z' });
    const second = await spent();
    expect(second.plan.counts).toMatchObject({ changed: 1, unchanged: 1 });
    expect(second.ada.length).toBeLessThanOrEqual(12);
    // Whether it has changed, under a condition that costs nothing as long as it has not.
    expect(second.bob).toHaveLength(1);
    const conditions = world.github.requests.filter(({ headers }) => headers['if-none-match'] !== undefined);
    expect(conditions.map(({ path }) => path)).toContain(`/repos/${own('bob')}`);
  });
});

/** What a plan itself has asked for before it can say what will be: course, branch, and two people. */
const PLANNING = 20;
const serial = 1;

describe('the status of a course', () => {
  it('says who has submitted, who is stuck and why, what waits, and how much time is left', async () => {
    const world = await openCourse(github(), {
      logins: ['ada', 'bob', 'cyd', 'dan'],
      students: (student) => (student.login === 'bob' ? { ...student, extensionMinutes: 120 } : student),
    });
    await world.github.push(world.grader, 'main', {
      'classroom.yml': `version: 1\norganization: academy\nrepositories: ${world.prefix}-{login}\ndeadline: { at: 2099-01-01T00:00:00Z, late: refuse }\n`,
    });
    await submit(world, 'ada', BROKEN);
    await sweepOf(world);
    await submit(world, 'bob', BROKEN);
    await submit(world, 'dan', BROKEN);
    github().faults.next(
      { path: /-dan\/activity/ },
      { status: 403, body: { message: 'Resource not accessible' } },
      2,
    );
    const { course, plan: made } = await plan(world);
    const seen = await statusOf(course, made);
    expect(seen.standings.map(({ state }) => state.kind)).toEqual([
      'graded',
      'waiting',
      'not-submitted',
      'stuck',
    ]);
    expect(seen.queue).toMatchObject({ students: 1, untold: 0, costMs: expect.any(Number) });
    expect(seen.deadline).toMatchObject({
      at: '2099-01-01T00:00:00Z',
      extended: { students: 1, until: '2099-01-01T02:00:00Z' },
    });
    expect(seen.deadline?.extended?.leftMs).toBe((seen.deadline?.leftMs ?? 0) + 2 * 3_600_000);
    const text = statusText(seen, made);
    expect(text).toMatch(
      /^In the queue: 1 to grade \(about 1 min on one core\); a sweep is done with it in about \d+ min$/m,
    );
    expect(text).toMatch(/^Deadline 2099-01-01T00:00:00Z: \d+ d \d+ h left; 1 may take until 2099-01-01T02/m);
    expect(text).toMatch(/^ {2}dan .* stuck since .*: GitHub does not let this token read/m);
    github().faults.clear();
  });

  it('tells what a sweep that could not tell everybody has left, and how time is over', async () => {
    const world = await openCourse(github(), { logins: ['ada'] });
    await world.github.push(world.grader, 'main', {
      'classroom.yml': `version: 1\norganization: academy\nrepositories: ${world.prefix}-{login}\ndeadline: { at: 2026-01-01T00:00:00Z, late: free }\n`,
    });
    await submit(world, 'ada', BROKEN);
    github().faults.next({ method: 'POST', path: /-ada\/issues$/ }, { status: 503 }, 4);
    expect((await sweepOf(world)).merged?.unposted).toHaveLength(1);
    expect(await status(world)).toMatchObject({
      queue: { students: 0, untold: 1, costMs: 0 },
      deadline: { leftMs: 0 },
    });
    github().faults.clear();
    expect((await sweepOf(world)).merged).toMatchObject({ posted: 1 });
    expect((await status(world)).queue).toMatchObject({ students: 0, untold: 0 });
  });

  it('says that somebody is stuck of whom nothing was ever graded, once, until it is mended', async () => {
    const world = await openCourse(github(), { logins: ['ada', 'bob'] });
    await submit(world, 'ada', BROKEN);
    await submit(world, 'bob', BROKEN);
    const refusal = { status: 403, body: { message: 'Resource not accessible' } };
    github().faults.next({ path: /-ada\/activity/ }, refusal);
    expect((await sweepOf(world)).plan.counts).toMatchObject({ stuck: 1, changed: 1 });
    expect(await recordOf(world, 'ada')).toMatchObject({ stuck: { problem: { code: 'github/forbidden' } } });
    expect((await sweepOf(world)).merged).toMatchObject({ written: 1, posted: 1 });
    expect((await recordOf(world, 'ada'))?.stuck).toBeUndefined();
    expect(
      await world.github.checkRuns(placeOf(world, 'ada'), (await recordOf(world, 'ada'))?.place?.head ?? ''),
    ).toHaveLength(1);
  });
});
