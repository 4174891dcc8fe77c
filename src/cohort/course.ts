import type { Repository } from '../domain/submission.ts';
import { fetchExam } from '../exam/fetch.ts';
import type { GitHub } from '../github/client.ts';
import { nameOf, toGitHubError } from '../github/failure.ts';
import { readBlob, readTree } from '../github/objects.ts';
import { CLASSROOM_FILE, type Classroom, parseClassroom } from './classroom.ts';
import { MAX_COURSE_FILE_BYTES } from './limits.ts';
import { missingFile, publicResults } from './problem.ts';
import type { CourseExam } from './replay.ts';
import { readTip, type Tip } from './results.ts';
import { parseRoster, type Student } from './roster.ts';

/** A course, as its grader repository says at one commit, and the results so far. */
export interface Course {
  readonly exam: CourseExam;
  readonly classroom: Classroom;
  readonly roster: readonly Student[];
  readonly tip: Tip;
}

export const RESULTS_BRANCH = 'results';
export const ROSTER_FILE = 'roster.csv';

/**
 * Read a course from its grader repository: at the tip of its default branch, or at the commit of a plan.
 *
 * @throws {FivefoldError} `cohort/public`, `exam/*`, `file/malformed`, `file/unreadable`, `github/*`
 */
export async function loadCourse(home: GitHub, repository: Repository, sha?: string): Promise<Course> {
  const commit = { repository, sha: sha ?? (await tipOf(home, repository)) };
  const { exam, sha256 } = await fetchExam(home, commit, 'exam.yml');
  const { entries } = await readTree(home, commit);
  const read = async (path: string): Promise<Uint8Array> => {
    const entry = entries.find((candidate) => candidate.path === path && candidate.type === 'blob');
    if (!entry) throw missingFile(path, repository);
    return readBlob(home, repository, entry, MAX_COURSE_FILE_BYTES);
  };
  return {
    exam: { exam, sha256, commit },
    classroom: parseClassroom(await read(CLASSROOM_FILE), CLASSROOM_FILE),
    roster: parseRoster(await read(ROSTER_FILE), ROSTER_FILE),
    tip: await readTip({ github: home, repository, name: RESULTS_BRANCH }),
  };
}

/** The tip of the default branch of a repository that is not public: its results branch would be, too. */
async function tipOf(home: GitHub, repository: Repository): Promise<string> {
  const { owner, name: repo } = repository;
  try {
    const { data } = await home.rest.repos.get({ owner, repo });
    if (!data.private) throw publicResults(repository);
    return (await home.rest.repos.getCommit({ owner, repo, ref: data.default_branch })).data.sha;
  } catch (error) {
    throw toGitHubError(error, `the grader repository ${nameOf(repository)}`);
  }
}
