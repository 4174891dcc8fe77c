import { FivefoldError } from '../domain/errors.ts';
import type { Repository } from '../domain/submission.ts';
import { nameOf } from '../github/failure.ts';

export function damagedRecords(where: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'cohort/records-damaged',
      message: `${where} on the results branch is not what a sweep wrote.`,
      hint: 'Revert the commit that changed it; nothing is graded until then, so that nothing is lost.',
      where,
    },
    { cause },
  );
}

/** @param until ISO 8601, by GitHub's clock */
export function busy(holder: string, until: string): FivefoldError {
  return new FivefoldError({
    code: 'cohort/busy',
    message: `Another sweep is under way (${holder}); it has the results branch until ${until}.`,
    hint: 'Wait until it has ended. If it was killed, the next sweep goes on from there after that time.',
  });
}

export function overtaken(): FivefoldError {
  return new FivefoldError({
    code: 'cohort/overtaken',
    message: 'Another sweep has taken the results branch over, since this one was silent for too long.',
    hint: 'Nothing is lost and nothing to be done: the other one finishes what this one has begun.',
  });
}

export function publicResults(repository: Repository): FivefoldError {
  return new FivefoldError({
    code: 'cohort/public',
    message: `${nameOf(repository)} is public, and its results branch would tell everybody everybody's measured values.`,
    hint: 'Make the grader repository private (Settings, "Danger Zone"), and sweep again.',
  });
}

/** Deleted, made inaccessible, or taken out of the App's installation: GitHub does not tell which. */
export function vanished(repository: Repository): FivefoldError {
  return new FivefoldError({
    code: 'github/not-found',
    message: `The repository ${nameOf(repository)} is gone, or not shown to this token any more.`,
    hint: 'Restore it (Settings of the organisation, "Deleted repositories"), or give its new place in the roster; what was graded stays.',
  });
}

export function missingFile(path: string, repository: Repository): FivefoldError {
  return new FivefoldError({
    code: 'file/unreadable',
    message: `${nameOf(repository)} has no ${path} on its default branch.`,
    hint: 'A grader repository is made by `fivefold init --classroom` (docs/classroom.md).',
    where: path,
  });
}

export function notAPlan(file: string, cause?: unknown): FivefoldError {
  return new FivefoldError(
    {
      code: 'file/malformed',
      message: `${file} is not the plan of a sweep, or one of another version.`,
      hint: 'Make it by `fivefold cohort plan --output FILE`.',
      where: file,
    },
    { cause },
  );
}
