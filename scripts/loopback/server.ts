import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Apps } from './apps.ts';
import { Assets, isStorage } from './assets.ts';
import { Checks } from './checks.ts';
import { type Contract, loadContract } from './contract.ts';
import { conditional, Directory } from './directory.ts';
import { type Backend, startBackend } from './emulator.ts';
import { Faults } from './faults.ts';
import {
  type Answer,
  at,
  type Incoming,
  json,
  parsed,
  REQUESTS,
  receive,
  refusal,
  send,
  withJson,
} from './http.ts';
import { type Identity, Tokens } from './identity.ts';
import { checkLimits } from './limits.ts';
import { type KnownRepository, Network } from './network.ts';
import { readObject } from './objects.ts';
import { checkPermission } from './permissions.ts';
import { Pulls } from './pulls.ts';

export interface ServerOptions {
  /** Every account there will be. */
  readonly logins: readonly string[];
  /** Check every request against GitHub's own description. */
  readonly validate: boolean;
}

/** GitHub's REST API on loopback: the emulator, and in front of it what it lacks. */
export class Server {
  readonly tokens = new Tokens();
  readonly apps = new Apps(this.tokens);
  readonly faults = new Faults();
  /** Every request received, in order. */
  readonly requests: Incoming[] = [];
  /** What GitHub's description says against them. */
  readonly violations: string[] = [];
  readonly pushes = new Map<string, string>();
  /** Whether a fork's commits can be read through the repository it was forked from, as on GitHub. */
  sharesObjects = true;
  /** Whether the raw media type is understood, as on GitHub. */
  servesRaw = true;

  readonly address: string;
  readonly backend: Backend;
  readonly network: Network;
  readonly checks: Checks;
  readonly pulls: Pulls;
  readonly directory: Directory;
  readonly assets = new Assets();
  /** Where repositories of a former name are now, by the former name. */
  readonly renamed = new Map<string, string>();
  readonly #contract: Contract | undefined;
  readonly #stop: () => Promise<void>;

  private constructor(
    address: string,
    backend: Backend,
    contract: Contract | undefined,
    stop: () => Promise<void>,
  ) {
    this.address = address;
    this.backend = backend;
    this.network = new Network(backend);
    this.checks = new Checks(backend);
    this.pulls = new Pulls(address, backend, this.network, this.pushes);
    this.directory = new Directory(address, backend, this.network);
    this.#contract = contract;
    this.#stop = stop;
  }

  static async start({ logins, validate }: ServerOptions): Promise<Server> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    const contract = validate ? await loadContract() : undefined;
    if (!http.listening) await once(http, 'listening');
    const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    const backend = await startBackend(address, logins);
    const server = new Server(address, backend, contract, async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await backend.close();
    });
    http.on('request', async (request, response) => {
      const incoming = await receive(request);
      send(
        response,
        await server.answer(incoming).catch((error: unknown) => json(500, { message: `${error}` })),
      );
    });
    return server;
  }

  close(): Promise<void> {
    return this.#stop();
  }

  async answer(request: Incoming): Promise<Answer> {
    this.requests.push(request);
    channel(REQUESTS).publish(request);
    const faults = isStorage(request.path) ? [] : (this.#contract?.(request) ?? []);
    this.violations.push(...faults);
    if (faults.length > 0) return refusal(400, `Against GitHub's own description: ${faults.join('; ')}`);
    return this.faults.apply(request, async () => conditional(await this.#serve(request), request));
  }

  async #serve(request: Incoming): Promise<Answer> {
    const stored = isStorage(request.path) ? this.assets.handle(request, this.address) : undefined;
    if (stored) return stored;
    const moved = this.#redirect(request);
    if (moved) return moved;
    const asApp = this.apps.handle(request);
    if (asApp) return asApp;
    const authorization = request.headers.authorization;
    const identity = authorization === undefined ? undefined : this.tokens.identify(authorization);
    if (authorization !== undefined && !identity) return refusal(401, 'Bad credentials');
    const repository = this.#repositoryOf(request);
    const refused = checkPermission(request, identity, repository) ?? checkLimits(request);
    if (refused) return refused;
    const forward = (changed: Incoming, login = identity?.login): Promise<Answer> =>
      this.backend.forward(changed, login);
    const answer = repository
      ? await this.#serveRepository(request, repository, identity, forward)
      : ((await this.directory.organisation(request)) ?? (await forward(request)));
    return withBots(answer);
  }

  async #serveRepository(
    request: Incoming,
    repository: KnownRepository & { readonly route: string },
    identity: Identity | undefined,
    forward: (request: Incoming, login?: string) => Promise<Answer>,
  ): Promise<Answer> {
    const { route } = repository;
    const network = this.sharesObjects ? this.network : undefined;
    const answer =
      (await this.#refuseEdit(request, repository, identity)) ??
      this.assets.handle(request, this.address) ??
      this.directory.activity(request, route, repository) ??
      (await readObject(request, route, repository, { network, raw: this.servesRaw }, forward)) ??
      (await this.pulls.handle(request, route, repository, forward)) ??
      (await this.checks.handle(request, route, repository, identity, forward)) ??
      (await forward(request));
    const branch = /^\/git\/refs\/heads\/(.+)$/.exec(route)?.[1];
    if (request.method === 'PATCH' && branch && answer.status === 200)
      this.pushed(repository.name, branch, String(parsed(request).sha));
    return this.directory.withPushes(answer, request, route, repository);
  }

  /** Note the time of a push. */
  pushed(repository: string, branch: string, sha: string, when: string = new Date().toISOString()): void {
    const at = when.replace(/\.\d+Z$/, 'Z');
    this.pushes.set(`${repository}:${branch}`, at);
    this.directory.note(repository, branch, { sha, at });
  }

  /** Comments are changed by their authors and by those who may write to the repository. */
  async #refuseEdit(request: Incoming, repository: KnownRepository, identity: Identity | undefined) {
    const id = /\/issues\/comments\/(\d+)$/.exec(request.path)?.[1];
    if (request.method !== 'PATCH' || !id || identity?.kind !== 'user' || identity.login === repository.owner)
      return undefined;
    const comment = await this.backend.ask(repository.owner, 'GET', request.path);
    if (at(comment, 'user', 'login') === identity.login) return undefined;
    return refusal(403, 'Must have admin rights to Repository.');
  }

  /** GitHub: 301 for what is read, 307 for what is written, so that the method and the body stay. */
  #redirect({ method, path, query }: Incoming): Answer | undefined {
    const [, former = '', route = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
    const name = this.renamed.get(former.toLowerCase());
    if (name === undefined) return undefined;
    const search = query.size > 0 ? `?${query}` : '';
    const location = `${this.address}/repos/${name}${route}${search}`;
    return refusal(method === 'GET' ? 301 : 307, 'Moved Permanently', { url: location }, { location });
  }

  #repositoryOf({ path }: Incoming): (KnownRepository & { readonly route: string }) | undefined {
    const [, owner, name, route = ''] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const known = this.network.find(`${owner}/${name}`);
    // Clients encode the slashes of a ref: `git/ref/pull%2F7%2Fhead`.
    return known && { ...known, route: route.replaceAll(/%2f/gi, '/') };
  }
}

/** Accounts of Apps are bots; the emulator's are all users. */
function withBots(answer: Answer): Answer {
  if (answer.status >= 300 || !/^application\/json/.test(answer.headers['content-type'] ?? '')) return answer;
  if (!new TextDecoder().decode(answer.body).includes('[bot]')) return answer;
  return withJson(answer, asBots(parsed(answer)));
}

function asBots(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asBots);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, asBots(inner)]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  return String(copy.login ?? '').endsWith('[bot]') ? { ...copy, type: 'Bot' } : copy;
}
