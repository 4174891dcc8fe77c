import type { PracticeExam } from '../../scripts/rehearsal/practice-exam.ts';
import { parseExam } from '../../src/exam/index.ts';
import { openHiddenSet } from '../../src/hidden/index.ts';
import { plant, plantSet } from '../canary.ts';

/**
 * The same exam, whose hidden rows and labels are recognised wherever they turn up from now on.
 *
 * @param seed from which it was drawn, where that is long enough to be nothing else
 */
export async function plantExam(drawn: PracticeExam, seed?: string): Promise<PracticeExam> {
  const { files, identity } = drawn;
  if (seed !== undefined) plant('seed', 'secret', seed);
  const fileAt = (path: string) => files[path] ?? new Uint8Array();
  const { exam } = parseExam(fileAt('exam.yml'));
  for (const task of exam.tasks) {
    const encrypted = 'path' in task.hidden ? fileAt(task.hidden.path) : new Uint8Array();
    plantSet(task.id, await openHiddenSet(encrypted, { identity, exam, task }));
  }
  return drawn;
}
