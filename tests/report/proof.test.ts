import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/history.ts';
import { MAX_COMMENT_BYTES } from '../../src/domain/limits.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { renderComment, renderSummary } from '../../src/report/index.ts';
import { CARD } from './sample.ts';

const score = `eyJ${'a'.repeat(4_000)}.b.c`;
const certificate = `eyJ${'d'.repeat(6_000)}.e.f`;

/** A card whose rows are long, and whose history is, too: a comment has no room for everything. */
function cardOf(rows: number): Scorecard {
  const [first] = CARD.tasks;
  const attempt: Attempt = { head: 'a'.repeat(40), at: '2026-11-23T09:30:00Z', counts: true, gains: [] };
  return {
    ...CARD,
    tasks: first ? Array.from({ length: rows }, (_, i) => ({ ...first, title: `Task ${i}` })) : [],
    standing: { late: false, attempts: Array.from({ length: 100 }, () => attempt) },
  };
}

describe('the proof in a comment', () => {
  it('is folded away, behind everything that a candidate looks for', () => {
    const comment = renderComment(CARD, { proof: { score } });
    const [, folded = ''] = comment.split('<summary>Proof of this score</summary>');
    expect(folded).toContain(`\n\`\`\`text\n${score}\n\`\`\`\n`);
    expect(folded).toContain('fivefold verify');
    expect(folded).not.toContain('certificate');
    expect(comment.indexOf('How this was graded')).toBeLessThan(comment.indexOf('Proof of this score'));
  });

  it('comes with the certificate, where there is one', () => {
    const comment = renderComment(CARD, { proof: { score, certificate } });
    expect(comment).toContain('<summary>Proof of this score, and certificate</summary>');
    expect(comment).toContain(`\n\`\`\`text\n${certificate}\n\`\`\`\n`);
  });

  it('is no part of a comment on what nobody signed', () => {
    expect(renderComment(CARD)).not.toMatch(/proof|signed/i);
  });

  it('stays when details have to go, and goes itself rather than being cut', () => {
    const comments = Array.from({ length: 20 }, (_, i) =>
      renderComment(cardOf(60 * (i + 1)), { proof: { score } }),
    );
    const has = (text: string) => comments.map((comment) => comment.includes(text));
    const [details, proof] = [has('How this was graded'), has('Proof of this score')];
    expect(comments.every((comment) => Buffer.byteLength(comment) < MAX_COMMENT_BYTES)).toBe(true);
    expect(has(score)).toEqual(proof);
    expect(details.indexOf(false)).toBeGreaterThan(0);
    expect(proof.indexOf(false)).toBeGreaterThan(details.indexOf(false));
    expect(renderSummary(cardOf(1_200), { proof: { score } }).includes(score)).toBe(true);
  });
});
