import { type Answer, type Incoming, parsed } from './http.ts';
import type { KnownRepository, Network } from './network.ts';

/** Pass a request on, as the one who asks or as somebody else. */
type Forward = (request: Incoming, login?: string) => Promise<Answer>;

/** Git objects as GitHub serves them: from the whole network of forks, and raw where that is asked for. */
export async function readObject(
  request: Incoming,
  route: string,
  repository: KnownRepository,
  serves: { readonly network: Network | undefined; readonly raw: boolean },
  forward: Forward,
): Promise<Answer | undefined> {
  if (request.method !== 'GET' || !/^\/git\/(?:trees|commits|blobs)\/[0-9a-f]{40}$/.test(route))
    return undefined;
  const answer = await anywhere(request, route, repository, serves.network, forward);
  const wantsRaw = /application\/vnd\.github\.(?:v3\.)?raw/.test(request.headers.accept ?? '');
  return serves.raw && wantsRaw && route.startsWith('/git/blobs/') && answer.status === 200
    ? raw(answer)
    : answer;
}

async function anywhere(
  request: Incoming,
  route: string,
  repository: KnownRepository,
  network: Network | undefined,
  forward: Forward,
): Promise<Answer> {
  const own = await forward(request);
  if (own.status !== 404 || !network) return own;
  for (const { name, owner } of network.relatives(repository.name)) {
    // Whoever may read one repository of a network may read the objects of all: there is one store of them.
    const answer = await forward({ ...request, path: `/repos/${name}${route}` }, owner);
    if (answer.status === 200) return answer;
  }
  return own;
}

/** GitHub sends `charset=utf-8` with binary files, too; clients that believe it destroy them. */
function raw(answer: Answer): Answer {
  const bytes = new Uint8Array(Buffer.from(String(parsed(answer).content), 'base64'));
  const type = 'application/vnd.github.raw+json; charset=utf-8';
  return { ...answer, headers: { ...answer.headers, 'content-type': type }, body: bytes };
}
