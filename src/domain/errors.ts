/**
 * Every way a grading can go wrong, by code. The `fault` decides what happens: the `candidate`'s costs the task,
 * the `instructor`'s and `ours` never cost the candidate anything (neutral check, no attempt spent).
 */
export const ERROR_CODES = {
  // exam.yml, submission.yml
  'exam/unreadable': 'instructor',
  'exam/invalid': 'instructor',
  'exam/vocabulary-missing': 'instructor',
  'exam/vocabulary-invalid': 'instructor',
  'submission/manifest-invalid': 'candidate',
  // what arrived
  'event/unsupported': 'instructor',
  'event/malformed': 'ours',
  'event/other-base': 'candidate',
  'event/many-pull-requests': 'candidate',
  'event/many-comments': 'candidate',
  'submission/unreachable': 'ours',
  'submission/tree-truncated': 'candidate',
  'submission/too-many-files': 'candidate',
  'submission/file-too-large': 'candidate',
  'submission/total-too-large': 'candidate',
  'submission/file-empty': 'candidate',
  'submission/file-missing': 'candidate',
  'submission/symlink': 'candidate',
  'submission/submodule': 'candidate',
  'submission/path-unsafe': 'candidate',
  'submission/several-models': 'candidate',
  'submission/lfs-pointer': 'candidate',
  'submission/wrong-content': 'candidate',
  'submission/hash-mismatch': 'ours',
  // the hidden set
  'hidden/key-missing': 'instructor',
  'hidden/key-malformed': 'instructor',
  'hidden/key-wrong': 'instructor',
  'hidden/missing': 'instructor',
  'hidden/unreachable': 'ours',
  'hidden/hash-mismatch': 'instructor',
  'hidden/damaged': 'instructor',
  'hidden/too-large': 'instructor',
  'hidden/malformed': 'instructor',
  'hidden/wrong-exam': 'instructor',
  'hidden/wrong-task': 'instructor',
  'hidden/wrong-shape': 'instructor',
  // the public sample
  'sample/unusable': 'instructor',
  // reading a model
  'model/unknown-format': 'candidate',
  'model/damaged': 'candidate',
  'model/too-large': 'candidate',
  'model/config-invalid': 'candidate',
  'model/layer-unsupported': 'candidate',
  'model/option-unsupported': 'candidate',
  'model/op-forbidden': 'candidate',
  'model/op-unsupported': 'candidate',
  'model/custom-code': 'candidate',
  'model/quantised': 'candidate',
  'model/vocabulary-missing': 'candidate',
  'model/tokenizer-invalid': 'candidate',
  'model/weights-missing': 'candidate',
  'model/weights-shape': 'candidate',
  'model/weights-not-finite': 'candidate',
  'model/input-mismatch': 'candidate',
  // what it predicted
  'prediction/shape': 'candidate',
  'prediction/not-finite': 'candidate',
  'prediction/not-probabilities': 'candidate',
  'prediction/on-hidden-rows': 'candidate',
  // measuring it
  'metric/undefined': 'instructor',
  // an instructor's own data
  'dataset/unreadable': 'instructor',
  'dataset/unclear': 'instructor',
  'dataset/too-large': 'instructor',
  'dataset/too-small': 'instructor',
  'dataset/exists': 'instructor',
  'dataset/download-failed': 'ours',
  'dataset/hash-mismatch': 'instructor',
  // setting thresholds
  'calibrate/no-training-rows': 'instructor',
  'calibrate/kind-unsupported': 'instructor',
  'calibrate/training-failed': 'instructor',
  'calibrate/not-separate': 'instructor',
  // files given on the command line
  'file/unreadable': 'candidate',
  'file/malformed': 'candidate',
  'file/unwritable': 'candidate',
  // the second engine, asked for on the command line
  'engine/unavailable': 'instructor',
  'engine/not-isolated': 'instructor',
  'engine/tool-missing': 'instructor',
  'engine/hash-mismatch': 'instructor',
  'engine/install-failed': 'ours',
  // GitHub, before a stage says what it means there
  'github/unreachable': 'ours',
  'github/not-found': 'ours',
  'github/forbidden': 'instructor',
  'github/too-large': 'ours',
  'github/hash-mismatch': 'ours',
  // writing to GitHub
  'publish/forbidden': 'instructor',
  'publish/locked': 'instructor',
  'publish/failed': 'ours',
  // the proof of a score
  'proof/key-malformed': 'instructor',
  'proof/keys-malformed': 'instructor',
  'proof/keys-unreachable': 'ours',
  'proof/missing': 'candidate',
  // many students at once
  'cohort/records-damaged': 'instructor',
  'cohort/busy': 'ours',
  'cohort/overtaken': 'ours',
  'cohort/public': 'instructor',
  // scorecards for other programs
  'export/undecided': 'ours',
  // ours
  'sandbox/memory-short': 'instructor',
  'sandbox/failed': 'ours',
  internal: 'ours',
} as const satisfies Record<string, Fault>;

export type Fault = 'candidate' | 'instructor' | 'ours';
export type ErrorCode = keyof typeof ERROR_CODES;
export type ModelErrorCode = Extract<ErrorCode, `model/${string}` | `prediction/${string}`>;

/** What a person needs to know about an error; plain data, so that it can cross stages and processes. */
export interface Problem {
  readonly code: ErrorCode;
  /** What is wrong, in one sentence. May quote candidate-controlled text: escape before showing. */
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly hint: string;
  /** Which file, layer or field, when there is one. Candidate-controlled: escape before showing. */
  readonly where?: string;
}

export function faultOf(code: ErrorCode): Fault {
  return ERROR_CODES[code];
}

/** The one error type. Anything else that is thrown is a defect of ours. */
export class FivefoldError extends Error implements Problem {
  override readonly name = 'FivefoldError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly where?: string;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.code = problem.code;
    this.hint = problem.hint;
    if (problem.where !== undefined) this.where = problem.where;
  }

  toProblem(): Problem {
    const { code, message, hint, where } = this;
    return where === undefined ? { code, message, hint } : { code, message, hint, where };
  }
}

/** Any thrown value as a problem: ours unless it says otherwise. */
export function toProblem(error: unknown): Problem {
  if (error instanceof FivefoldError) return error.toProblem();
  return {
    code: 'internal',
    message: 'The grader failed unexpectedly.',
    hint: 'This is not your fault and costs you nothing. Run the grading again; if it happens twice, report it.',
  };
}
