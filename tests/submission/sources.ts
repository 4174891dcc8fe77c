import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { NewFiles } from '../../scripts/loopback/index.ts';
import type { Task } from '../../src/domain/exam.ts';
import type { Submission, SubmissionRef } from '../../src/domain/submission.ts';
import { fetchSubmission, readFolder } from '../../src/submission/index.ts';
import { client, freshName, useGitHub } from '../github/world.ts';
import { TASKS } from './files.ts';
import { place } from './place.ts';

type Submit = (files: NewFiles) => Promise<Submission>;

/** The same files from a pull request and from a folder: the rules are the same. For one test file. */
export function useSources(tasks: readonly Task[] = TASKS) {
  const world = useGitHub();
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  async function fromPullRequest(files: NewFiles): Promise<Submission> {
    const github = world();
    const name = freshName();
    const base = await github.createRepository(`academy/${name}`, { 'exam.yml': 'x' });
    const fork = await github.fork(`academy/${name}`, 'ada');
    const head = await github.push(fork, 'mine', files);
    const ref: SubmissionRef = {
      event: 'pull_request_target',
      base: { repository: { owner: 'academy', name }, sha: base },
      head: { repository: { owner: 'ada', name }, sha: head },
      candidate: 'ada',
      submittedAt: '2026-11-01T00:00:00Z',
    };
    return fetchSubmission(client(github), ref, tasks);
  }

  async function folderOf(files: NewFiles): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'fivefold-submission-'));
    folders.push(folder);
    for (const [path, file] of Object.entries(files)) await place(join(folder, path), file);
    return folder;
  }

  const fromFolder: Submit = async (files) => readFolder(await folderOf(files), tasks);
  const sources: readonly (readonly [string, Submit])[] = [
    ['a pull request', fromPullRequest],
    ['a folder', fromFolder],
  ];
  return { sources, fromFolder, folderOf, folders };
}
