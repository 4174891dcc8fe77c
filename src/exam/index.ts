import { createHash } from 'node:crypto';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { FivefoldError } from '../domain/errors.ts';
import type { Exam } from '../domain/exam.ts';
import { MAX_EXAM_BYTES } from '../domain/limits.ts';
import { examSchema } from './schema.ts';

/** An exam and the SHA-256 (hex) of the very bytes it was read from. */
export interface LoadedExam {
  readonly exam: Exam;
  readonly sha256: string;
}

/**
 * Read `exam.yml`.
 *
 * @throws {FivefoldError} `exam/unreadable` not YAML; `exam/invalid` with line and column of the first fault
 */
export function parseExam(bytes: Uint8Array): LoadedExam {
  if (bytes.length > MAX_EXAM_BYTES) throw tooLarge(bytes.length);
  const lines = new LineCounter();
  const { document, value } = readYaml(new TextDecoder().decode(bytes), lines);
  const parsed = examSchema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error, (path) => position(document, lines, path));
  return { exam: parsed.data, sha256: createHash('sha256').update(bytes).digest('hex') };
}

type Document = ReturnType<typeof parseDocument>;
type Path = readonly PropertyKey[];

function readYaml(text: string, lineCounter: LineCounter): { document: Document; value: unknown } {
  try {
    const document = parseDocument(text, { lineCounter, logLevel: 'error' });
    const [fault] = document.errors;
    if (fault) throw fault;
    // Aliases of aliases can unfold a few lines to gigabytes: past the limit, this throws.
    return { document, value: document.toJS({ maxAliasCount: 100 }) };
  } catch (cause) {
    throw unreadable(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** The closest enclosing node that exists: a missing field is reported where its parent begins. */
function position(document: Document, lines: LineCounter, path: Path): string {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range;
    if (!range) continue;
    const { line, col } = lines.linePos(range[0]);
    return `line ${line}, column ${col}`;
  }
  return 'line 1, column 1';
}

function invalid(error: z.ZodError, locate: (path: Path) => string): FivefoldError {
  const faults = error.issues.map((issue) => `${issue.path.join('.') || 'the document'}: ${issue.message}`);
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new FivefoldError({
    code: 'exam/invalid',
    message: `exam.yml does not describe an exam: ${faults[0]}${more}.`,
    hint: 'Correct the line; docs/exam.md lists every field.',
    where: locate(placeOf(error.issues[0])),
  });
}

/** An unknown field is reported where it stands, and not where its parent begins. */
function placeOf(issue: z.core.$ZodIssue | undefined): Path {
  if (issue?.code !== 'unrecognized_keys') return issue?.path ?? [];
  return [...issue.path, ...issue.keys.slice(0, 1)];
}

function unreadable(reason: string, cause: unknown): FivefoldError {
  const message = `exam.yml is not valid YAML: ${reason.split('\n')[0]}`;
  return new FivefoldError(
    { code: 'exam/unreadable', message, hint: 'Correct the YAML at this place.' },
    { cause },
  );
}

/** Told alike whether the file was read or only listed. */
export function tooLarge(bytes: number): FivefoldError {
  return new FivefoldError({
    code: 'exam/unreadable',
    message: `exam.yml has ${bytes} bytes; the limit is ${MAX_EXAM_BYTES}.`,
    hint: 'Keep data out of exam.yml.',
  });
}
