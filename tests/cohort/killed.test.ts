import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LoopbackGitHub, startGitHub } from '../../scripts/loopback/index.ts';
import { randomFrom } from '../../src/generate/random.ts';
import { freshName, USERS, useGitHub } from '../github/world.ts';
import {
  gradebookOf,
  issuesOf,
  openCourse,
  placeOf,
  recordOf,
  submit,
  sweepOf,
  tabularModel,
  temporaryFolder,
  type World,
} from './world.ts';

/** More of them take `FIVEFOLD_KILLS=200 npm test -- tests/cohort/killed.test.ts`. */
const KILLS = Number(process.env.FIVEFOLD_KILLS ?? 12);

/** A second for each, and a machine that has other things to do. */
const TIMEOUT_MS = 120_000 + KILLS * 10_000;

/** The emulator answers 5,000 requests an hour, as GitHub does, and no more. */
const KILLS_A_SERVER = 30;

const github = useGitHub();
const LOGINS = ['ada', 'bob', 'cyd'];

async function openClass(server: LoopbackGitHub): Promise<{ world: World; heads: readonly string[] }> {
  const world = await openCourse(server, { logins: LOGINS });
  const ada = await submit(world, 'ada', await tabularModel());
  const bob = await submit(world, 'bob', { 'models/tabular/model.keras': 'no model' });
  return { world, heads: [ada, bob] };
}

/** Everything that people see of a course. */
async function visible(world: World, heads: readonly string[]) {
  const checks = heads.map((head, i) => world.github.checkRuns(placeOf(world, LOGINS[i] ?? ''), head));
  return {
    gradebook: await gradebookOf(world),
    checks: (await Promise.all(checks)).map((runs) => runs.map(({ conclusion }) => conclusion)),
    issues: await Promise.all(
      LOGINS.slice(0, heads.length).map(async (login) => (await issuesOf(world, login)).length),
    ),
    attempts: (await recordOf(world, 'ada'))?.attempts.map(({ head }) => head),
  };
}

describe('a sweep that was killed', () => {
  it(
    `at any of ${KILLS} moments is finished by the next one, and nothing is posted twice`,
    async () => {
      const undisturbed = await openClass(github());
      const from = github().requests.length;
      await sweepOf(undisturbed.world);
      const length = github().requests.length - from;
      const expected = await visible(undisturbed.world, undisturbed.heads);
      expect(expected).toMatchObject({ checks: [[expect.anything()], [expect.anything()]], issues: [1, 1] });
      const random = randomFrom('kills');
      let server = await freshGitHub();
      for (let kill = 0; kill < KILLS; kill++) {
        if (kill > 0 && kill % KILLS_A_SERVER === 0) {
          await server.close();
          server = await freshGitHub();
        }
        const { world, heads } = await openClass(server);
        // The last request before the end may have taken effect without its answer arriving.
        const [after, tookEffect] = [random.integer(length), random.chance(0.5)];
        if (tookEffect) server.faults.next({}, { afterwards: { status: 502 } }, 1, after);
        server.faults.next({}, { drop: true }, Number.POSITIVE_INFINITY, tookEffect ? 0 : after);
        await sweepOf(world).catch(() => {});
        server.faults.clear();
        await sweepOf(world);
        expect(await visible(world, heads), `killed after ${after} requests`).toEqual(expected);
      }
      await server.close();
    },
    TIMEOUT_MS,
  );

  it(
    'as a process, by the system, is finished by the next process',
    async () => {
      // While it takes the branch, and while it tells a student.
      for (const at of [/grader-[^/]+\/git\/commits$/, /-ada\/issues$/]) {
        const { world, heads } = await openClass(github());
        const first = run(world, await keyFile(world));
        const ended = once(first, 'close');
        github().faults.next(
          { method: 'POST', path: at },
          { before: async () => void (first.kill('SIGKILL') && (await ended)) },
        );
        expect(await ended).toEqual([null, 'SIGKILL']);
        const second = run(world, await keyFile(world));
        expect(await once(second, 'close')).toEqual([0, null]);
        const seen = await visible(world, heads);
        expect(seen).toMatchObject({ checks: [[expect.anything()], [expect.anything()]], issues: [1, 1] });
        expect(seen.gradebook).toMatch(/^s-0,ada,.*,5,5,100,passed/m);
      }
    },
    TIMEOUT_MS,
  );
});

function freshGitHub(): Promise<LoopbackGitHub> {
  return startGitHub({ validate: true, users: USERS });
}

async function keyFile({ identity }: World): Promise<string> {
  const file = join(await temporaryFolder(), freshName('key'));
  await writeFile(file, identity);
  return file;
}

/** The command line itself, from the sources. */
function run(world: World, key: string) {
  const { github, grader } = world;
  const token = github.token('academy/*', { contents: 'write', checks: 'write', issues: 'write' });
  const args = ['src/cli.ts', 'cohort', 'run', '--repository', grader, '--key-file', key];
  const env = { PATH: process.env.PATH, GITHUB_TOKEN: token, GITHUB_API_URL: github.url };
  return spawn(process.execPath, args, { env, stdio: 'ignore' });
}
