import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoopbackGitHub, startGitHub } from '../../scripts/loopback/index.ts';
import {
  gradebookOf,
  openCourse,
  placeOf,
  recordOf,
  submit,
  tabularModel,
  type World,
} from '../cohort/world.ts';
import { ROOT, readWorkflow, usesOf } from './read.ts';
import { type ActRun, describeWithAct, runAct } from './run-act.ts';

/** A whole sweep as it happens on GitHub: three jobs on a runner, two tokens that may do different things, an API. */
const WORKFLOW = 'template-classroom/grader/.github/workflows/sweep.yml';
const APP = 'course-grader';

let github: LoopbackGitHub;
let world: World;
let folder: string;
let head: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-sweep-'));
  // What a runner downloads: the real set-up, and the command from its sources.
  await cp(join(ROOT, 'setup'), join(folder, 'action/setup'), { recursive: true });
  await mkdir(join(folder, 'action/dist'));
  await writeFile(join(folder, 'action/dist/package.json'), '{ "type": "module" }');
  const cli = pathToFileURL(join(ROOT, 'src/cli.ts')).href;
  await writeFile(join(folder, 'action/dist/cli.js'), `await import(${JSON.stringify(cli)});\n`);
  await mkdir(join(folder, 'kept'));

  github = await startGitHub({ users: ['academy', 'ada', 'bob'], apps: [APP], validate: true });
  world = await openCourse(github, { logins: ['ada', 'bob'] });
  head = await submit(world, 'ada', await tabularModel());
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await github?.close();
});

/** In place of GitHub's artifacts, which ask GitHub: a folder that the jobs share. */
async function artifacts(): Promise<Readonly<Record<string, string>>> {
  const kept = JSON.stringify(join(folder, 'kept'));
  const inputs =
    'inputs: { name: {}, path: { default: . }, pattern: {}, merge-multiple: {}, retention-days: {} }';
  const scripts = {
    'upload-artifact': `cpSync(path, join(${kept}, name, statSync(path).isFile() ? path : ''), { recursive: true });`,
    'download-artifact': `
      const wanted = (found) => name ? found === name : found.startsWith(process.env.INPUT_PATTERN.replace('*', ''));
      for (const found of readdirSync(${kept}).filter(wanted)) cpSync(join(${kept}, found), path, { recursive: true });`,
  };
  const pinned = usesOf(readWorkflow(WORKFLOW));
  const made = Object.entries(scripts).map(async ([action, script]) => {
    const place = join(folder, action);
    await mkdir(place, { recursive: true });
    await writeFile(
      join(place, 'action.yml'),
      `name: x\n${inputs}\nruns: { using: node24, main: main.mjs }\n`,
    );
    const head = `import { cpSync, readdirSync, statSync } from 'node:fs'; import { join } from 'node:path';
      const { INPUT_NAME: name, INPUT_PATH: path } = process.env;`;
    await writeFile(join(place, 'main.mjs'), head + script);
    return [pinned.find((uses) => uses.startsWith(`actions/${action}@`)) ?? '', place] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

async function sweep(): ReturnType<typeof runAct> {
  const { appId, privateKey } = github.registerApp(
    APP,
    { contents: 'read', checks: 'write', issues: 'write' },
    ['academy'],
  );
  const run: ActRun = {
    workflow: WORKFLOW,
    event: 'workflow_dispatch',
    payload: {},
    repository: world.grader,
    sha: 'a'.repeat(40),
    apiUrl: github.url,
    token: github.token(world.grader, { contents: 'write' }),
    // A secret in one line, as act takes it.
    secrets: { FIVEFOLD_IDENTITY: world.identity, FIVEFOLD_APP_KEY: privateKey.replaceAll('\n', '\\n') },
    variables: { FIVEFOLD_APP_ID: appId },
    action: join(folder, 'action'),
    standIns: await artifacts(),
  };
  return runAct(run);
}

describeWithAct('the sweep of a classroom', () => {
  it('plans, grades and merges: the App tells the student, the workflow’s own token keeps the result', async () => {
    const { status, transcript } = await sweep();
    expect(status, transcript).toBe(0);
    expect(transcript).toContain('2 students: 1 to grade, 0 unchanged, 1 without a submission');
    expect((await readdir(join(folder, 'kept'))).sort()).toEqual(['plan', 'results-0']);
    const record = await recordOf(world, 'ada');
    expect(record?.attempts).toMatchObject([{ head, tasks: { tabular: { outcome: { kind: 'measured' } } } }]);
    expect(await gradebookOf(world)).toContain('ada');
    const runs = await github.checkRuns(placeOf(world, 'ada'), head);
    expect(runs).toMatchObject([{ status: 'completed', app: { slug: APP } }]);
    expect(transcript).not.toContain(world.identity);
  });

  it('runs no grader and writes nothing when nothing has changed', async () => {
    const before = github.requests.length;
    const { status, transcript } = await sweep();
    expect(status, transcript).toBe(0);
    expect(transcript).toContain('Nothing to do.');
    expect(transcript).not.toContain('students graded');
    const written = github.requests
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/access_tokens'));
    expect(written.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});

it('gives the key to one step of one job, which may write nowhere', () => {
  const { text, workflow } = readWorkflow(WORKFLOW);
  expect(text.match(/secrets\.FIVEFOLD_IDENTITY/g)).toHaveLength(1);
  const { plan, grade, merge } = workflow.jobs;
  expect(JSON.stringify(grade)).toContain('secrets.FIVEFOLD_IDENTITY');
  expect([plan, grade, merge].map((job) => job?.permissions)).toEqual([
    { contents: 'read' },
    { contents: 'read' },
    { contents: 'write' },
  ]);
});

it('never runs beside itself, and never loses a sweep to another', () => {
  const { text } = readWorkflow(WORKFLOW);
  expect(text).toMatch(/^concurrency:\n {2}group: fivefold-sweep\n {2}cancel-in-progress: false$/m);
});
