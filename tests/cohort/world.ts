import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoopbackGitHub, NewFiles } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { type Course, loadCourse } from '../../src/cohort/course.ts';
import { BOOK_PATH } from '../../src/cohort/gradebook.ts';
import { recordsIn } from '../../src/cohort/plan.ts';
import { bucketOf, type StudentRecord } from '../../src/cohort/record.ts';
import { readText } from '../../src/cohort/results.ts';
import { formatRoster, type Student } from '../../src/cohort/roster.ts';
import { type Sweeping, type Swept, sweep } from '../../src/cohort/sweep.ts';
import type { GitHub } from '../../src/github/client.ts';
import { openFolder, type Shelf } from '../../src/remembered/index.ts';
import { keyed } from '../../src/remembering.ts';
import { practiceExam } from '../action/world.ts';
import { client, freshName } from '../github/world.ts';

/** Long ago, so that what GitHub says of it has settled. */
export const LONG_AGO = '2026-03-01T10:00:00Z';

const PERMISSIONS = { contents: 'write', checks: 'write', issues: 'write' } as const;

export interface World {
  readonly github: LoopbackGitHub;
  readonly grader: string;
  readonly prefix: string;
  readonly client: GitHub;
  readonly identity: string;
  readonly students: readonly Student[];
}

export interface Class {
  readonly logins: readonly string[];
  /** Beside what every grader repository holds. */
  readonly files?: NewFiles;
  readonly students?: (student: Student) => Student;
  readonly isPublic?: boolean;
}

/** The first task of the practice exam alone, so that a sweep over a class takes seconds. */
export async function oneTask(): Promise<string> {
  const text = Buffer.from((await practiceExam()).files['exam.yml'] ?? '').toString();
  const [head = '', ...tasks] = text.split(/^ {2}- (?=id:)/m);
  const tabular = tasks.find((task) => task.startsWith('id: tabular'));
  return `${head}  - ${tabular}`;
}

/** A course with a private grader repository, and nobody who has begun yet. */
export async function openCourse(
  github: LoopbackGitHub,
  { logins, files, students, isPublic = false }: Class,
): Promise<World> {
  const exam = await practiceExam();
  const prefix = freshName('lab');
  const grader = `academy/grader-${prefix}`;
  const roster = logins.map((login, i) => {
    const student = { login, id: `s-${i}`, name: `Student ${i}` };
    return students ? students(student) : student;
  });
  const hidden = Object.fromEntries(
    Object.entries(exam.files).filter(([path]) => /tabular.*age$/.test(path)),
  );
  const course = {
    ...hidden,
    'exam.yml': await oneTask(),
    'classroom.yml': `version: 1\norganization: academy\nrepositories: ${prefix}-{login}\n`,
    'roster.csv': formatRoster(roster),
    ...files,
  };
  await github.createRepository(grader, course, { private: !isPublic });
  const token = github.token('academy/*', PERMISSIONS);
  return { github, grader, prefix, client: client(github, token), identity: exam.identity, students: roster };
}

/** Where a student submits. */
export function placeOf({ prefix }: World, login: string): string {
  return `academy/${prefix}-${login}`;
}

/** A student's repository, with these files pushed long ago. */
export async function submit(world: World, login: string, files: NewFiles): Promise<string> {
  return world.github.createRepository(
    placeOf(world, login),
    { 'README.md': login, ...files },
    {
      private: true,
      at: LONG_AGO,
    },
  );
}

/** A real model of that task; they differ, and so do their scores. */
export async function tabularModel(kind: 'keras3' | 'keras3-h5' | 'keras2-h5' = 'keras3'): Promise<NewFiles> {
  const files = Object.entries(await readSubmission(kind)).filter(([path]) =>
    path.startsWith('models/tabular/'),
  );
  return Object.fromEntries(files);
}

export function courseOf({ client, grader }: World, github = client): Promise<Course> {
  const [owner = '', name = ''] = grader.split('/');
  return loadCourse(github, { owner, name });
}

/** @param readAt when it is, in place of what GitHub says */
export async function sweepOf(
  world: World,
  options: Partial<Sweeping> = {},
  readAt?: string,
): Promise<Swept & { course: Course }> {
  const read = await courseOf(world, options.home);
  const course = readAt === undefined ? read : { ...read, tip: { ...read.tip, readAt } };
  const swept = await sweep(course, {
    home: world.client,
    github: world.client,
    login: 'github-actions[bot]',
    holder: { name: 'test' },
    identity: world.identity,
    ...(await remembered(world)),
    ...options,
  });
  return { ...swept, course };
}

/** What is on record of a student now. */
export async function recordOf(world: World, login: string): Promise<StudentRecord | undefined> {
  const { tip } = await courseOf(world);
  const id = world.students.find((student) => student.login === login)?.id ?? login;
  return (await recordsIn(tip, bucketOf(id))).get(id);
}

/** The gradebook beside the records. */
export async function gradebookOf(world: World): Promise<string> {
  return ((await readText((await courseOf(world)).tip, BOOK_PATH)) ?? '').replaceAll('\r', '');
}

/** A file of the results branch. */
export async function fileOf(world: World, path: string): Promise<string | undefined> {
  return readText((await courseOf(world)).tip, path);
}

/** All issues of a student's repository. */
export async function issuesOf(
  world: World,
  login: string,
): Promise<readonly { number: number; user: string; body: string }[]> {
  const repo = placeOf(world, login).split('/')[1] ?? '';
  const { data } = await world.client.rest.issues.listForRepo({
    owner: 'academy',
    repo,
    state: 'all',
    per_page: 100,
  });
  return data.map(({ number, user, body }) => ({ number, user: user?.login ?? '', body: body ?? '' }));
}

/** Requests since a moment, as `METHOD /path`. */
export function requestsSince({ github }: World, start: number): readonly string[] {
  return github.requests.slice(start).map(({ method, path }) => `${method} ${path}`);
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'fivefold-cohort-'));
}

let shelf: Promise<Shelf> | undefined;

/** Keys with a memory of models that all sweeps of a test file share: what was evaluated once is not run again. */
export async function remembered({ identity }: World): Promise<Pick<Sweeping, 'keys'>> {
  shelf ??= temporaryFolder().then((folder) => openFolder(folder));
  return { keys: await keyed(identity, [await shelf]) };
}
