import type { Submitted } from '../copies.ts';
import type { GitHub } from '../github/client.ts';
import { nameOf } from '../github/failure.ts';
import { fetchSubmission } from '../submission/index.ts';
import type { Course } from './course.ts';
import { recordsIn } from './plan.ts';
import { bucketOf } from './record.ts';
import { submissionRef } from './replay.ts';

/**
 * What everybody in the roster has submitted, as the last sweep saw it: the newest commit of each, and nothing of who has none.
 *
 * @throws {FivefoldError} `cohort/records-damaged`, `github/*`
 */
export async function* submissionsOf(
  github: GitHub,
  { roster, tip, exam }: Course,
): AsyncGenerator<Submitted> {
  for (const [bucket, students] of Map.groupBy(roster, ({ id }) => bucketOf(id))) {
    const records = await recordsIn(tip, bucket);
    for (const { id, login } of students) {
      const place = records.get(id)?.place;
      if (place?.head === undefined || place.headAt === undefined) continue;
      const at = { head: place.head, at: place.headAt };
      const ref = submissionRef(place, login, at, exam.commit);
      const submission = await fetchSubmission(github, ref, exam.exam.tasks);
      yield { candidate: login, where: nameOf(place.repository), submission };
    }
  }
}
