import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradeCommand } from '../../src/cli/grade.ts';
import { verifyCommand } from '../../src/cli/verify.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { mintIdentity } from '../../src/hidden/index.ts';
import { gradePullRequest, scorecardOf } from '../action/world.ts';
import { examFiles, examIdentity, openPull, trained, untrained } from '../attacks/world.ts';
import { useGitHub } from '../github/world.ts';
import { run } from '../proof/command.ts';

/** `fivefold verify --rerun`, and `fivefold grade --cache`, on an exam of one small task. */
const github = useGitHub();
let folder = '';
const inside = (...names: string[]) => join(folder, ...names);
const entry = join(import.meta.dirname, '../../src/action.ts');

async function write(files: Readonly<Record<string, unknown>>, under: string): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(inside(under, path)), { recursive: true });
    await writeFile(inside(under, path), content as string);
  }
}

const grade = (submission: string, ...more: string[]) =>
  run(
    gradeCommand,
    ...[inside(submission), '--exam', inside('exam', 'exam.yml'), '--hidden', inside('exam')],
    ...['--key-file', inside('key.txt'), '--json', ...more],
  );
const verify = (card: string, ...more: string[]) =>
  run(
    verifyCommand,
    ...[inside(card), '--rerun', '--exam', inside('exam'), '--key-file', inside('key.txt'), ...more],
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fivefold-rerun-'));
  await write({ ...(await examFiles()) }, 'exam');
  await write({ 'key.txt': await examIdentity() }, '.');
  await write(await trained(), 'mine');
  await write(await untrained(), 'other');
  await writeFile(inside('card.json'), (await grade('mine')).stdout);
});
afterAll(() => rm(folder, { recursive: true }));

describe('fivefold verify --rerun', () => {
  it('holds for the submission that was scored, by an identity that was rotated since, too', async () => {
    const { status, stdout } = await verify('card.json', '--submission', inside('mine'));
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^The scorecard, run again\n {2}✔ tabular {2}same bits, and the score \d\n$/);
    const { identity } = await mintIdentity();
    await writeFile(inside('rotated.txt'), `${identity}\n${await readFile(inside('key.txt'), 'utf8')}`);
    const rotated = ['--submission', inside('mine'), '--key-file', inside('rotated.txt')];
    expect(await verify('card.json', ...rotated)).toMatchObject({ status: 0 });
  });

  it('fails for another model, and for a score that was altered', async () => {
    const other = await verify('card.json', '--submission', inside('other'), '--json');
    expect(other.status).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({
      schema: 'fivefold/rerun/1',
      holds: false,
      tasks: [{ task: 'tabular', state: 'fails' }],
    });
    const card = JSON.parse(await readFile(inside('card.json'), 'utf8')) as Scorecard;
    const tasks = card.tasks.map((task) => ({ ...task, score: task.score === 5 ? 4 : 5 }));
    await writeFile(inside('altered.json'), JSON.stringify({ ...card, tasks }));
    expect(await verify('altered.json', '--submission', inside('mine'))).toMatchObject({ status: 1 });
  });

  it('ends with 2 where nothing can be compared, or something is missing', async () => {
    const card = JSON.parse(await readFile(inside('card.json'), 'utf8')) as Scorecard;
    const tasks = card.tasks.map(({ predictionsHmac: _, ...task }) => task);
    await writeFile(inside('old.json'), JSON.stringify({ ...card, tasks }));
    const old = await verify('old.json', '--submission', inside('mine'));
    expect(old).toMatchObject({ status: 2 });
    expect(old.stdout).toContain('(not checked)');
    expect(await verify('card.json')).toMatchObject({
      status: 2,
      complaint: expect.stringContaining('names no commit'),
    });
    const keyless = [
      inside('card.json'),
      '--rerun',
      '--exam',
      inside('exam'),
      '--submission',
      inside('mine'),
    ];
    expect(await run(verifyCommand, ...keyless)).toMatchObject({
      status: 2,
      complaint: expect.stringContaining('[hidden/key-missing]'),
    });
  });

  it('takes the commit that the action graded from GitHub, and finds the same bits', async () => {
    const pull = await openPull(github());
    const identity = await examIdentity();
    const card = scorecardOf(await gradePullRequest(github(), pull, { identity, entry }));
    await writeFile(inside('published.json'), JSON.stringify(card));
    const before = process.env.GITHUB_API_URL;
    try {
      process.env.GITHUB_API_URL = github().url;
      const { status, stdout } = await verify('published.json');
      expect(status, stdout).toBe(0);
      expect(stdout).toContain('✔ tabular');
    } finally {
      if (before === undefined) delete process.env.GITHUB_API_URL;
      else process.env.GITHUB_API_URL = before;
    }
  });
});

describe('fivefold grade --cache', () => {
  it('runs no model a second time, and writes the same scorecard', async () => {
    const first = await grade('mine', '--cache', inside('cache'));
    // With its rows gone, nothing could be run.
    await cp(inside('exam', 'hidden-tests'), inside('kept'), { recursive: true });
    await rm(inside('exam', 'hidden-tests'), { recursive: true });
    try {
      expect(await grade('mine', '--cache', inside('cache'))).toEqual(first);
      expect(await grade('other', '--cache', inside('cache'))).toMatchObject({ status: 3 });
    } finally {
      await cp(inside('kept'), inside('exam', 'hidden-tests'), { recursive: true });
    }
    expect(first.stdout).toBe(await readFile(inside('card.json'), 'utf8'));
  });

  it('is refused where the folder cannot be one', async () => {
    await writeFile(inside('file'), '');
    expect(await grade('mine', '--cache', inside('file'))).toMatchObject({
      status: 2,
      complaint: expect.stringContaining('[file/unwritable]'),
    });
  });
});
