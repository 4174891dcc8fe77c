import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Results, readResults, SETTING_SEEDS } from '../../scripts/yardstick/results.ts';
import { RUNGS } from '../../src/calibrate/index.ts';
import type { Exam, Task } from '../../src/domain/exam.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { parseExam } from '../../src/exam/index.ts';
import {
  drawPhraseTexts,
  drawTask,
  examYaml,
  PRACTICE_TASKS,
  type PracticeTask,
  type PracticeTaskId,
  phraseVocabulary,
} from '../../src/generate/index.ts';
import { grade } from '../../src/grade.ts';
import { mintIdentity, openHiddenSet, packHiddenSet } from '../../src/hidden/index.ts';
import { toldValue } from '../../src/score/scale.ts';
import { readFolder } from '../../src/submission/index.ts';
import { withTokens } from '../../src/texts.ts';

const FILES = resolve(import.meta.dirname, '../fixtures/ladder');
/** The exam whose trained files are committed, and the secret of the hidden rows on which the yardstick was measured. */
const [SEED] = SETTING_SEEDS;
const SECRET = 'yardstick';

let loaded: { exam: Exam; sha256: string };
let identity: string;
let results: Results;
const encrypted = new Map<string, Uint8Array>();

function hiddenRows({ id, hiddenRows: rows, input }: PracticeTask) {
  return input.text
    ? drawPhraseTexts(SEED, 'hidden', rows, SECRET)
    : drawTask(id, SEED, 'hidden', rows, SECRET);
}

async function gradeRung(rung: string): Promise<Scorecard> {
  const openHidden = async (task: Task) => {
    const set = await openHiddenSet(encrypted.get(task.id) ?? new Uint8Array(), {
      identity,
      exam: loaded.exam,
      task,
    });
    return withTokens(set, task, async () => phraseVocabulary(SEED));
  };
  return grade({ ...loaded, submission: await readFolder(join(FILES, rung), loaded.exam.tasks), openHidden });
}

beforeAll(async () => {
  results = await readResults();
  const key = await mintIdentity();
  identity = key.identity;
  const hidden = await Promise.all(
    PRACTICE_TASKS.map(async (task) => {
      const owner = { examId: 'yardstick', taskId: task.id, recipients: [key.recipient] };
      const { bytes, sha256 } = await packHiddenSet(hiddenRows(task), owner);
      encrypted.set(task.id, bytes);
      return [task.id, { path: `hidden-tests/${task.id}.npz.age`, sha256 }] as const;
    }),
  );
  const yaml = examYaml({
    id: 'yardstick',
    title: 'The yardstick',
    seed: SEED,
    passPercent: 90,
    feedback: 'full',
    hidden: Object.fromEntries(hidden) as Record<PracticeTaskId, (typeof hidden)[number][1]>,
  });
  loaded = parseExam(new TextEncoder().encode(yaml));
}, 120_000);

describe.each(RUNGS.map((rung, i) => [rung, i + 1] as const))(
  'the %s models, graded as a submission',
  (rung, score) => {
    test(`score ${score} in every task, by the values that the yardstick tells`, async () => {
      const card = await gradeRung(rung);
      const told = PRACTICE_TASKS.map(({ id, metric, thresholds }) => {
        const { value = Number.NaN } = results[SEED]?.[id]?.runs[rung][0] ?? {};
        return [id, score, toldValue(value, metric.name, thresholds)];
      });
      expect(
        card.tasks.map((task) => [task.task, task.score, task.kind === 'scored' ? task.value : undefined]),
      ).toEqual(told);
    }, 120_000);
  },
);
