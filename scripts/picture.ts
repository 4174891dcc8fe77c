/**
 * `npm run picture`: what the demo's submission gets, as people see it: the comment as GitHub renders it, the page in a browser and
 * the table in a terminal, into docs/*.png. Needs Chromium (`CHROMIUM`, or `chromium` on the path).
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { marked } from 'marked';
import { type Browser, chromium } from 'playwright-core';
import { check } from '../src/check.ts';
import type { Task } from '../src/domain/exam.ts';
import { parseExam } from '../src/exam/index.ts';
import { parseVocabulary } from '../src/exam/vocabulary.ts';
import { escapeMarkup } from '../src/formats/markup.ts';
import { grade } from '../src/grade.ts';
import { openHiddenSet } from '../src/hidden/index.ts';
import { type PageContent, renderPage } from '../src/report/html/index.ts';
import { renderComment, renderTerminal } from '../src/report/index.ts';
import { sizesOf } from '../src/review.ts';
import { openSample } from '../src/sample.ts';
import { readFolder } from '../src/submission/index.ts';
import { withTokens } from '../src/texts.ts';
import { submissionFolder } from './rehearsal/candidate.ts';
import { drawPracticeExam } from './rehearsal/practice-exam.ts';

const DOCS = resolve(import.meta.dirname, '../docs');

/** Always the same exam and the same commit, so that a picture changes only when a report does. */
async function rehearse(): Promise<Required<PageContent>> {
  const { files, identity } = await drawPracticeExam({ secret: 'picture' });
  const find = async (path: string) => {
    const bytes = files[path];
    return bytes instanceof Uint8Array ? bytes : undefined;
  };
  const read = async (path: string) => {
    const bytes = await find(path);
    if (!bytes) throw new Error(`the exam has no ${path}`);
    return bytes;
  };
  const loaded = parseExam(await read('exam.yml'));
  const openVocabulary = async (path: string) => parseVocabulary(await read(path), path);
  const openHidden = async (task: Task) => {
    const encrypted = await read(`hidden-tests/${task.id}.npz.age`);
    return withTokens(
      await openHiddenSet(encrypted, { identity, exam: loaded.exam, task }),
      task,
      openVocabulary,
    );
  };
  const submission = await readFolder(submissionFolder('keras2-h5'), loaded.exam.tasks);
  const card = await grade({ ...loaded, submission, openHidden, ref: REF });
  const result = await check({
    ...loaded,
    submission,
    openSample: (task) => openSample(find, task),
    openVocabulary,
    outlines: true,
  });
  return { exam: loaded.exam, card, check: result, bytes: sizesOf(submission), times: TIMES };
}

/** Made up, so that pictures do not change with the machine. */
const TIMES = [
  { phase: 'exam', ms: 300 },
  { phase: 'submission', ms: 1_400 },
  { phase: 'review', ms: 5_200 },
] as const;

const PAGE = { url: 'https://github.com/school/exam/actions/runs/4711', artifact: 'fivefold-report' };

const REF = {
  event: 'pull_request_target',
  base: { repository: { owner: 'school', name: 'exam' }, sha: '1f0e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c' },
  head: { repository: { owner: 'ada', name: 'exam' }, sha: 'a5483a66d2bb9d0f16b1b8e74a8fd80ef6416a01' },
  pullRequest: { number: 1 },
  candidate: 'ada',
  submittedAt: '2026-11-23T02:14:07Z',
} as const;

/** GitHub's own colours around a comment. */
const THEMES = {
  light: { paper: '#ffffff', edge: '#d1d9e0', wash: '#f6f8fa', quiet: '#59636e' },
  dark: { paper: '#0d1117', edge: '#3d444d', wash: '#151b23', quiet: '#9198a1' },
} as const;

async function commentPage(markdown: string, theme: keyof typeof THEMES = 'light'): Promise<string> {
  const css = createRequire(import.meta.url).resolve(`github-markdown-css/github-markdown-${theme}.css`);
  const { paper, edge, wash, quiet } = THEMES[theme];
  const style = `${await readFile(css, 'utf8')}
    body { margin: 16px; font-family: sans-serif; background: ${paper} }
    .comment { border: 1px solid ${edge}; border-radius: 6px }
    .author { padding: 8px 16px; background: ${wash}; border-bottom: 1px solid ${edge}; color: ${quiet}; font-size: 14px }
    .markdown-body { padding: 16px }`;
  const body = await marked.parse(markdown, { gfm: true });
  const author = '<div class="author"><b>github-actions</b> (bot) commented</div>';
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${style}</style>
    <div class="comment">${author}<article class="markdown-body">${body}</article></div>`;
}

/** In one colour: what a terminal makes of the others is its own affair. */
function terminalPage(text: string): string {
  const words = escapeMarkup(stripVTControlCharacters(text));
  return `<!doctype html><meta charset="utf-8"><style>body { margin: 0; padding: 20px; background: #0d1117; color: #e6edf3 }
    pre { margin: 0; font: 14px/1.45 monospace }</style><pre>$ fivefold grade submission/ …\n\n${words}</pre>`;
}

/** @param height of the picture in CSS pixels; without it, all of the page */
async function take(
  browser: Browser,
  name: string,
  content: string,
  width: number,
  height?: number,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: height ?? 100 }, deviceScaleFactor: 2 });
  await page.setContent(content);
  await page.screenshot({ path: join(DOCS, name), fullPage: height === undefined });
  await page.close();
}

const content = await rehearse();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--disable-gpu', '--no-sandbox'],
});
const comment = renderComment(content.card, { review: content, page: PAGE });
await take(browser, 'comment.png', await commentPage(comment), 860);
await take(browser, 'comment-dark.png', await commentPage(comment, 'dark'), 860);
await take(browser, 'comment-phone.png', await commentPage(comment), 390);
await take(
  browser,
  'terminal.png',
  terminalPage(renderTerminal(content.card, { colour: false, width: 90 })),
  800,
);
await take(browser, 'report.png', renderPage(content), 1180, 1180);
await browser.close();
