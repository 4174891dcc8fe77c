import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Task } from '../../src/domain/exam.ts';
import type { CommitRef, SubmissionRef, SubmittedTask } from '../../src/domain/submission.ts';
import { connect, type GitHub } from '../../src/github/client.ts';
import { readFolder } from '../../src/submission/index.ts';

/** What the examples are about: a task of an imaginary exam, and a candidate who makes every mistake. */

export const TASK: Task = {
  id: 'glyphs',
  title: 'Glyphs',
  weight: 1,
  input: { shape: [28, 28], dtype: 'float32' },
  output: { shape: [10], kind: 'classes' },
  metric: { name: 'accuracy' },
  thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 },
  hidden: { path: 'hidden-tests/glyphs.npz.age', sha256: '0'.repeat(64) },
};

export const COMMIT: CommitRef = {
  repository: { owner: 'ada', name: 'exam' },
  sha: '4f2a9c1d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a39',
};

export const REF: SubmissionRef = {
  event: 'pull_request_target',
  base: { repository: { owner: 'academy', name: 'exam' }, sha: 'b'.repeat(40) },
  head: COMMIT,
  candidate: 'ada',
  submittedAt: '2026-11-01T00:00:00Z',
};

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A file's content, its size alone (a hole, as large as need be), or where it links to. */
type Content = string | Uint8Array | { readonly size: number } | { readonly symlink: string };

/** Use a folder with these files, which is gone afterwards. */
export async function inFolder<T>(
  files: Readonly<Record<string, Content>>,
  use: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'fivefold-errors-'));
  try {
    for (const [path, content] of Object.entries(files)) await place(join(folder, path), content);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function place(path: string, content: Content): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) return writeFile(path, content);
  if ('symlink' in content) return symlink(content.symlink, path);
  await writeFile(path, '');
  return truncate(path, content.size);
}

/** What the grader says of a folder that holds these files for the task. */
export function submit(files: Readonly<Record<string, Content>>): Promise<SubmittedTask | undefined> {
  return inFolder(files, async (folder) => (await readFolder(folder, [TASK])).get(TASK.id));
}

interface Answer {
  readonly status?: number;
  readonly json?: unknown;
}

/** Ask a GitHub that gives one answer for git trees, and another for everything else. */
export async function askGitHub<T>(
  answers: { readonly tree: Answer; readonly blob?: Answer },
  ask: (github: GitHub) => Promise<T>,
): Promise<T> {
  const server = createServer((request, response) => {
    const { status = 200, json = {} } =
      (request.url?.includes('/git/trees/') ? answers.tree : answers.blob) ?? {};
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const patience = { retries: 0, backoffMs: 0, maxWaitMs: 0, paced: false };
  try {
    return await ask(connect({ apiUrl: `http://127.0.0.1:${port}`, patience }));
  } finally {
    server.close();
  }
}

/** A repository with one model, of which GitHub sends other bytes than were committed. */
export const DAMAGED_ON_THE_WAY = {
  tree: {
    json: {
      tree: [
        { path: 'models/glyphs/model.keras', mode: '100644', type: 'blob', sha: '9'.repeat(40), size: 4 },
      ],
      truncated: false,
    },
  },
  blob: { json: { content: Buffer.from('PK\u0003\u0004').toString('base64') } },
} as const;
