import childProcess, {
  type ChildProcess,
  type SpawnOptions,
  type SpawnSyncReturns,
} from 'node:child_process';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { type Leak, leaksIn, leaksInJob } from '../canary.ts';

/**
 * Looks at what our programs are given and what they give, wherever a process starts them: the environment and the job of a
 * worker, and what action and command line print, and write into the runner's files.
 */
export type Report = (leaks: readonly Leak[]) => void;

/** What the environment of a shell calls what has been planted. */
export const PLANTED = 'FIVEFOLD_TEST_CANARIES';
/** How a shell tells, among all that it prints, what has leaked to a worker of its own. */
export const LEAK_MARK = 'canary-leak:';

/** Which of our programs a command line runs, if one. */
export function programOf(args: unknown): 'worker' | 'shell' | undefined {
  // What is not ours may be started in any of the ways that Node knows.
  if (!Array.isArray(args)) return undefined;
  if (args.some((arg) => /(?:sandbox|dist)[/\\](?:worker|native)\.[jt]s$/.test(arg))) return 'worker';
  if (args.some((arg) => /(?:src|dist)[/\\](?:action|cli)\.[jt]s$/.test(arg))) return 'shell';
  return undefined;
}

/** What a shell that is started gets on top, so that it looks at its own workers. */
export type Extra = () => Readonly<Record<string, string>>;

/** From now on, in this process. */
export function watchProcesses(report: Report, extra: Extra = () => ({})): void {
  const { spawn, spawnSync } = childProcess;
  const watched = {
    spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
      const program = programOf(args);
      if (program === undefined) return spawn(command, args, options);
      if (program === 'worker') report(leaksIn(environmentOf(options), "a worker's environment"));
      const env = program === 'shell' ? { ...(options.env ?? process.env), ...extra() } : options.env;
      const child = spawn(command, args, { ...options, ...(env && { env }) });
      if (program === 'worker') watchJob(child, report);
      watchOutput(child, options.env ?? process.env, program, report);
      return child;
    },
    spawnSync(command: string, args: readonly string[], options: SpawnOptions = {}) {
      const program = programOf(args);
      if (program !== 'shell') return spawnSync(command, args, options);
      const result = spawnSync(command, args, {
        ...options,
        env: { ...(options.env ?? process.env), ...extra() },
      });
      report(printed(result).flatMap((text) => leaksInPrinted(Buffer.from(text), args.join(' '))));
      return result;
    },
  };
  Object.assign(childProcess, watched);
  syncBuiltinESMExports();
}

function printed({ stdout, stderr }: SpawnSyncReturns<string | Uint8Array>): (string | Uint8Array)[] {
  return [stdout, stderr].filter((text) => text !== null);
}

function environmentOf({ env }: SpawnOptions): Uint8Array {
  return Buffer.from(JSON.stringify(env ?? process.env));
}

/** A secret may lie across two chunks, and none is longer than this. */
const OVERLAP_BYTES = 1_024;

function watchJob({ stdin }: ChildProcess, report: Report): void {
  if (!stdin) return;
  let before: Uint8Array = new Uint8Array();
  const { write } = stdin;
  stdin.write = (chunk: Uint8Array, ...rest: unknown[]): boolean => {
    report(leaksInJob(Buffer.concat([before, chunk.subarray(0, OVERLAP_BYTES)]), "a worker's job"));
    report(leaksInJob(chunk, "a worker's job"));
    before = chunk.subarray(-OVERLAP_BYTES);
    return Reflect.apply(write, stdin, [chunk, ...rest]);
  };
}

/** What a log shows, without the lines that only tell the runner what to hide; and what it tells of leaks elsewhere. */
function leaksInPrinted(log: Buffer, program: string): readonly Leak[] {
  const text = log.toString('latin1');
  const told = [...text.matchAll(new RegExp(`^${LEAK_MARK}(.*?):(.*)$`, 'gm'))];
  const shown = Buffer.from(text.replaceAll(/^::add-mask::.*$/gm, ''), 'latin1');
  const elsewhere = told.map(([, name = '', where = '']) => ({ name, where }));
  return [...elsewhere, ...leaksIn(shown, `what ${program} prints`)];
}

/** Files by which an action answers its runner. */
const RUNNER_FILES = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_STATE'];

function watchOutput(child: ChildProcess, env: NodeJS.ProcessEnv, program: string, report: Report): void {
  // Of a worker, what it answers goes to the grader alone; what it complains of may go further.
  const streams = program === 'worker' ? [child.stderr] : [child.stdout, child.stderr];
  const chunks: Uint8Array[] = [];
  for (const stream of streams) {
    if (!stream) continue;
    const { push } = stream;
    stream.push = (chunk: Uint8Array | null, ...rest: unknown[]): boolean => {
      if (chunk !== null) chunks.push(chunk);
      return Reflect.apply(push, stream, [chunk, ...rest]);
    };
  }
  child.prependListener('close', () => report(leaksInPrinted(Buffer.concat(chunks), program)));
  child.prependListener('exit', () => {
    for (const name of RUNNER_FILES) report(leaksIn(contentOf(env[name]), name));
  });
}

function contentOf(path: string | undefined): Uint8Array {
  try {
    return path === undefined ? new Uint8Array() : readFileSync(path);
  } catch {
    return new Uint8Array();
  }
}
