import { type Answer, type Incoming, refusal } from './http.ts';
import type { Identity, Permissions } from './identity.ts';

type Permission = keyof Permissions;
type Level = 'read' | 'write';

/** Which of these an App's token needs: any one is enough. */
interface Rule {
  readonly path: RegExp;
  readonly anyOf: readonly Permission[];
}

/** docs.github.com, "Permissions required for GitHub Apps". The first rule that matches counts. */
const RULES: readonly Rule[] = [
  { path: /^\/(?:check-runs|check-suites|commits\/.+\/check-(?:runs|suites))/, anyOf: ['checks'] },
  { path: /^\/issues\/(?:\d+\/comments|comments\/)/, anyOf: ['issues', 'pull_requests'] },
  { path: /^\/issues/, anyOf: ['issues'] },
  { path: /^\/pulls/, anyOf: ['pull_requests'] },
  { path: /^\/(?:git|contents|commits|releases|branches|compare|tarball|zipball)/, anyOf: ['contents'] },
];

/** What refuses a request for want of a permission, in GitHub's words; `undefined` when it may proceed. */
export function checkPermission(
  request: Incoming,
  identity: Identity | undefined,
  repository: { readonly name: string; readonly route: string; readonly isPrivate: boolean } | undefined,
): Answer | undefined {
  if (identity?.kind !== 'app') return undefined;
  if (/^\/user(?:\/|$)/.test(request.path)) return notAccessible('');
  if (!repository) return undefined;
  const level: Level = request.method === 'GET' ? 'read' : 'write';
  if (level === 'read' && !repository.isPrivate) return undefined;
  const own = covers(identity.repository.toLowerCase(), repository.name.toLowerCase());
  if (!own) return repository.isPrivate ? refusal(404, 'Not Found') : notAccessible('');
  const anyOf = RULES.find(({ path }) => path.test(repository.route))?.anyOf ?? [];
  if (anyOf.length === 0 || anyOf.some((name) => grants(identity.permissions[name], level))) return undefined;
  return notAccessible(anyOf.map((name) => `${name}=${level}`).join('; '));
}

function covers(granted: string, name: string): boolean {
  return granted === name || granted === `${name.split('/')[0]}/*`;
}

function grants(granted: Level | undefined, needed: Level): boolean {
  return granted === 'write' || granted === needed;
}

function notAccessible(accepted: string): Answer {
  const headers = accepted ? { 'x-accepted-github-permissions': accepted } : {};
  return refusal(403, 'Resource not accessible by integration', {}, headers);
}
