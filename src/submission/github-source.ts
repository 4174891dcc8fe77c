import { FivefoldError } from '../domain/errors.ts';
import type { Repository, SubmissionRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { listTree, readBlob, type TreeEntry } from '../github/objects.ts';
import { tooLarge } from './budget.ts';
import type { Entry, Listing, Source } from './source.ts';

/**
 * A commit, read by API and never checked out. GitHub serves the commits of a fork through the repository it was
 * forked from, which needs no permission on the fork; where that fails, the fork is asked.
 */
export function githubSource(github: GitHub, { base, head }: SubmissionRef): Source {
  const objects = new Map<string, TreeEntry>();
  const anywhere = firstThatHas(repositories(base.repository, head.repository));
  return {
    name: `commit ${head.sha.slice(0, 7)}`,
    async list(): Promise<Listing> {
      const tree = await anywhere((repository) => listTree(github, { repository, sha: head.sha }));
      for (const entry of tree.entries) objects.set(entry.path, entry);
      const entries = tree.entries.map((entry): [string, Entry] => [entry.path, toEntry(entry)]);
      return { entries: new Map(entries), truncated: tree.truncated };
    },
    async read(entry, maxBytes) {
      const object = objects.get(entry.path);
      if (!object) throw new Error(`${entry.path} was not listed`);
      try {
        return await anywhere((repository) => readBlob(github, repository, object, maxBytes));
      } catch (error) {
        if (!(error instanceof FivefoldError) || error.code !== 'github/too-large') throw error;
        throw tooLarge(entry.path, `${entry.size ?? `more than ${maxBytes}`}`, maxBytes);
      }
    },
  };
}

function repositories(base: Repository, head: Repository): readonly [Repository, ...Repository[]] {
  return base.owner === head.owner && base.name === head.name ? [base] : [base, head];
}

type Reader = <T>(read: (repository: Repository) => Promise<T>) => Promise<T>;

/** Ask one repository after the other while the answer is "not here". The first refusal is the one to report. */
function firstThatHas([first, second]: readonly [Repository, ...Repository[]]): Reader {
  return async (read) => {
    try {
      return await read(first);
    } catch (error) {
      if (!second || !isElsewhere(error)) throw error;
      return await read(second).catch((another: unknown) => {
        throw isElsewhere(another) ? error : another;
      });
    }
  };
}

function isElsewhere(error: unknown): boolean {
  return (
    error instanceof FivefoldError && (error.code === 'github/not-found' || error.code === 'github/forbidden')
  );
}

function toEntry({ path, mode, type, sha, size }: TreeEntry): Entry {
  const kind = kindOf(mode, type);
  if (kind !== 'file') return { path, kind };
  return { path, kind, objectId: sha, ...(size !== undefined && { size }) };
}

function kindOf(mode: string, type: TreeEntry['type']): Entry['kind'] {
  if (mode === '120000') return 'symlink';
  if (mode === '160000' || type === 'commit') return 'submodule';
  return type === 'tree' ? 'folder' : 'file';
}
