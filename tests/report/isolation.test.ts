import { expect, it } from 'vitest';
import type { Isolation } from '../../src/domain/isolation.ts';
import { renderComment } from '../../src/report/index.ts';
import { CARD } from './sample.ts';

const STRONG: Isolation = { network: 'bwrap', files: 'bwrap', memory: 'rlimit', cpu: 'rlimit' };
const WEAK: Isolation = { network: 'none', files: 'node', memory: 'watched', cpu: 'clock' };

function lineOf(isolation: Isolation): string | undefined {
  return renderComment({ ...CARD, isolation }).match(/^\| models ran with \| (.*) \|$/m)?.[1];
}

it('says which isolation held, in words, beside how the grading was done', () => {
  expect(lineOf(STRONG)).toBe(
    "no network (bubblewrap); no files but the grader's code (bubblewrap); memory limited by the kernel; processor time limited by the kernel",
  );
  expect(lineOf(WEAK)).toBe(
    "a network that this machine could not cut off; no files but the grader's code (Node's permissions); memory watched by the grader; processor time limited by the wall clock",
  );
});

it('says nothing of it where no model ran', () => {
  expect(renderComment(CARD)).not.toContain('models ran with');
});

it('says which engine computed where its bits depend on the machine', () => {
  const { name, version } = CARD.grader;
  const text = renderComment({ ...CARD, grader: { name, version, engine: 'native' } });
  expect(text).toContain('`fivefold 0.1.0`, on the native engine, as the command line asked');
});
