import type { Backend } from './emulator.ts';
import { type Answer, at, type Incoming, type Json, json, parsed, withJson } from './http.ts';
import type { KnownRepository, Network } from './network.ts';

/** When branches moved, by `owner/name:branch`: the clock of pushes, which the emulator does not keep. */
export type Pushes = ReadonlyMap<string, string>;

type Forward = (request: Incoming) => Promise<Answer>;

/** What the emulator freezes when a pull request is opened, and GitHub keeps up to date. */
export class Pulls {
  readonly #address: string;
  readonly #backend: Backend;
  readonly #network: Network;
  readonly #pushes: Pushes;

  constructor(address: string, backend: Backend, network: Network, pushes: Pushes) {
    this.#address = address;
    this.#backend = backend;
    this.#network = network;
    this.#pushes = pushes;
  }

  /** Answers for one pull request, its files and commits, those of one account, and `refs/pull/{number}/head`; `undefined` for all else. */
  async handle(
    request: Incoming,
    route: string,
    repository: KnownRepository,
    forward: Forward,
  ): Promise<Answer | undefined> {
    if (request.method !== 'GET') return undefined;
    const creator = request.query.get('creator');
    if (route === '/issues' && creator) return this.#ofCreator(request, repository, creator);
    const [, number, part] = /^\/pulls\/(\d+)(\/files|\/commits)?$/.exec(route) ?? [];
    if (part === '/files') return this.#files(request, repository, Number(number));
    if (part) return this.#commits(repository, Number(number));
    if (number) return this.#pull(await forward(request));
    const ref = /^\/git\/ref\/pull\/(\d+)\/head$/.exec(route)?.[1];
    return ref ? this.#ref(repository, Number(ref)) : undefined;
  }

  /** A pull request as GitHub would answer it now. */
  async read(repository: KnownRepository, number: number): Promise<Json | undefined> {
    const path = `/repos/${repository.name}/pulls/${number}`;
    const pull = await this.#backend.ask(repository.owner, 'GET', path);
    return pull && this.#current(pull);
  }

  async #pull(answer: Answer): Promise<Answer> {
    return answer.status === 200 ? withJson(answer, await this.#current(parsed(answer))) : answer;
  }

  async #current(pull: Json): Promise<Json> {
    const head = pull.head as Json;
    const fork = at(head, 'repo', 'full_name');
    const branch = String(head.ref);
    const sha = typeof fork === 'string' ? await this.#network.tip(fork, branch) : undefined;
    const pushed = this.#pushes.get(`${fork}:${branch}`) ?? '';
    const updated = [String(pull.updated_at), pushed].sort().at(-1);
    return { ...pull, updated_at: updated, head: { ...head, sha: sha ?? head.sha } };
  }

  async #ref(repository: KnownRepository, number: number): Promise<Answer> {
    const pull = await this.read(repository, number);
    if (!pull) return json(404, { message: 'Not Found' });
    const object = { type: 'commit', sha: at(pull, 'head', 'sha') };
    return json(200, { ref: `refs/pull/${number}/head`, object });
  }

  async #files({ query }: Incoming, repository: KnownRepository, number: number): Promise<Answer> {
    const pull = await this.read(repository, number);
    if (!pull) return json(404, { message: 'Not Found' });
    const before = await this.#blobs(repository, String(at(pull, 'base', 'sha')));
    const after = await this.#blobs(repository, String(at(pull, 'head', 'sha')));
    const files = [
      ...[...after].filter(([path, sha]) => before.get(path) !== sha).map(([path, sha]) => file(path, sha)),
      ...[...before].filter(([path]) => !after.has(path)).map(([path, sha]) => file(path, sha, 'removed')),
    ];
    const size = Number(query.get('per_page') ?? 30);
    const start = (Number(query.get('page') ?? 1) - 1) * size;
    return json(200, files.slice(start, start + size));

    function file(filename: string, sha: string, status = before.has(filename) ? 'modified' : 'added'): Json {
      return { sha, filename, status, additions: 0, deletions: 0, changes: 0 };
    }
  }

  /** The issues of one account, oldest first, with its pull requests among them, which the emulator keeps apart. */
  async #ofCreator({ path, query }: Incoming, repository: KnownRepository, creator: string): Promise<Answer> {
    const plain = await this.#all(repository, 'issues');
    const pulls = (await this.#all(repository, 'pulls')).map(({ number, state, user, url }) => ({
      number,
      state,
      user,
      pull_request: { url },
    }));
    const theirs = [...plain, ...pulls]
      .filter((issue) => at(issue, 'user', 'login') === creator)
      .sort((a, b) => Number(a.number) - Number(b.number));
    const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
    const next = new URLSearchParams(query);
    next.set('page', `${page + 1}`);
    const link = { link: `<${this.#address}${path}?${next}>; rel="next"` };
    const isLast = theirs.length <= page * size;
    return json(200, theirs.slice((page - 1) * size, page * size), isLast ? {} : link);
  }

  async #all({ name, owner }: KnownRepository, kind: 'issues' | 'pulls'): Promise<readonly Json[]> {
    const found: Json[] = [];
    for (let page = 1; ; page++) {
      const path = `/repos/${name}/${kind}?state=all&per_page=100&page=${page}`;
      const some = (await this.#backend.ask(owner, 'GET', path)) as unknown as readonly Json[];
      found.push(...some);
      if (some.length < 100) return found;
    }
  }

  /** On one page, oldest first, as far as the first parents go that the base does not have. */
  async #commits(repository: KnownRepository, number: number): Promise<Answer> {
    const pull = await this.read(repository, number);
    if (!pull) return json(404, { message: 'Not Found' });
    const fork = String(at(pull, 'head', 'repo', 'full_name') ?? repository.name);
    const owner = fork.split('/')[0] ?? '';
    const commits: Json[] = [];
    let sha = String(at(pull, 'head', 'sha'));
    while (sha !== at(pull, 'base', 'sha')) {
      const commit = await this.#backend.ask(owner, 'GET', `/repos/${fork}/git/commits/${sha}`);
      if (!commit) break;
      commits.unshift({ sha, commit });
      sha = String((commit.parents as readonly Json[])[0]?.sha);
    }
    return json(200, commits);
  }

  async #blobs(repository: KnownRepository, sha: string): Promise<ReadonlyMap<string, string>> {
    for (const { name, owner } of [repository, ...this.#network.relatives(repository.name)]) {
      const tree = await this.#backend.ask(owner, 'GET', `/repos/${name}/git/trees/${sha}?recursive=1`);
      if (!tree) continue;
      const blobs = (tree.tree as readonly Json[]).filter((entry) => entry.type === 'blob');
      return new Map(blobs.map((entry) => [String(entry.path), String(entry.sha)]));
    }
    return new Map();
  }
}
