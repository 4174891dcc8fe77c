import type { Exam } from '../domain/exam.ts';
import { type ScoreClaims, scoreClaims } from './claims.ts';
import { type BadgeClaims, badgeClaims, consistencyOf } from './credential.ts';
import type { PublicKey } from './keys.ts';
import { proofError } from './problem.ts';
import { BADGE_TYPE, openToken, tokensIn } from './token.ts';

/** What a token is held against. What is not given stays unchecked, and is said to be. */
export interface Expected {
  readonly keys: readonly PublicKey[];
  /** The exam as the verifier has it, with the SHA-256 (hex) of `exam.yml`. */
  readonly exam?: { readonly exam: Exam; readonly sha256: string };
  /** GitHub login of the person who shows the proof. */
  readonly candidate?: string;
  /** The commit that is to be proved, or the beginning of its id. */
  readonly commit?: string;
}

export type Aspect =
  | 'signature'
  | 'trust'
  | 'exam'
  | 'hidden sets'
  | 'candidate'
  | 'commit'
  | 'expiry'
  | 'result';

/** One line of an answer. `unchecked`: nothing was given to hold it against. */
export interface Line {
  readonly aspect: Aspect;
  readonly state: 'holds' | 'fails' | 'unchecked';
  /** May quote what was signed, which is text of the exam: make it printable before showing. */
  readonly text: string;
}

/** What holds of one token. Claims are told only when the signature holds. */
export type Verified = { readonly token: string; readonly lines: readonly Line[] } & (
  | { readonly kind: 'score'; readonly claims: ScoreClaims }
  | { readonly kind: 'certificate'; readonly claims: BadgeClaims }
  | { readonly kind: 'unknown' }
);

/**
 * Check every signed token in a text.
 *
 * @param text a token, a comment, a scorecard with its proof, or a badge's picture: a stranger's
 * @throws {FivefoldError} `proof/missing`
 */
export async function verifyText(text: string, expected: Expected): Promise<readonly Verified[]> {
  const tokens = tokensIn(text);
  if (tokens.length === 0) throw proofError('proof/missing', 'There is nothing signed in this text.');
  return Promise.all(tokens.map((token) => verifyToken(token, expected)));
}

async function verifyToken(token: string, expected: Expected): Promise<Verified> {
  const opened = await openToken(token, expected.keys);
  if ('reason' in opened) return { kind: 'unknown', token, lines: [fails('signature', opened.text)] };
  const { type, kid, claims } = opened;
  const signed = holds('signature', `Ed25519, by the key ${kid}`);
  if (type === BADGE_TYPE) {
    const badge = badgeClaims.safeParse(claims).data;
    if (badge)
      return { kind: 'certificate', token, claims: badge, lines: [signed, ...badgeLines(badge, expected)] };
  } else {
    const score = scoreClaims.safeParse(claims).data;
    if (score)
      return { kind: 'score', token, claims: score, lines: [signed, ...scoreLines(score, expected)] };
  }
  const strange = 'a known key signed it, but what it says has no form that this version of Fivefold knows';
  return { kind: 'unknown', token, lines: [fails('signature', strange)] };
}

function scoreLines(claims: ScoreClaims, { exam, candidate, commit }: Expected): readonly Line[] {
  const { submission, percent, points, maxPoints, verdict } = claims;
  const commits = [submission.commit, ...claims.tasks.flatMap((task) => task.commit ?? [])];
  return [
    trustLine(claims),
    examLine(claims.exam, exam?.sha256),
    hiddenLine(claims, exam?.exam),
    candidateLine(submission.candidate, candidate),
    commitLine(commits, commit),
    holds('expiry', 'none: a score does not expire'),
    holds('result', `${points} of ${maxPoints} (${percent} %): ${verdict}, at ${submission.at}`),
  ];
}

function trustLine({ trust, iss }: ScoreClaims): Line {
  if (trust === 'full')
    return holds('trust', `graded by ${iss}, where the candidate could not reach the key`);
  return fails('trust', 'practice only: the candidate could have read the keys, and signed this');
}

function examLine(claimed: { readonly title: string; readonly sha256: string }, sha256?: string): Line {
  // A title may hold whatever an instructor typed, and must not turn the direction of what follows it.
  const title = claimed.title.replace(/[\p{Cc}\p{Cf}]/gu, '');
  const what = `${title}, exam.yml with SHA-256 ${claimed.sha256}`;
  if (sha256 === undefined) return unchecked('exam', what);
  return claimed.sha256 === sha256
    ? holds('exam', what)
    : fails('exam', `${what}; the exam given has ${sha256}: another exam, or another version of it`);
}

function hiddenLine({ tasks }: ScoreClaims, exam: Exam | undefined): Line {
  const aspect = 'hidden sets';
  if (!exam) return unchecked(aspect, tasks.map(({ task, hidden }) => `${task} ${hidden ?? '–'}`).join(', '));
  const pinned = new Map(exam.tasks.map(({ id, hidden }) => [id, hidden.sha256]));
  const different = tasks.filter(({ task, hidden }) => hidden === undefined || pinned.get(task) !== hidden);
  const missing = exam.tasks.filter(({ id }) => !tasks.some(({ task }) => task === id));
  const strange = [...different.map(({ task }) => task), ...missing.map(({ id }) => id)];
  return strange.length === 0
    ? holds(aspect, `${tasks.length} of ${tasks.length} are those that exam.yml pins`)
    : fails(aspect, `not those that exam.yml pins: ${strange.join(', ')}`);
}

/** GitHub tells logins apart by ASCII letters alone, whatever their case. */
function candidateLine(claimed: string, given: string | undefined): Line {
  if (given === undefined) return unchecked('candidate', claimed);
  const same = /^[\w[\]-]+$/.test(given) && given.toLowerCase() === claimed.toLowerCase();
  return same ? holds('candidate', claimed) : fails('candidate', `it is the score of ${claimed}`);
}

/** Of a commit id as much as `git log` shows; less would fit by chance. */
const MIN_COMMIT_CHARACTERS = 7;

function commitLine(commits: readonly string[], given: string | undefined): Line {
  const all = [...new Set(commits)].join(', ');
  if (given === undefined) return unchecked('commit', all);
  const found = given.length >= MIN_COMMIT_CHARACTERS && commits.some((commit) => commit.startsWith(given));
  return found ? holds('commit', all) : fails('commit', `it is about ${all}`);
}

function badgeLines(badge: BadgeClaims, { exam, candidate, commit }: Expected): readonly Line[] {
  const { credentialSubject: subject, evidence, validFrom } = badge;
  const { name, version } = subject.achievement;
  const fault = consistencyOf(badge);
  const percent = subject.result[0]?.value;
  return [
    fault === undefined ? holds('trust', `issued by ${badge.issuer.id}`) : fails('trust', fault),
    examLine({ title: name, sha256: version }, exam?.sha256),
    candidateLine(loginIn(subject.id), candidate),
    commitLine(
      evidence.map(({ id }) => id.split('/').at(-1) ?? ''),
      commit,
    ),
    holds('expiry', `none: valid since ${validFrom}`),
    holds('result', `passed${percent === undefined ? '' : ` with ${percent} %`}`),
  ];
}

function loginIn(address: string): string {
  return decodeURIComponent(address.split('/').at(-1) ?? '');
}

function holds(aspect: Aspect, text: string): Line {
  return { aspect, state: 'holds', text };
}

function fails(aspect: Aspect, text: string): Line {
  return { aspect, state: 'fails', text };
}

function unchecked(aspect: Aspect, text: string): Line {
  return { aspect, state: 'unchecked', text };
}
