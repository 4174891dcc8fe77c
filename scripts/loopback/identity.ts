import { randomBytes } from 'node:crypto';

/** What a workflow's `permissions:` may grant, as far as Fivefold uses it. */
export type Permissions = Partial<
  Record<'contents' | 'pull_requests' | 'issues' | 'checks', 'read' | 'write'>
>;

/** Whom a token speaks for. */
export type Identity =
  | { readonly kind: 'user'; readonly login: string }
  | {
      readonly kind: 'app';
      readonly slug: string;
      /** `slug[bot]`. */
      readonly login: string;
      /** One repository, or with a name of `*` all of an account. */
      readonly repository: string;
      readonly permissions: Permissions;
    };

/** The App behind every `GITHUB_TOKEN`. */
export const ACTIONS_APP = 'github-actions';

/** In every token, so that one is recognised wherever it turns up. */
export const TOKEN_MARK = 'canary';

/** Hands out tokens and recognises them. */
export class Tokens {
  readonly #identities = new Map<string, Identity>();
  readonly #users = new Map<string, string>();

  /** The personal token of a user; always the same. */
  ofUser(login: string): string {
    const known = this.#users.get(login);
    if (known) return known;
    const token = this.#mint('ghp_', { kind: 'user', login });
    this.#users.set(login, token);
    return token;
  }

  /** An installation token of an App for one repository, such as `GITHUB_TOKEN`. */
  ofApp(slug: string, repository: string, permissions: Permissions): string {
    return this.#mint('ghs_', { kind: 'app', slug, login: `${slug}[bot]`, repository, permissions });
  }

  /** A token for all repositories of an account in which an App is installed. */
  ofInstallation(slug: string, owner: string, permissions: Permissions): string {
    return this.ofApp(slug, `${owner}/*`, permissions);
  }

  /** `undefined` for a token nobody handed out; anonymous requests have no token at all. */
  identify(authorization: string): Identity | undefined {
    return this.#identities.get(authorization.replace(/^(?:bearer|token)\s+/i, ''));
  }

  #mint(prefix: string, identity: Identity): string {
    const token = prefix + TOKEN_MARK + randomBytes(15).toString('hex');
    this.#identities.set(token, identity);
    return token;
  }
}
