import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

const ACTION = resolve(import.meta.dirname, '../../dist/action.js');

/** What GitHub's runner tells an action. */
export interface ActionRun {
  readonly apiUrl: string;
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string;
  readonly event: string;
  readonly payload: unknown;
  /** By the names of action.yml. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly sha?: string;
  /** What else is set where the runner runs: a certificate authority, a proxy. */
  readonly env?: Readonly<Record<string, string>>;
  /** Cancels the job, which the runner does with an interrupt. */
  readonly cancel?: AbortSignal;
  /** What Node runs, when it is not the built action. */
  readonly entry?: string;
  /** Told what the action prints as it prints it. */
  readonly heard?: (text: string) => void;
}

export interface ActionResult {
  readonly exitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Everything that the action printed. */
  readonly log: string;
  /** The page with pictures, where the action wrote one. */
  readonly page?: string;
}

/** Run the built action as a runner does: a fresh process that learns all it knows from its environment. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-runner-'));
  try {
    const files = {
      event: join(folder, 'event.json'),
      output: join(folder, 'output'),
      summary: join(folder, 'summary'),
    };
    await Promise.all([
      writeFile(files.event, JSON.stringify(run.payload)),
      writeFile(files.output, ''),
      writeFile(files.summary, ''),
    ]);
    const { exitCode, log } = await execute(environment(run, files), run);
    const outputs = parseOutputs(await readFile(files.output, 'utf8'));
    const summary = await readFile(files.summary, 'utf8');
    const page = outputs.page ? { page: await readFile(outputs.page, 'utf8') } : {};
    return { exitCode, log, outputs, summary, ...page };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function environment(
  run: ActionRun,
  files: { event: string; output: string; summary: string },
): NodeJS.ProcessEnv {
  const inputs = Object.entries(run.inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: run.apiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: run.repository,
    GITHUB_EVENT_NAME: run.event,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_RUN_ID: '4711',
    RUNNER_TEMP: dirname(files.output),
    GITHUB_STEP_SUMMARY: files.summary,
    ...(run.sha !== undefined && { GITHUB_SHA: run.sha }),
    ...run.env,
    ...Object.fromEntries(inputs),
  };
}

async function execute(
  env: NodeJS.ProcessEnv,
  { cancel, entry = ACTION, heard }: ActionRun,
): Promise<{ exitCode: number | null; log: string }> {
  const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (heard) child.stdout.on('data', (chunk: Buffer) => heard(chunk.toString()));
  cancel?.addEventListener('abort', () => child.kill('SIGINT'));
  const ended = new Promise<number | null>((settle, reject) => child.on('error', reject).on('close', settle));
  const [out, complaints, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, log: out + complaints };
}

/** The runner's file commands: `name<<delimiter`, the value, the delimiter. */
function parseOutputs(file: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = '', , value = ''] of file.matchAll(/^([^\n]+?)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    outputs[name] = value;
  return outputs;
}
