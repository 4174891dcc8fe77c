import type { Backend } from './emulator.ts';
import { type Answer, type Incoming, type Json, json, parsed, refusal, withJson } from './http.ts';
import type { Identity } from './identity.ts';

interface KnownRun {
  readonly id: number;
  readonly repository: string;
  readonly sha: string;
  readonly name: string;
  readonly slug: string;
  readonly annotations: readonly unknown[];
}

type Forward = (request: Incoming) => Promise<Answer>;

/** Check runs as GitHub has them: made by Apps only, changed by the App that made them, annotations accumulating. */
export class Checks {
  readonly #runs = new Map<number, KnownRun>();
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Answers for `/check-runs`, `/check-runs/{id}` and `/commits/{sha}/check-runs`; `undefined` for all else. */
  async handle(
    request: Incoming,
    route: string,
    repository: { readonly name: string; readonly owner: string },
    identity: Identity | undefined,
    forward: Forward,
  ): Promise<Answer | undefined> {
    const run = this.#runs.get(Number(/^\/check-runs\/(\d+)$/.exec(route)?.[1]));
    const sha = /^\/commits\/([0-9a-f]+)\/check-runs$/.exec(route)?.[1];
    if (request.method === 'GET' && sha) return this.#list(request, repository, sha);
    if (request.method === 'POST' && route === '/check-runs')
      return this.#create(request, repository.name, identity, forward);
    if (request.method === 'PATCH' && run) return this.#update(request, run, identity, forward);
    if (request.method === 'GET' && run) return withApp(await forward(request), run);
    return undefined;
  }

  /** The annotations of a run, in the order in which they arrived. */
  annotationsOf(id: number): readonly unknown[] {
    return this.#runs.get(id)?.annotations ?? [];
  }

  async #create(request: Incoming, repository: string, identity: Identity | undefined, forward: Forward) {
    if (identity?.kind !== 'app') return refusal(403, 'You must authenticate via a GitHub App.');
    const answer = await forward(request);
    if (answer.status !== 201) return answer;
    const { id, head_sha, name } = parsed(answer);
    const run = {
      id: Number(id),
      repository,
      sha: String(head_sha),
      name: String(name),
      slug: identity.slug,
      annotations: annotationsIn(request),
    };
    this.#runs.set(run.id, run);
    return withApp(answer, run);
  }

  async #update(request: Incoming, run: KnownRun, identity: Identity | undefined, forward: Forward) {
    if (identity?.kind !== 'app' || identity.slug !== run.slug) {
      return refusal(
        403,
        'Invalid app_id - check run can only be modified by the GitHub App that created it.',
      );
    }
    // GitHub appends the annotations of every update; the emulator replaces them.
    const annotations = [...run.annotations, ...annotationsIn(request)];
    const answer = await forward(withAnnotations(request, annotations));
    if (answer.status !== 200) return answer;
    const updated = { ...run, annotations };
    this.#runs.set(run.id, updated);
    return withApp(answer, updated);
  }

  async #list(
    { query }: Incoming,
    repository: { readonly name: string; readonly owner: string },
    sha: string,
  ) {
    const name = query.get('check_name');
    const found = [...this.#runs.values()].filter(
      (run) => run.repository === repository.name && run.sha === sha && (!name || run.name === name),
    );
    // Newest first; `filter=latest`, the default, keeps one for each App and name.
    const newest = found.sort((a, b) => b.id - a.id);
    const latest =
      query.get('filter') === 'all' ? newest : uniqueBy(newest, (run) => `${run.slug}/${run.name}`);
    const runs = await Promise.all(
      latest.map(async (run) => {
        const path = `/repos/${run.repository}/check-runs/${run.id}`;
        return { ...(await this.#backend.ask(repository.owner, 'GET', path)), app: appOf(run) };
      }),
    );
    return json(200, { total_count: runs.length, check_runs: runs });
  }
}

function annotationsIn(request: Incoming): readonly unknown[] {
  const output = parsed(request).output as Json | undefined;
  return (output?.annotations as readonly unknown[] | undefined) ?? [];
}

function withAnnotations(request: Incoming, annotations: readonly unknown[]): Incoming {
  const body = parsed(request);
  if (!body.output) return request;
  const output = { ...(body.output as Json), annotations };
  return { ...request, body: new TextEncoder().encode(JSON.stringify({ ...body, output })) };
}

function withApp(answer: Answer, run: KnownRun): Answer {
  return answer.status < 300 ? withJson(answer, { ...parsed(answer), app: appOf(run) }) : answer;
}

function appOf({ slug }: KnownRun): Json {
  return { id: 15368, slug, name: slug };
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  const seen = new Set<string>();
  return values.filter((value) => !seen.has(key(value)) && seen.add(key(value)));
}
