/** The GitHub of the benchmark, in a process of its own: `node server.ts STUDENTS` tells by IPC where it is, and pushes on demand. */

import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { type Answer, type Incoming, receive, send } from '../../scripts/loopback/http.ts';
import { startGitHub } from '../../scripts/loopback/index.ts';
import { readSubmission } from '../../scripts/rehearsal/candidate.ts';
import { drawPracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { formatRoster } from '../../src/cohort/roster.ts';
import { Crowd } from './crowd.ts';

/** What the benchmark needs to know. */
export interface Started {
  readonly url: string;
  readonly token: string;
  readonly identity: string;
}

/** Requests by kind, since the last time it was asked. */
export type Counted = Readonly<Record<string, number>>;

const BOT = 'github-actions[bot]';
const LADDER = resolve(import.meta.dirname, '../../tests/fixtures/ladder');

type Files = Readonly<Record<string, Uint8Array>>;

/** Really trained submissions: four formats, and five rungs from naive to strong. */
async function submissions(): Promise<readonly Files[]> {
  const formats = (['keras3', 'keras3-h5', 'keras2-h5', 'tfjs'] as const).map(readSubmission);
  const rungs = (await readdir(LADDER)).sort().map((rung) => readModels(join(LADDER, rung)));
  return Promise.all([...formats, ...rungs]);
}

async function readModels(root: string): Promise<Files> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [file.slice(root.length + 1), await readFile(file)] as const),
    ),
  );
}

const students = Number(process.argv[2]);
const { files, identity } = await drawPracticeExam({ secret: 'bench' });
const github = await startGitHub({ users: ['school'] });
const logins = Array.from({ length: students }, (_, i) => ({
  login: `student-${i}`,
  id: `${1_000_000 + i}`,
  name: `Student ${i}`,
}));
await github.createRepository(
  'school/grader',
  {
    ...files,
    'classroom.yml': 'version: 1\norganization: school\nrepositories: exam-{login}\n',
    'roster.csv': formatRoster(logins),
  },
  { private: true },
);
const crowd = new Crowd('school', BOT);
const kinds = await submissions();
const push = (i: number, kind: number, at: string) =>
  crowd.push(`exam-student-${i}`, kinds[kind % kinds.length] ?? {}, at);
for (let i = 0; i < students; i++) push(i, i, '2026-02-01T10:00:00Z');

let counted: Record<string, number> = {};
const server = createServer(async (request, response) => {
  const incoming = await receive(request);
  const kind = kindOf(incoming);
  counted[kind] = (counted[kind] ?? 0) + 1;
  send(response, crowd.handle(incoming, address) ?? (await pass(incoming)));
});
server.listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** What is not the crowd's is the emulator's. */
async function pass({ method, path, query, headers, body }: Incoming): Promise<Answer> {
  const { authorization = '', accept = '*/*', 'user-agent': agent = 'bench' } = headers;
  const response = await fetch(`${github.url}${path}${query.size > 0 ? `?${query}` : ''}`, {
    method,
    headers: { authorization, accept, 'user-agent': agent, 'content-type': 'application/json' },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const type = response.headers.get('content-type') ?? 'application/json';
  return {
    status: response.status,
    headers: { 'content-type': type },
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

/** `GET trees`, `POST issues`; requests of the grader repository are told apart. */
function kindOf({ method, path }: Incoming): string {
  const whose = path.startsWith('/repos/school/grader') ? 'grader ' : '';
  const [what = 'repository'] =
    /(?:trees|blobs|commits|refs?|activity|check-runs|issues|repos)(?=$|\/[^/]*$)/.exec(
      path.replace(/\/refs?\/heads.*/, '/ref'),
    ) ?? [];
  return `${whose}${method} ${what}`;
}

process.on('message', (message: { readonly push?: readonly number[]; readonly at?: string }) => {
  for (const i of message.push ?? []) push(i, i + 1, message.at ?? '');
  process.send?.(counted);
  counted = {};
});
const token = github.token('school/*', { contents: 'write', checks: 'write', issues: 'write' });
process.send?.({ url: address, token, identity } satisfies Started);
