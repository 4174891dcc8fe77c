import { contentOf, type NewFile, type NewFiles, type PushOptions } from './files.ts';
import { at, type Incoming, type Json, parsed } from './http.ts';
import { ACTIONS_APP, type Permissions } from './identity.ts';
import { Server } from './server.ts';

export type { Fault, Match } from './faults.ts';
export type { NewFile, NewFiles } from './files.ts';
export type { Incoming, Json } from './http.ts';
export type { Permissions } from './identity.ts';

export interface Options {
  /** Check every request against GitHub's own description (adds a second to the first start). Off unless asked for. */
  readonly validate?: boolean;
  /** Accounts that own repositories or open pull requests. */
  readonly users: readonly string[];
  /** Apps beside GitHub Actions. */
  readonly apps?: readonly string[];
}

/** Commits get this time: equal files make equal ids on every run. */
const COMMIT_TIME = '2026-01-01T00:00:00Z';

/** A GitHub on loopback: what it holds is made by the methods below, what is asked of it by HTTP at `url`. */
export async function startGitHub(options: Options): Promise<LoopbackGitHub> {
  const apps = [ACTIONS_APP, ...(options.apps ?? [])].map((slug) => `${slug}[bot]`);
  const logins = [...options.users, ...apps];
  return new LoopbackGitHub(await Server.start({ logins, validate: options.validate ?? false }), apps);
}

export class LoopbackGitHub {
  readonly #server: Server;
  /** Logins of Apps. */
  readonly #bots: readonly string[];

  constructor(server: Server, bots: readonly string[]) {
    this.#server = server;
    this.#bots = bots;
  }

  /** What `GITHUB_API_URL` is to be. */
  get url(): string {
    return this.#server.address;
  }

  /** Every request received so far, in order. */
  get requests(): readonly Incoming[] {
    return this.#server.requests;
  }

  /** Faults on demand. */
  get faults(): Server['faults'] {
    return this.#server.faults;
  }

  /** Whether a fork's commits can be read through the repository it was forked from (true, as on GitHub). */
  set sharesObjects(value: boolean) {
    this.#server.sharesObjects = value;
  }

  /** Whether the raw media type is understood (true, as on GitHub). */
  set servesRaw(value: boolean) {
    this.#server.servesRaw = value;
  }

  /** The personal token of a user. */
  userToken(login: string): string {
    return this.#server.tokens.ofUser(login);
  }

  /** A `GITHUB_TOKEN` for one repository, or the installation token of another App. */
  token(repository: string, permissions: Permissions, app: string = ACTIONS_APP): string {
    return this.#server.tokens.ofApp(app, repository, permissions);
  }

  /** Register an App (one of {@link Options.apps}) and install it for all repositories of these owners. */
  registerApp(
    slug: string,
    permissions: Permissions,
    owners: readonly string[],
  ): ReturnType<Server['apps']['register']> {
    return this.#server.apps.register(slug, permissions, owners);
  }

  /** Make `owner/name` with these files as its only commit. Answers the commit's id. */
  async createRepository(
    name: string,
    files: NewFiles,
    options: { private?: boolean; at?: string } = {},
  ): Promise<string> {
    const isPrivate = options.private ?? false;
    const [owner = '', repo = ''] = name.split('/');
    await this.#ask(owner, 'POST', '/user/repos', { name: repo, auto_init: true, private: isPrivate });
    this.#server.network.add(name, { isPrivate });
    const sha = await this.#commitFiles(name, files, []);
    await this.#move(name, 'main', sha, options.at);
    for (const bot of isPrivate ? this.#bots.map(encodeURIComponent) : [])
      await this.#ask(owner, 'PUT', `/repos/${name}/collaborators/${bot}`, { permission: 'push' });
    return sha;
  }

  /** Fork a repository into an account, with its default branch. Answers the name of the fork. */
  async fork(name: string, owner: string): Promise<string> {
    const parent = this.#known(name);
    if (parent.isPrivate)
      await this.#ask(parent.owner, 'PUT', `/repos/${name}/collaborators/${owner}`, { permission: 'pull' });
    await this.#ask(owner, 'POST', `/repos/${name}/forks`, {});
    const fork = `${owner}/${name.split('/')[1]}`;
    this.#server.network.add(fork, { isPrivate: parent.isPrivate, forkOf: name });
    const tip = await this.#server.network.tip(name, 'main');
    if (!tip) throw new Error(`${name} has no branch main`);
    await this.#server.network.copyCommit(name, fork, tip);
    await this.#move(fork, 'main', tip);
    return fork;
  }

  /**
   * Push one commit with these files to a branch, which is made from `main` where it does not exist. By force, `main` is
   * its parent again, and what stood there is in no branch any more.
   */
  async push(name: string, branch: string, files: NewFiles, options: PushOptions = {}): Promise<string> {
    const { force = false, at } = options;
    const { owner } = this.#known(name);
    const tip = await this.#server.network.tip(name, branch);
    const parent = (!force && tip) || ((await this.#server.network.tip(name, 'main')) ?? '');
    if (!tip)
      await this.#ask(owner, 'POST', `/repos/${name}/git/refs`, { ref: `refs/heads/${branch}`, sha: parent });
    const sha = await this.#commitFiles(name, files, [parent]);
    await this.#move(name, branch, sha, at);
    return sha;
  }

  /** Open a pull request from a fork's branch against `main`. Answers its number. */
  async openPullRequest(
    base: string,
    fork: string,
    branch: string,
    title = 'My submission',
  ): Promise<number> {
    const owner = this.#known(fork).owner;
    const head = `${owner}:${branch}`;
    const pull = await this.#ask(owner, 'POST', `/repos/${base}/pulls`, { title, head, base: 'main' });
    return Number(pull.number);
  }

  /** Open an issue that is no pull request. */
  async openIssue(name: string, login: string, title: string): Promise<void> {
    await this.#ask(login, 'POST', `/repos/${name}/issues`, { title });
  }

  async closePullRequest(base: string, number: number): Promise<void> {
    await this.#ask(this.#known(base).owner, 'PATCH', `/repos/${base}/pulls/${number}`, { state: 'closed' });
  }

  /** Delete a fork. What pull requests show of it stays in the repository it was forked from, as on GitHub. */
  async deleteFork(name: string, base: string, branch: string): Promise<void> {
    const tip = await this.#server.network.tip(name, branch);
    if (tip) await this.#server.network.copyCommit(name, base, tip);
    await this.deleteRepository(name);
  }

  /** Delete a repository, with all that is in it. */
  async deleteRepository(name: string): Promise<void> {
    await this.#ask(this.#known(name).owner, 'DELETE', `/repos/${name}`);
    this.#server.network.remove(name);
  }

  /** Let a repository be known by a former name, too. */
  rename(former: string, name: string): void {
    this.#server.renamed.set(former.toLowerCase(), this.#known(name).name);
  }

  /** Publish a release with assets. */
  async createRelease(
    name: string,
    tag: string,
    assets: Readonly<Record<string, Uint8Array>>,
  ): Promise<void> {
    const { owner } = this.#known(name);
    const release = await this.#ask(owner, 'POST', `/repos/${name}/releases`, { tag_name: tag });
    for (const [file, bytes] of Object.entries(assets)) {
      const path = `/repos/${name}/releases/${release.id}/assets?name=${encodeURIComponent(file)}`;
      const asset = await this.#ask(owner, 'POST', path, {});
      this.#server.assets.store(String(asset.id), bytes);
    }
  }

  /** Comment on a pull request as a user. Answers the comment's id. */
  async comment(name: string, number: number, login: string, body: string): Promise<number> {
    const comment = await this.#ask(login, 'POST', `/repos/${name}/issues/${number}/comments`, { body });
    return Number(comment.id);
  }

  /** All comments of a pull request. */
  async comments(
    name: string,
    number: number,
  ): Promise<readonly { author: string; body: string; id: number }[]> {
    const found: { author: string; body: string; id: number }[] = [];
    for (let page = 1; ; page++) {
      const path = `/repos/${name}/issues/${number}/comments?per_page=100&page=${page}`;
      const comments = (await this.#ask(this.#known(name).owner, 'GET', path)) as unknown as readonly Json[];
      for (const comment of comments) {
        const { id, body } = comment;
        found.push({ id: Number(id), body: String(body), author: String(at(comment, 'user', 'login')) });
      }
      if (comments.length < 100) return found;
    }
  }

  /** All check runs of a commit, newest first, with their annotations. */
  async checkRuns(name: string, sha: string): Promise<readonly Json[]> {
    const { owner } = this.#known(name);
    const request = {
      method: 'GET',
      path: `/repos/${name}/commits/${sha}/check-runs`,
      query: new URLSearchParams({ filter: 'all' }),
      headers: {},
      body: new Uint8Array(),
    };
    const route = `/commits/${sha}/check-runs`;
    const answer = await this.#server.checks.handle(request, route, { name, owner }, undefined, async () =>
      never(),
    );
    const runs = (answer ? parsed(answer).check_runs : []) as readonly Json[];
    return runs.map((run) => ({
      ...run,
      annotations: this.#server.checks.annotationsOf(Number(run.id)),
    }));
  }

  /** The payload of a pull request event as it would arrive now. */
  async pullRequestEvent(name: string, number: number, action = 'opened'): Promise<Json> {
    const known = this.#known(name);
    const pull = await this.#server.pulls.read(known, number);
    const repository = await this.#ask(known.owner, 'GET', `/repos/${name}`);
    return { action, number, pull_request: pull, repository, sender: at(pull, 'user') };
  }

  /** Stop. Throws when a request was against GitHub's own description. */
  async close(): Promise<void> {
    await this.#server.close();
    const [first, ...more] = this.#server.violations;
    if (first === undefined) return;
    throw new Error(`${first}${more.length > 0 ? ` (and ${more.length} more)` : ''}`);
  }

  /** Take note of the violations, for tests of the validation itself. */
  takeViolations(): readonly string[] {
    return this.#server.violations.splice(0);
  }

  async #commitFiles(name: string, files: NewFiles, parents: readonly string[]): Promise<string> {
    const { owner } = this.#known(name);
    const tree = await Promise.all(
      Object.entries(files).map(([path, file]) => this.#treeEntry(name, path, file)),
    );
    const git = `/repos/${name}/git`;
    const [parent] = parents;
    const base = parent && (await this.#ask(owner, 'GET', `${git}/commits/${parent}`));
    const baseTree = base ? { base_tree: at(base, 'tree', 'sha') } : {};
    const { sha } = await this.#ask(owner, 'POST', `${git}/trees`, { tree, ...baseTree });
    const author = { name: owner, email: `${owner}@example.org`, date: COMMIT_TIME };
    const commit = { message: 'Commit', tree: sha, parents, author, committer: author };
    return String((await this.#ask(owner, 'POST', `${git}/commits`, commit)).sha);
  }

  async #treeEntry(name: string, path: string, file: NewFile): Promise<Json> {
    if (typeof file === 'object' && 'submodule' in file) {
      return { path, mode: '160000', type: 'commit', sha: file.submodule };
    }
    const { mode, bytes } = contentOf(file);
    const content = Buffer.from(bytes).toString('base64');
    const blob = { content, encoding: 'base64' };
    const { sha } = await this.#ask(this.#known(name).owner, 'POST', `/repos/${name}/git/blobs`, blob);
    return { path, mode, type: 'blob', sha };
  }

  async #move(name: string, branch: string, sha: string, at?: string): Promise<void> {
    const path = `/repos/${name}/git/refs/heads/${branch}`;
    await this.#ask(this.#known(name).owner, 'PATCH', path, { sha, force: true });
    this.#server.pushed(name, branch, sha, at);
  }

  #known(name: string) {
    const known = this.#server.network.find(name);
    if (!known) throw new Error(`there is no repository ${name}`);
    return known;
  }

  async #ask(login: string, method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await this.#server.backend.ask(login, method, path, body);
    if (!answer) throw new Error(`${method} ${path}: nothing there`);
    return answer;
  }
}

function never(): never {
  throw new Error('check runs are listed without the emulator');
}
