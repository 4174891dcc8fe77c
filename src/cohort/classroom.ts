/** `classroom.yml`: what a course says of its classroom beyond the exam itself. docs/classroom.md explains each field. */
import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { Deadline } from '../domain/deadline.ts';
import { FivefoldError } from '../domain/errors.ts';
import { MAX_EXAM_BYTES } from '../domain/limits.ts';
import type { Repository } from '../domain/submission.ts';
import { deadlineFor } from '../score/deadline.ts';
import { parseLate, type Student } from './student.ts';

/** Where the course keeps it. */
export const CLASSROOM_FILE = 'classroom.yml';

export interface Classroom {
  readonly version: 1;
  /** The organisation, or the account, that owns the students' repositories. */
  readonly organization: string;
  /** What a student's repository is called, with `{login}` in it. */
  readonly repositories: string;
  /** The branch that is graded; the repository's default branch where nothing is said. */
  readonly branch?: string;
  readonly deadline?: Deadline;
}

/** Whatever may stand in a repository's name, and the place for the login. */
const PATTERN = /^[\w.-]{0,60}\{login\}[\w.-]{0,60}$/;

const late = z.string().transform((text, context) => {
  const policy = parseLate(text);
  if (policy) return policy;
  context.addIssue({ code: 'custom', message: 'write free, refuse, or 10 % per day' });
  return z.NEVER;
});

const schema = z.strictObject({
  version: z.literal(1),
  organization: z.string().regex(/^[\w-]{1,60}$/, 'the name of an organisation or an account on GitHub'),
  repositories: z.string().regex(PATTERN, 'a name with {login} in it, like exam-{login}'),
  branch: z
    .string()
    .regex(/^[\w./-]{1,200}$/, 'the name of a branch')
    .exactOptional(),
  deadline: z
    .strictObject({
      at: z.iso.datetime({ offset: true, error: 'a time with its zone, like 2027-02-01T12:00:00Z' }),
      late,
    })
    .exactOptional(),
});

/**
 * Read `classroom.yml`.
 *
 * @param where names the file in messages
 * @throws {FivefoldError} `file/malformed`
 */
export function parseClassroom(bytes: Uint8Array, where: string): Classroom {
  if (bytes.length > MAX_EXAM_BYTES) throw malformed(where, `it has more than ${MAX_EXAM_BYTES} bytes`);
  const document = parseDocument(new TextDecoder().decode(bytes), { logLevel: 'error' });
  const [fault] = document.errors;
  if (fault) throw malformed(where, fault.message.split('\n')[0] ?? '');
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(where, `${issue?.path.join('.') || 'the document'}: ${issue?.message}`);
}

/** Where this person submits: the roster says so, or the course does for everybody. */
export function repositoryOf(classroom: Classroom, { login, repository }: Student): Repository {
  if (repository) return repository;
  return { owner: classroom.organization, name: classroom.repositories.replace('{login}', login) };
}

/** The deadline of one person, if there is one at all. */
export function deadlineOf(
  { deadline }: Pick<Classroom, 'deadline'>,
  student: Student,
): Deadline | undefined {
  return deadline && deadlineFor(deadline, student);
}

function malformed(where: string, what: string): FivefoldError {
  return new FivefoldError({
    code: 'file/malformed',
    message: `${where} cannot be used: ${what}.`,
    hint: 'docs/classroom.md lists every field.',
    where,
  });
}
