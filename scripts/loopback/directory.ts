import { createHash } from 'node:crypto';
import type { Backend } from './emulator.ts';
import { type Answer, type Incoming, type Json, json, parsed, withJson } from './http.ts';
import type { KnownRepository, Network } from './network.ts';

interface Push {
  readonly sha: string;
  readonly at: string;
}

/** What GitHub knows of many repositories: those of an organisation, and who pushed what when. The emulator does not. */
export class Directory {
  readonly #backend: Backend;
  readonly #network: Network;
  readonly #address: string;
  /** By `owner/name`, then by branch, oldest first. */
  readonly #pushes = new Map<string, Map<string, Push[]>>();

  readonly #repositories = new Map<string, Json>();

  constructor(address: string, backend: Backend, network: Network) {
    this.#address = address;
    this.#backend = backend;
    this.#network = network;
  }

  note(repository: string, branch: string, push: Push): void {
    const branches = this.#pushes.get(repository) ?? new Map<string, Push[]>();
    this.#pushes.set(repository, branches.set(branch, [...(branches.get(branch) ?? []), push]));
  }

  /** `/orgs/{org}/repos`: of the emulator's users, each may be an organisation. */
  async organisation({ method, path, query }: Incoming): Promise<Answer | undefined> {
    const owner = /^\/orgs\/([^/]+)\/repos$/.exec(path)?.[1]?.toLowerCase();
    if (method !== 'GET' || owner === undefined) return undefined;
    const all = this.#network.ofOwner(owner);
    if (all.length === 0) return json(404, { message: 'Not Found' });
    const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
    const next = new URLSearchParams(query);
    next.set('page', `${page + 1}`);
    const link = { link: `<${this.#address}${path}?${next}>; rel="next"` };
    const chosen = all.slice((page - 1) * size, page * size);
    const told = await Promise.all(chosen.map(async (known) => this.#dated(known, await this.#told(known))));
    return json(200, told, all.length <= page * size ? {} : link);
  }

  /** `/repos/{owner}/{repo}/activity`, newest first. */
  activity({ method, query }: Incoming, route: string, { name }: KnownRepository): Answer | undefined {
    if (method !== 'GET' || route !== '/activity') return undefined;
    const ref = query.get('ref') ?? 'refs/heads/main';
    const pushes = this.#pushes.get(name)?.get(ref.replace('refs/heads/', '')) ?? [];
    const told = pushes.map(({ sha: after, at: timestamp }, i) => {
      const before = pushes[i - 1]?.sha ?? '0'.repeat(40);
      return { id: i + 1, node_id: '', before, after, ref, timestamp, activity_type: 'push', actor: null };
    });
    return json(200, told.toReversed().slice(0, Number(query.get('per_page') ?? 30)));
  }

  /** A repository as GitHub tells it, with when something was last pushed to it. */
  withPushes(answer: Answer, request: Incoming, route: string, repository: KnownRepository): Answer {
    if (request.method !== 'GET' || route !== '' || answer.status !== 200) return answer;
    return withJson(answer, this.#dated(repository, parsed(answer)));
  }

  /** Asked for once: what a listing is read for does not change, but for pushes. */
  async #told({ name, owner }: KnownRepository): Promise<Json | undefined> {
    const told = this.#repositories.get(name) ?? (await this.#backend.ask(owner, 'GET', `/repos/${name}`));
    if (told) this.#repositories.set(name, told);
    return told;
  }

  #dated({ name }: KnownRepository, told: Json | undefined): Json {
    const branches = [...(this.#pushes.get(name)?.values() ?? [])];
    const [newest] = branches
      .flatMap((pushes) => pushes.at(-1)?.at ?? [])
      .sort()
      .toReversed();
    return { ...told, ...(newest !== undefined && { pushed_at: newest }) };
  }
}

/** "Not modified" for whoever has it already. GitHub does not count that. */
export function conditional(answer: Answer, { method, headers }: Incoming): Answer {
  if (method !== 'GET' || answer.status !== 200 || answer.hangUp) return answer;
  const etag = `W/"${createHash('sha256').update(answer.body).digest('hex')}"`;
  if (headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: new Uint8Array() };
  return { ...answer, headers: { ...answer.headers, etag } };
}
