import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Confinement,
  confinements,
  firstThatWorks,
  isolationOf,
} from '../../src/sandbox/confinement.ts';
import { isolationHere, startWorker } from '../../src/sandbox/process.ts';
import type { Targets } from './probe.ts';

const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));
const THREAD_PROBE = fileURLToPath(new URL('./thread-probe.ts', import.meta.url));
const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 30 };
const WASM_VIEW = { files: [process.execPath], folder: '/', addons: false };
const COMMAND = [process.execPath, '--version'];

const folder = mkdtempSync(join(tmpdir(), 'fivefold-probe-'));
const tcp = createServer((socket) => socket.destroy());
const local = createServer((socket) => socket.destroy());
const dns = createSocket('udp4');
const asked: string[] = [];
let targets: Targets;

beforeAll(async () => {
  process.env.FIVEFOLD_CANARY = 'AGE-SECRET-KEY-1CANARY';
  const socket = join(folder, 'socket');
  dns.on('message', () => asked.push('a name'));
  await Promise.all([
    once(tcp, 'listening'),
    once(local, 'listening'),
    once(dns, 'listening'),
    ...listen(socket),
  ]);
  const { port } = tcp.address() as AddressInfo;
  targets = { port, dns: dns.address().port, socket, file: join(folder, 'written'), host: process.pid };
});

function listen(socket: string): readonly unknown[] {
  return [tcp.listen(0, '127.0.0.1'), local.listen(socket), dns.bind(0, '127.0.0.1')];
}

afterAll(() => {
  delete process.env.FIVEFOLD_CANARY;
  for (const server of [tcp, local, dns]) server.close();
  rmSync(folder, { recursive: true });
});

/** What the probe finds where it runs like this: in a worker of its own, or on a thread of one that has threads. */
async function findingsOf(held: Confinement, threads?: number): Promise<Record<string, unknown>> {
  const how = threads ? { entry: THREAD_PROBE, crew: { threads, revectorise: false } } : { entry: PROBE };
  const worker = await startWorker(LIMITS, undefined, { ...how, held });
  worker.job.end(JSON.stringify(targets));
  const [findings] = await Promise.all([text(worker.answer), once(worker.process, 'close')]);
  return JSON.parse(findings);
}

/** What Node's permission model alone refuses, on every system. */
const REFUSED_BY_NODE = {
  environment: [],
  readPasswd: 'ERR_ACCESS_DENIED',
  readEnvironmentOfHost: 'ERR_ACCESS_DENIED',
  list: 'ERR_ACCESS_DENIED',
  write: 'ERR_ACCESS_DENIED',
  childProcess: 'ERR_ACCESS_DENIED',
  thread: 'ERR_ACCESS_DENIED',
  addon: 'ERR_DLOPEN_DISABLED',
};

describe('the process that runs a model', () => {
  it('[T-30] the control: without any of it, the same probe reaches everything', async () => {
    asked.length = 0;
    const probe = spawn(process.execPath, [PROBE], { stdio: ['pipe', 'ignore', 'inherit', 'pipe'] });
    const [job, , , answer] = probe.stdio as unknown as [Writable, null, null, Readable];
    job.end(JSON.stringify(targets));
    const { environment, ...rest } = JSON.parse(await text(answer));
    expect(environment).toContain('FIVEFOLD_CANARY');
    const { addon, dns: name, ...others } = rest;
    expect(new Set(Object.values(others))).toEqual(new Set(['allowed']));
    expect([addon, name, asked.length > 0]).toEqual(['ERR_DLOPEN_FAILED', 'ETIMEOUT', true]);
  });

  it('[T-30] [T-32] has no environment, no files, processes, threads or native code, on any system', async () => {
    expect(await findingsOf({})).toMatchObject(REFUSED_BY_NODE);
  });

  it('[T-30] [T-32] has nothing else either where it has threads, and neither have they', async () => {
    expect(await findingsOf({}, 2)).toMatchObject({ ...REFUSED_BY_NODE, thread: 'allowed' });
  });

  const walls = confinements().flatMap((held) =>
    held.wall && held.prlimit ? [{ ...held, kind: held.wall.kind }] : [],
  );

  it.each(walls)('[T-31] has no network either where $kind works', async (held) => {
    const works = (await firstThatWorks([held], COMMAND, WASM_VIEW)) === held;
    if (!works) return expect((await isolationHere()).network).not.toBe(held.kind);
    asked.length = 0;
    const { tcp: connected, dns: name, socket, signal, ...findings } = await findingsOf(held, 2);
    expect(findings).toEqual({ ...REFUSED_BY_NODE, thread: 'allowed' });
    expect(['ECONNREFUSED', 'ENETUNREACH']).toContain(connected);
    expect([name === 'allowed', asked]).toEqual([false, []]);
    // A mount and a process namespace of its own show it neither sockets nor processes of this machine.
    if (held.kind === 'bwrap') expect([socket, signal]).toEqual(['ENOENT', 'ESRCH']);
  });

  it('[T-31] says of itself what holds, and not more', async () => {
    const held = await isolationHere();
    expect(await isolationHere()).toEqual(held);
    const node = process.allowedNodeEnvironmentFlags.has('--allow-net') ? 'node' : 'none';
    const memory = process.platform === 'linux' ? 'watched' : 'none';
    expect(isolationOf({}, WASM_VIEW)).toEqual({ network: node, files: 'node', memory, cpu: 'clock' });
    expect(isolationOf({}, { ...WASM_VIEW, addons: true })).toMatchObject({ network: 'none', files: 'none' });
  });

  it('[T-31] takes the next weaker protection where a stronger one does not start, and none in the end', async () => {
    const broken = { wall: { kind: 'bwrap', tool: '/nowhere/bwrap' }, env: '/usr/bin/env' } as const;
    const refusing = { wall: { kind: 'unshare', tool: '/bin/false' }, env: '/usr/bin/env' } as const;
    expect(await firstThatWorks([broken, refusing, {}], COMMAND, WASM_VIEW)).toEqual({});
    expect(await firstThatWorks([broken, refusing], COMMAND, WASM_VIEW)).toEqual({});
  });

  it('[T-31] takes no program from the PATH', () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    const tools = confinements().flatMap(({ wall, prlimit, env }) => [wall?.tool, prlimit, env]);
    process.env.PATH = PATH;
    expect(tools.filter((tool) => tool !== undefined && !/^\/(?:usr\/)?bin\//.test(tool))).toEqual([]);
  });
});
