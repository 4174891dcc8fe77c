import { createHash } from 'node:crypto';
import { type Answer, type Incoming, json, parsed } from '../../scripts/loopback/http.ts';
import { blobId } from '../../src/github/objects.ts';

interface Member {
  readonly name: string;
  readonly id: number;
  head: string;
  pushedAt: string;
  /** Git ids by path. */
  files: ReadonlyMap<string, string>;
  readonly issues: { readonly number: number; title: string; body: string }[];
  readonly checks: { readonly id: number; readonly head_sha: string; readonly external_id: string }[];
}

/**
 * Thousands of students' repositories, as GitHub's API tells of them, for a benchmark: what is in them is kept once, however many
 * have it. The emulator would need a copy of every file for every repository.
 */
export class Crowd {
  readonly #members = new Map<string, Member>();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #owner: string;
  readonly #bot: string;

  constructor(owner: string, bot: string) {
    this.#owner = owner;
    this.#bot = bot;
  }

  /** Push these files, to a new repository or in place of what is there. */
  push(name: string, files: Readonly<Record<string, Uint8Array>>, pushedAt: string): void {
    const ids = Object.entries(files).map(([path, bytes]) => {
      const id = blobId(bytes);
      this.#blobs.set(id, bytes);
      return [path, id] as const;
    });
    const known = this.#members.get(name);
    const all = new Map(ids);
    const head = createHash('sha1')
      .update(`${name} ${pushedAt} ${JSON.stringify([...all])}`)
      .digest('hex');
    if (known) Object.assign(known, { head, pushedAt, files: all });
    else
      this.#members.set(name, {
        name,
        id: 1e6 + this.#members.size,
        head,
        pushedAt,
        files: all,
        issues: [],
        checks: [],
      });
  }

  /** `undefined` for what is not about them. */
  handle(request: Incoming, address: string): Answer | undefined {
    if (request.path === `/orgs/${this.#owner}/repos`) return this.#list(request, address);
    const [, name = '', route = ''] =
      new RegExp(`^/repos/${this.#owner}/([^/]+)(/.*)?$`).exec(request.path) ?? [];
    const member = this.#members.get(name);
    if (!member) return undefined;
    return (
      (request.method === 'GET' ? this.#read(member, route) : this.#write(member, route, request)) ??
      json(404, {})
    );
  }

  #list({ query, path }: Incoming, address: string): Answer {
    const page = Number(query.get('page') ?? 1);
    const all = [...this.#members.values()].slice((page - 1) * 100, page * 100);
    const link = `<${address}${path}?per_page=100&page=${page + 1}>; rel="next"`;
    return json(
      200,
      all.map((member) => this.#told(member)),
      page * 100 < this.#members.size ? { link } : {},
    );
  }

  #told({ name, id, pushedAt }: Member) {
    const created_at = '2026-01-01T00:00:00Z';
    return {
      id,
      name,
      owner: { login: this.#owner },
      created_at,
      pushed_at: pushedAt,
      default_branch: 'main',
      private: true,
    };
  }

  #read(member: Member, route: string): Answer | undefined {
    if (route === '') return json(200, this.#told(member));
    if (route === '/activity') return json(200, [{ after: member.head, timestamp: member.pushedAt }]);
    if (route.startsWith('/git/trees/')) return this.#tree(member);
    if (route.startsWith('/git/blobs/')) return this.#blob(route.slice('/git/blobs/'.length));
    if (route === '/issues')
      return json(
        200,
        member.issues.map((issue) => ({ ...issue, user: { login: this.#bot } })),
      );
    return route.endsWith('/check-runs')
      ? json(200, { total_count: 0, check_runs: member.checks })
      : undefined;
  }

  #tree({ files }: Member): Answer {
    const tree = [...files].map(([path, sha]) => {
      const size = this.#blobs.get(sha)?.length ?? 0;
      return { path, sha, size, mode: '100644', type: 'blob' };
    });
    return json(200, { tree, truncated: false });
  }

  #blob(sha: string): Answer | undefined {
    const body = this.#blobs.get(sha);
    return body && { status: 200, headers: { 'content-type': 'application/vnd.github.raw+json' }, body };
  }

  #write(member: Member, route: string, request: Incoming): Answer | undefined {
    const body = parsed(request) as Record<string, string>;
    const { title = '', body: text = '', head_sha = '', external_id = '' } = body;
    if (route === '/issues') {
      const issue = { number: member.issues.length + 1, title, body: text };
      member.issues.push(issue);
      return json(201, issue);
    }
    if (route === '/check-runs') {
      const check = { id: member.id * 1_000 + member.checks.length, head_sha, external_id };
      member.checks.push(check);
      return json(201, check);
    }
    return request.method === 'PATCH' ? json(200, { id: 1 }) : undefined;
  }
}
