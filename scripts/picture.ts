/**
 * `npm run picture`: render the comment that the demo's submission gets, as GitHub would, into docs/comment.png.
 * Needs Chromium (`CHROMIUM`, or `chromium` on the path).
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { marked } from 'marked';
import type { Task } from '../src/domain/exam.ts';
import { parseExam } from '../src/exam/index.ts';
import { parseVocabulary } from '../src/exam/vocabulary.ts';
import { grade } from '../src/grade.ts';
import { openHiddenSet } from '../src/hidden/index.ts';
import { renderComment } from '../src/report/index.ts';
import { readFolder } from '../src/submission/index.ts';
import { withTokens } from '../src/texts.ts';
import { submissionFolder } from './rehearsal/candidate.ts';
import { drawPracticeExam } from './rehearsal/practice-exam.ts';

const PICTURE = resolve(import.meta.dirname, '../docs/comment.png');
const SIZE = { width: 860, height: 470 };

/** Always the same exam and the same commit, so that the picture changes only when the report does. */
async function comment(): Promise<string> {
  const { files, identity } = await drawPracticeExam({ secret: 'picture' });
  const bytesOf = (path: string): Uint8Array => {
    const bytes = files[path];
    if (!(bytes instanceof Uint8Array)) throw new Error(`the exam has no ${path}`);
    return bytes;
  };
  const loaded = parseExam(bytesOf('exam.yml'));
  const openHidden = async (task: Task) => {
    const encrypted = bytesOf(`hidden-tests/${task.id}.npz.age`);
    const set = await openHiddenSet(encrypted, { identity, exam: loaded.exam, task });
    return withTokens(set, task, async (path) => parseVocabulary(bytesOf(path), path));
  };
  const submission = await readFolder(submissionFolder('keras2-h5'), loaded.exam.tasks);
  return renderComment(await grade({ ...loaded, submission, openHidden, ref: REF }));
}

const REF = {
  event: 'pull_request_target',
  base: { repository: { owner: 'school', name: 'exam' }, sha: '1f0e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c' },
  head: { repository: { owner: 'ada', name: 'exam' }, sha: 'a5483a66d2bb9d0f16b1b8e74a8fd80ef6416a01' },
  pullRequest: { number: 1 },
  candidate: 'ada',
  submittedAt: '2026-11-23T02:14:07Z',
} as const;

async function page(markdown: string): Promise<string> {
  const css = createRequire(import.meta.url).resolve('github-markdown-css/github-markdown-light.css');
  const style = `${await readFile(css, 'utf8')}
    body { margin: 24px; font-family: sans-serif; background: #fff }
    .comment { border: 1px solid #d1d9e0; border-radius: 6px }
    .author { padding: 8px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0; color: #59636e; font-size: 14px }
    .markdown-body { padding: 16px }`;
  const body = await marked.parse(markdown, { gfm: true });
  const author = '<div class="author"><b>github-actions</b> (bot) commented</div>';
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>
    <div class="comment">${author}<article class="markdown-body">${body}</article></div>`;
}

const folder = await mkdtemp(join(tmpdir(), 'fivefold-picture-'));
const html = join(folder, 'comment.html');
await writeFile(html, await page(await comment()));
await promisify(execFile)(process.env.CHROMIUM ?? 'chromium', [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--hide-scrollbars',
  '--no-first-run',
  '--disable-background-networking',
  `--user-data-dir=${join(folder, 'profile')}`,
  '--force-device-scale-factor=2',
  `--window-size=${SIZE.width},${SIZE.height}`,
  `--screenshot=${PICTURE}`,
  pathToFileURL(html).href,
]);
await rm(folder, { recursive: true });
