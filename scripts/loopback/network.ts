import type { Backend } from './emulator.ts';
import { at, type Json } from './http.ts';

/** What the layer knows of a repository beyond the emulator. */
export interface KnownRepository {
  /** `owner/name`. */
  readonly name: string;
  readonly owner: string;
  readonly isPrivate: boolean;
  /** The repository at the root of the fork network. */
  readonly root: string;
}

/**
 * Repositories and their forks. On GitHub a network of forks shares one store of objects: every commit of a fork can
 * be read through the repository it was forked from. The emulator keeps them apart; here they meet.
 */
export class Network {
  readonly #repositories = new Map<string, KnownRepository>();
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  find(name: string): KnownRepository | undefined {
    return this.#repositories.get(name.toLowerCase());
  }

  add(name: string, options: { readonly isPrivate: boolean; readonly forkOf?: string }): void {
    const owner = name.split('/')[0] ?? '';
    const root = (options.forkOf && this.find(options.forkOf)?.root) || name;
    this.#repositories.set(name.toLowerCase(), { name, owner, isPrivate: options.isPrivate, root });
  }

  remove(name: string): void {
    this.#repositories.delete(name.toLowerCase());
  }

  /** Everything of one owner, in the order in which it was made. */
  ofOwner(owner: string): readonly KnownRepository[] {
    return [...this.#repositories.values()].filter((known) => known.owner.toLowerCase() === owner);
  }

  /** All others of its network. */
  relatives(name: string): readonly KnownRepository[] {
    const root = this.find(name)?.root;
    return [...this.#repositories.values()].filter((other) => other.root === root && other.name !== name);
  }

  /** Copy a commit with everything it needs; git ids stay the same, since they depend on nothing else. */
  async copyCommit(from: string, to: string, sha: string): Promise<void> {
    const target = `/repos/${to}/git`;
    if (await this.#ask(to, 'GET', `${target}/commits/${sha}`)) return;
    const commit = await this.#need(from, `/repos/${from}/git/commits/${sha}`);
    const parents = (commit.parents as readonly Json[]).map((parent) => String(parent.sha));
    for (const parent of parents) await this.copyCommit(from, to, parent);
    const tree = await this.#copyTree(from, to, sha);
    const { message, author, committer } = commit;
    const copy = await this.#ask(to, 'POST', `${target}/commits`, {
      message,
      tree,
      parents,
      author,
      committer,
    });
    if (copy?.sha !== sha) throw new Error(`commit ${sha} became ${copy?.sha} in ${to}`);
  }

  async #copyTree(from: string, to: string, sha: string): Promise<unknown> {
    const listing = await this.#need(from, `/repos/${from}/git/trees/${sha}?recursive=1`);
    const files = (listing.tree as readonly Json[]).filter((entry) => entry.type !== 'tree');
    for (const file of files.filter((entry) => entry.type === 'blob')) {
      const { content } = await this.#need(from, `/repos/${from}/git/blobs/${file.sha}`);
      await this.#ask(to, 'POST', `/repos/${to}/git/blobs`, { content, encoding: 'base64' });
    }
    const tree = files.map(({ path, mode, type, sha }) => ({ path, mode, type, sha }));
    return (await this.#ask(to, 'POST', `/repos/${to}/git/trees`, { tree }))?.sha;
  }

  /** Where a branch points now, or `undefined`. */
  async tip(name: string, branch: string): Promise<string | undefined> {
    const ref = await this.#ask(name, 'GET', `/repos/${name}/git/ref/heads/${branch}`);
    return ref && String(at(ref, 'object', 'sha'));
  }

  async #need(repository: string, path: string): Promise<Json> {
    const found = await this.#ask(repository, 'GET', path);
    if (!found) throw new Error(`nothing at ${path}`);
    return found;
  }

  async #ask(repository: string, method: string, path: string, body?: unknown): Promise<Json | undefined> {
    const owner = this.find(repository)?.owner;
    if (!owner) return undefined;
    return this.#backend.ask(owner, method, path, body);
  }
}
