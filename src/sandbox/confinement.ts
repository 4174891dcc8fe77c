/**
 * What goes before the command of a worker, so that the kernel keeps it in: a namespace without network, where the system has
 * one to give, and limits on the whole process. What works is found by trying, once, and is what a report then says.
 */
import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { Isolation } from '../domain/isolation.ts';
import { WORKER_DATA_SLACK_BYTES, WORKER_FILES, WORKER_THREADS } from '../domain/limits.ts';
import { findTool } from './tools.ts';

/** What of this machine keeps a process in: paths of programs. */
export interface Confinement {
  readonly wall?: { readonly kind: 'bwrap' | 'unshare'; readonly tool: string };
  readonly prlimit?: string;
  /** Runs a command with no environment at all. Bubblewrap would leave a `PWD`. */
  readonly env?: string;
}

/** What a process needs: files and folders that are not the system's, and for an addon `/proc` (its own) and `/dev`. */
export interface View {
  readonly files: readonly string[];
  /**
   * The folder it starts in, one of those. Node 24 lets threads read the working directory, whatever else they may: they must be
   * allowed to anyway.
   */
  readonly folder: string;
  readonly addons: boolean;
}

export interface Bounds {
  /** Resident memory at most. */
  readonly memoryBytes: number;
  /** Of processor time, over all threads. */
  readonly cpuSeconds: number;
}

let found: Promise<Confinement> | undefined;

/** The strongest confinement that starts `command` on this machine; tried when first asked for, then remembered. */
export function confinement(command: readonly string[], view: View): Promise<Confinement> {
  found ??= firstThatWorks(confinements(), command, view);
  return found;
}

/** What this machine has the programs for, from the strongest to none at all. Whether it lets them is another question. */
export function confinements(): readonly Confinement[] {
  const env = findTool('env');
  if (process.platform !== 'linux' || !env) return [{}];
  const kinds = ['bwrap', 'unshare'] as const;
  const walls = kinds.flatMap((kind) => ({ kind, tool: findTool(kind) })).filter(isInstalled);
  const prlimit = findTool('prlimit');
  const limited = prlimit ? [...walls.map((wall) => ({ env, wall, prlimit })), { env, prlimit }] : [];
  return [...limited, ...walls.map((wall) => ({ env, wall })), {}];
}

type Wall = NonNullable<Confinement['wall']>;

function isInstalled(wall: { readonly kind: Wall['kind']; readonly tool: string | undefined }): wall is Wall {
  return wall.tool !== undefined;
}

/** A namespace starts in milliseconds; on a machine that needs longer, something else is wrong. */
const TRIAL_TIMEOUT_MS = 5_000;

/** The first of these that starts a command and lets it end well. */
export async function firstThatWorks(
  choices: readonly Confinement[],
  command: readonly string[],
  view: View,
): Promise<Confinement> {
  for (const choice of choices) {
    if (await succeeds([...prefixOf(choice, view, TRIAL_BOUNDS), ...command])) return choice;
  }
  return {};
}

/** With the descriptor to which bwrap writes; what it says there is of no interest yet. */
async function succeeds([file = '', ...args]: readonly string[]): Promise<boolean> {
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'ignore', 'pipe'];
  const trial = spawn(file, args, { env: {}, cwd: '/', timeout: TRIAL_TIMEOUT_MS, stdio });
  const [code] = await once(trial, 'exit').catch(() => []);
  return code === 0;
}

const TRIAL_BOUNDS: Bounds = { memoryBytes: 0, cpuSeconds: TRIAL_TIMEOUT_MS / 1_000 };

/** The arguments that go before a command. Each tool runs the next in its own place, so they cost no process but bwrap's. */
export function prefixOf({ wall, prlimit, env }: Confinement, view: View, bounds: Bounds): readonly string[] {
  const tools = [prlimit, env].filter((tool) => tool !== undefined);
  return [
    ...(wall?.kind === 'bwrap' ? bwrap(wall.tool, { ...view, files: [...view.files, ...tools] }) : []),
    ...(wall?.kind === 'unshare' ? [wall.tool, '--user', '--map-current-user', '--net', '--ipc', '--'] : []),
    ...(prlimit ? limits(prlimit, bounds, wall !== undefined) : []),
    ...(env ? [env, '-i'] : []),
  ];
}

/** Descriptor on which bwrap says which process it has started: after stdin, stdout, stderr and the answer. */
const PID_DESCRIPTOR = '4';

/** What a program needs to start at all, where Linux distributions keep it. Nothing of these can be written, and no shell is there. */
const LIBRARIES = [
  '/lib',
  '/lib64',
  '/usr/lib',
  '/usr/lib64',
  '/usr/local/lib',
  '/etc/ld.so.cache',
  '/nix/store',
];

/** Of no user of the system, so that even root's workers are nobody. */
const NOBODY = '65534';

function bwrap(tool: string, { files, folder, addons }: View): readonly string[] {
  return [
    tool,
    ...['--unshare-user', '--unshare-all', '--die-with-parent', '--new-session', '--as-pid-1'],
    ...['--info-fd', PID_DESCRIPTOR, '--uid', NOBODY, '--gid', NOBODY, '--cap-drop', 'ALL'],
    ...LIBRARIES.flatMap((path) => ['--ro-bind-try', path, path]),
    ...files.flatMap((path) => ['--ro-bind', path, path]),
    ...(addons ? ['--proc', '/proc', '--dev', '/dev'] : []),
    ...['--remount-ro', '/', '--chdir', folder],
    '--',
  ];
}

/**
 * Not the address space: V8 and WebAssembly reserve a hundred times what they use. What counts as data is what can be
 * written to. The number of threads is counted for the user, and for the worker alone only inside of a user namespace.
 */
function limits(tool: string, { memoryBytes, cpuSeconds }: Bounds, isOwnUser: boolean): readonly string[] {
  return [
    tool,
    `--data=${memoryBytes + WORKER_DATA_SLACK_BYTES}`,
    `--cpu=${cpuSeconds}`,
    `--nofile=${WORKER_FILES}`,
    ...(isOwnUser ? [`--nproc=${WORKER_THREADS * (1 + availableParallelism())}`] : []),
    ...['--core=0', '--fsize=0'],
    '--',
  ];
}

/** What is then said of it. An addon is not subject to Node's permissions. */
export function isolationOf({ wall, prlimit }: Confinement, { addons }: View): Isolation {
  const byNode = addons ? 'none' : 'node';
  return {
    network: wall?.kind ?? (nodeGuardsNetwork() ? byNode : 'none'),
    files: wall?.kind === 'bwrap' ? 'bwrap' : byNode,
    memory: prlimit ? 'rlimit' : process.platform === 'linux' ? 'watched' : 'none',
    cpu: prlimit ? 'rlimit' : 'clock',
  };
}

/** From Node 25 on, `--permission` refuses the network as well, unless `--allow-net` stands beside it. */
function nodeGuardsNetwork(): boolean {
  return process.allowedNodeEnvironmentFlags.has('--allow-net');
}
