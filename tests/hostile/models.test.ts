import { beforeAll, describe, expect, it } from 'vitest';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { reportOf } from '../../src/report/index.ts';
import { archives } from './models/archives.ts';
import { code, names } from './models/code.ts';
import { configs } from './models/configs.ts';
import { answers, spinning } from './models/engine.ts';
import { endless, graphs, growing } from './models/graphs.ts';
import { hdf5Files } from './models/hdf5.ts';
import { paths } from './models/paths.ts';
import { type AttackGroup, endingOf, gradeTogether, healthyScore } from './world.ts';

const MIB = 1024 ** 2;
/** Long enough for a healthy model on a busy machine, short enough to wait for. */
const SHORT = { timeoutMs: 8_000, memoryBytes: 1024 * MIB };
/** Twice what a healthy model takes. */
const SMALL = { timeoutMs: 90_000, memoryBytes: 512 * MIB };

/** Each group is one submission: a task for every attack, and a healthy model beside them. */
const GROUPS: readonly AttackGroup[] = [
  { title: 'archives', attacks: archives },
  { title: 'links and paths', attacks: paths },
  { title: 'HDF5 files', attacks: hdf5Files },
  { title: 'configs', attacks: configs },
  { title: 'code', attacks: code },
  { title: 'names', attacks: names },
  { title: 'graphs', attacks: graphs },
  { title: 'answers', attacks: answers },
  { title: 'models without end', attacks: () => [...endless(), ...spinning()], limits: SHORT },
  { title: 'models that grow', attacks: growing, limits: SMALL },
];

/** Forty models one after the other, a second each, on a machine that has other things to do. */
const GRADING_TIMEOUT_MS = 900_000;

for (const { title, attacks, limits } of GROUPS) {
  const table = await attacks();

  describe(`a submission of hostile ${title}`, () => {
    let card: Scorecard;
    beforeAll(async () => {
      card = await gradeTogether(table, limits);
    }, GRADING_TIMEOUT_MS);

    for (const [i, attack] of table.entries()) {
      it(`${attack.title}: ${attack.ends}`, () => {
        expect(endingOf(card.tasks[i])).toBe(attack.ends);
      });
    }

    it('leaves the healthy model beside them its score', () => {
      expect(healthyScore(card)).toBe(5);
    });

    it('[T-15] is reported in words of ours, in which nothing of theirs is more than text', () => {
      const { comment, check } = reportOf(card);
      for (const markdown of [comment(), check.summary, check.text]) assertPlain(markdown);
    });
  });
}

/** Where a message is explained. */
const OURS = /\]\(https:\/\/github\.com\/fivefold\/fivefold\/blob\/main\/docs\/errors\.md#[a-z-]+\)/g;

/** Tags of ours only; no link, mention or picture; nothing that hides or turns around. Code is shown as it is. */
function assertPlain(markdown: string): void {
  expect(markdown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  const prose = markdown
    .replaceAll(OURS, ']')
    .replaceAll('\\`', '')
    .replace(/`[^`\n]*`|<code>.*?<\/code>/g, '');
  expect(prose).not.toMatch(/<(?!\/?(?:details|summary|br|sub|span)\b)[a-z!]/i);
  expect(prose).not.toMatch(/(?<!\\)\]\(|:\/\/|@(?!&#8203;)/);
}
