import type { HiddenLocation } from '../domain/exam.ts';
import { MAX_HIDDEN_BYTES } from '../domain/limits.ts';
import type { CommitRef, Repository } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { isNotFound } from '../github/failure.ts';
import { readBlob, readTree } from '../github/objects.ts';
import { type Body, readBounded } from '../github/stream.ts';
import { type DownloadOptions, download } from './download.ts';
import { hiddenError, tooLarge } from './problem.ts';

/**
 * Fetch an encrypted set from where `exam.yml` says, whole and in memory. What comes back is not yet trusted:
 * `openHiddenSet` holds it against the pinned hash.
 *
 * @param exam a path is read at this commit; an asset belongs to a release of its repository
 * @throws {FivefoldError} `hidden/missing`, `hidden/unreachable`, `hidden/too-large`; `github/*` from reading a path
 */
export async function fetchHiddenSet(
  github: GitHub,
  exam: CommitRef,
  location: HiddenLocation,
  options: DownloadOptions = {},
): Promise<Uint8Array> {
  const { maxBytes = MAX_HIDDEN_BYTES } = options;
  if ('path' in location) return fetchPath(github, exam, location.path, maxBytes);
  if ('asset' in location) return fetchAsset(github, exam.repository, location.asset, maxBytes);
  return download(location.url, options);
}

async function fetchPath(
  github: GitHub,
  exam: CommitRef,
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const { entries } = await readTree(github, exam);
  const entry = entries.find((candidate) => candidate.path === path && candidate.type === 'blob');
  if (!entry) {
    const message = `The exam repository has no hidden set at ${path} (commit ${exam.sha.slice(0, 7)}).`;
    throw hiddenError('hidden/missing', message, { where: path });
  }
  if ((entry.size ?? 0) > maxBytes) throw tooLarge(maxBytes, path);
  return readBlob(github, exam.repository, entry, maxBytes);
}

/** The tag moves and the asset can be replaced, by whoever may publish releases: the pinned hash tells. */
async function fetchAsset(
  github: GitHub,
  { owner, name: repo }: Repository,
  { tag, name }: { readonly tag: string; readonly name: string },
  maxBytes: number,
): Promise<Uint8Array> {
  const where = `${name} of release ${tag}`;
  const failed = (cause: unknown): never => {
    if (isNotFound(cause)) throw missing(where, cause);
    throw hiddenError('hidden/unreachable', `GitHub did not answer for ${where}.`, { where, cause });
  };
  const release = await github.rest.repos.getReleaseByTag({ owner, repo, tag }).catch(failed);
  const asset = release.data.assets.find((candidate) => candidate.name === name);
  if (!asset) throw missing(where);
  if (asset.size > maxBytes) throw tooLarge(maxBytes, where);
  const { data } = await github
    .request('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', {
      owner,
      repo,
      asset_id: asset.id,
      headers: { accept: 'application/octet-stream' },
      request: { parseSuccessResponseBody: false },
    })
    .catch(failed);
  // With this media type and without parsing, the body is a stream; Octokit's types describe the JSON.
  const bytes = await readBounded(data as unknown as Body, maxBytes).catch(failed);
  if (!bytes) throw tooLarge(maxBytes, where);
  return bytes;
}

function missing(where: string, cause?: unknown) {
  return hiddenError('hidden/missing', `The exam repository has no ${where}.`, { where, cause });
}
