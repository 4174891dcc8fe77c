/**
 * What a worker can reach: tries everything it should not, and tells. Run by the tests in the worker's place; what to reach comes as
 * JSON on stdin.
 */
import { spawnSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';

export interface Targets {
  /** A TCP port that listens on loopback. */
  readonly port: number;
  /** A UDP port on loopback that should be asked for no name. */
  readonly dns: number;
  /** A socket in the file system. */
  readonly socket: string;
  /** A file that does not exist, where it may be written. */
  readonly file: string;
  /** The process that has secrets in its environment. */
  readonly host: number;
}

const { port, dns, socket, file, host } = JSON.parse(readFileSync(0, 'utf8')) as Targets;

function attempt(work: () => unknown): string {
  try {
    const result = work() as { readonly error?: NodeJS.ErrnoException } | undefined;
    return result?.error?.code ?? 'allowed';
  } catch (error) {
    return codeOf(error);
  }
}

async function reach(
  to: { readonly port: number; readonly host: string } | { readonly path: string },
): Promise<string> {
  try {
    const client = connect(to);
    await once(client, 'connect');
    client.destroy();
    return 'allowed';
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** A question to a server of names, which answers nothing that makes sense: what counts is whether it was asked. */
async function resolve(): Promise<string> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`127.0.0.1:${dns}`]);
  return resolver.resolve4('example.org').then(() => 'allowed', codeOf);
}

const findings = {
  environment: Object.keys(process.env),
  readPasswd: attempt(() => readFileSync('/etc/passwd')),
  readEnvironmentOfHost: attempt(() => readFileSync(`/proc/${host}/environ`)),
  list: attempt(() => readdirSync('/var')),
  write: attempt(() => writeFileSync(file, '')),
  childProcess: attempt(() => spawnSync('true')),
  thread: attempt(() => new Worker('', { eval: true })),
  addon: attempt(() => process.dlopen({ exports: {} } as NodeJS.Module, '/nowhere.node')),
  signal: attempt(() => process.kill(host, 0)),
  tcp: await reach({ port, host: '127.0.0.1' }),
  socket: await reach({ path: socket }),
  dns: await resolve(),
};
writeSync(3, JSON.stringify(findings));
