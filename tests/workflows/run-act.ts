import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { describe } from 'vitest';
import { ROOT, readWorkflow } from './read.ts';

/** One run of one workflow, as GitHub would start it for an event. */
export interface ActRun {
  /** Path of the workflow from the root of this repository. */
  readonly workflow: string;
  readonly event: 'pull_request_target' | 'workflow_dispatch' | 'push' | 'issue_comment';
  readonly payload: object;
  /** The exam repository, `owner/name`. */
  readonly repository: string;
  /** `GITHUB_SHA`: the commit whose workflow runs. */
  readonly sha: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Folder that stands in for this repository as the runner downloads it: `action.yml`, `dist/`. */
  readonly action: string;
  /** Variables of the repository. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folders that stand in for other actions, by `owner/name@commit`. */
  readonly standIns?: Readonly<Record<string, string>>;
}

export interface ActResult {
  readonly status: number | null;
  /** `success`, `failure`, or undefined when every job was skipped. */
  readonly jobResult: string | undefined;
  /** What the action printed, masked as the runner masks it. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Everything act said, for a failing test's message. */
  readonly transcript: string;
}

const GRADER = '.github/workflows/grade.yml';

/** act copies models through the loopback and grades them; far above what that takes, so that a hang ends. */
const ACT_TIMEOUT_MS = 180_000;

/** act writes one JSON object a line with `--json`; these are the fields that matter here. */
interface LogLine {
  readonly msg?: string;
  readonly raw_output?: boolean;
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
}

/**
 * Run a workflow for real: act in host mode (no containers) takes this checkout's grader for the pinned one, and the
 * given API for GitHub's.
 */
export async function runAct(run: ActRun): Promise<ActResult> {
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-act-'));
  try {
    await layOut(folder, run);
    return interpret(await execute(actArguments(folder, run), actEnvironment(folder, run)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The exam repository with its workflow, the downloaded grader, and the event. */
async function layOut(folder: string, run: ActRun): Promise<void> {
  const [exam, grader] = [join(folder, 'exam'), join(folder, 'grader')];
  await mkdir(join(folder, 'home'));
  await cp(run.action, grader, { recursive: true });
  for (const [repository, workflow] of [
    [exam, run.workflow],
    [grader, GRADER],
  ] as const) {
    const workflows = join(repository, '.github', 'workflows');
    await mkdir(workflows, { recursive: true });
    await cp(join(ROOT, workflow), join(workflows, basename(workflow)));
  }
  await writeFile(join(folder, 'event.json'), JSON.stringify(run.payload));
  await mkdir(join(folder, 'upload'));
  for (const [name, text] of Object.entries(UPLOAD)) await writeFile(join(folder, 'upload', name), text);
}

/** In place of actions/upload-artifact, which asks GitHub: an action that says what it was to keep. */
const UPLOAD = {
  'action.yml': `
    name: upload
    inputs: { name: {}, path: {} }
    runs: { using: node24, main: main.mjs }`,
  'main.mjs': `
    import { readFileSync } from 'node:fs';
    const { INPUT_NAME: name, INPUT_PATH: path } = process.env;
    const [, title] = /<title>(.*)<\\/title>/.exec(readFileSync(path, 'utf8')) ?? [];
    console.log('kept ' + JSON.stringify({ name, title }));`,
};

const UPLOADED = /actions\/upload-artifact@[0-9a-f]{40}/;

/** Wherever a workflow pins the grader: by forty zeros before the first release, and in the template always. */
const PIN = /fivefold\/fivefold(?:\/[^@\s]*)?@([0-9a-f]{40})/;

function actArguments(folder: string, run: ActRun): readonly string[] {
  const texts = [run.workflow, GRADER].map((path) => readWorkflow(path).text);
  const pins = new Set(texts.map((text) => PIN.exec(text)?.[1] ?? ''));
  const uploads = new Set(texts.flatMap((text) => UPLOADED.exec(text) ?? []));
  return [
    run.event,
    ...['--directory', join(folder, 'exam')],
    ...['--workflows', `.github/workflows/${basename(run.workflow)}`],
    ...['--eventpath', join(folder, 'event.json')],
    ...['--platform', 'ubuntu-latest=-self-hosted'],
    ...[...pins].flatMap((pin) => [
      '--local-repository',
      `fivefold/fivefold@${pin}=${join(folder, 'grader')}`,
    ]),
    ...[...uploads].flatMap((uses) => ['--local-repository', `${uses}=${join(folder, 'upload')}`]),
    ...Object.entries(run.standIns ?? {}).flatMap(([uses, path]) => [
      '--local-repository',
      `${uses}=${path}`,
    ]),
    ...Object.entries(run.variables ?? {}).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
    ...['--action-cache-path', join(folder, 'cache')],
    ...Object.entries(reserved(run)).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    // A name without a value is taken from the environment: no secret in the list of processes.
    ...['GITHUB_TOKEN', ...Object.keys(run.secrets)].flatMap((name) => ['--secret', name]),
    '--no-cache-server',
    '--json',
  ];
}

function reserved(run: ActRun): Readonly<Record<string, string>> {
  return {
    GITHUB_API_URL: run.apiUrl,
    GITHUB_GRAPHQL_URL: `${run.apiUrl}/graphql`,
    GITHUB_REPOSITORY: run.repository,
    GITHUB_SHA: run.sha,
  };
}

function actEnvironment(folder: string, run: ActRun): NodeJS.ProcessEnv {
  return {
    // `using: node24` takes `node` from the path in host mode: this very Node, then.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    HOME: join(folder, 'home'),
    TMPDIR: folder,
    ACT_DISABLE_VERSION_CHECK: '1',
    GITHUB_TOKEN: run.token,
    ...run.secrets,
  };
}

/** In a process group of its own, so that a time-out ends act together with everything that it started. */
function execute(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(ACT, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), ACT_TIMEOUT_MS);
    child.on('error', reject).on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, ...output });
    });
  });
}

function interpret({ status, stdout, stderr }: Awaited<ReturnType<typeof execute>>): ActResult {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const entries = lines.map((line): LogLine => JSON.parse(line));
  const outputs = entries.filter(({ command }) => command === 'set-output');
  return {
    status,
    jobResult: entries.findLast(({ jobResult }) => jobResult)?.jobResult,
    log: entries.map(({ raw_output, msg = '' }) => (raw_output ? msg : '')).join(''),
    outputs: Object.fromEntries(outputs.map(({ name = '', arg = '' }) => [name, arg])),
    summary: entries.map(({ command, content }) => (command === 'summary' ? (content ?? '') : '')).join(''),
    transcript: `${entries.map(({ msg }) => msg).join('\n')}\n${stderr}`,
  };
}

/** `.ci/run` installs it into `.cache/bin`, which may not be on the path of a person who runs the tests. */
const ACT = ['act', join(ROOT, '.cache', 'bin', 'act')].find(works) ?? 'act';

function works(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A suite that needs act. Without it, the suite is skipped under a title that says so; in CI it fails. */
export function describeWithAct(title: string, body: () => void): void {
  if (works(ACT) || process.env.FIVEFOLD_REQUIRE_PEERS === '1') describe(title, body);
  else describe.skip(`${title} (skipped: act is not installed; .ci/run installs it)`, body);
}
