import { z } from 'zod';
import { MAX_SCORE } from '../domain/scorecard.ts';
import type { ScoreClaims } from './claims.ts';

/**
 * The certificate of a pass: an AchievementCredential of Open Badges 3.0 in the data model 2.0 of W3C's Verifiable
 * Credentials, as the claims of a JWT (Open Badges 3.0, section 8.2).
 */
export type BadgeClaims = z.infer<typeof badgeClaims>;

const CONTEXT = [
  'https://www.w3.org/ns/credentials/v2',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
] as const;
const SCHEMA =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';

/**
 * @param claims of a pass, graded out of the candidate's reach
 * @returns `undefined` for any other: neither practice nor a failure is ever certified
 */
export function credentialOf(claims: ScoreClaims): BadgeClaims | undefined {
  if (claims.verdict !== 'passed' || claims.trust !== 'full') return undefined;
  const { iss, sub, exam, submission, tasks } = claims;
  const at = passedAt(claims);
  const { pullRequest, commit: head } = submission;
  const place = pullRequest === undefined ? `commit/${head}` : `pull/${pullRequest}`;
  const id = `${iss}/${place}#fivefold-${encodeURIComponent(exam.id)}`;
  const commits = new Set(tasks.map(({ commit = submission.commit }) => commit));
  return {
    '@context': CONTEXT,
    id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: iss, type: ['Profile'], name: new URL(iss).pathname.slice(1), url: iss },
    validFrom: at,
    name: exam.title,
    credentialSubject: {
      id: sub,
      type: ['AchievementSubject'],
      achievement: achievementOf(claims),
      result: [
        resultOf(claims, 'percent', String(claims.percent)),
        ...tasks.flatMap(({ task, score }) =>
          score === null ? [] : [resultOf(claims, task, String(score))],
        ),
      ],
    },
    evidence: [...commits].map((commit) => ({
      id: `${new URL(iss).origin}/${submission.repository}/commit/${commit}`,
      type: ['Evidence'],
      name: 'Submitted models',
    })),
    credentialSchema: [{ id: SCHEMA, type: '1EdTechJsonSchemaValidator2019' }],
    iss,
    sub,
    jti: id,
    nbf: Date.parse(at) / 1_000,
  };
}

/** When the last of the scores that count was submitted: later submissions do not move it. */
function passedAt({ tasks, submission }: ScoreClaims): string {
  const times = tasks.flatMap(({ at }) => at ?? []).sort();
  const at = times.at(-1) ?? submission.at;
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function achievementOf(claims: ScoreClaims): BadgeClaims['credentialSubject']['achievement'] {
  const { iss, exam, tasks } = claims;
  const ids = tasks.map(({ task }) => task).join(', ');
  return {
    id: achievementId(claims),
    type: ['Achievement'],
    achievementType: 'Certificate',
    name: exam.title,
    description: `Passed the practical deep-learning exam “${exam.title}” of Fivefold: trained models for ${ids}, measured on data that nobody outside had seen.`,
    criteria: {
      id: `${iss}/blob/${exam.commit}/exam.yml`,
      narrative: `At least ${exam.passPercent} % of the weighted points, by thresholds published in exam.yml (SHA-256 ${exam.sha256}).`,
    },
    version: exam.sha256,
    resultDescription: [
      {
        id: resultId(claims, 'percent'),
        type: ['ResultDescription'],
        name: 'Share of all points, weighted',
        resultType: 'Percent',
        requiredValue: String(exam.passPercent),
        valueMin: '0',
        valueMax: '100',
      },
      ...tasks.map(({ task }) => ({
        id: resultId(claims, task),
        type: ['ResultDescription'],
        name: task,
        resultType: 'RawScore',
        valueMin: '0',
        valueMax: String(MAX_SCORE),
      })),
    ],
  };
}

function resultOf(claims: ScoreClaims, what: string, value: string) {
  return { type: ['Result'], resultDescription: resultId(claims, what), value };
}

function achievementId({ iss, exam }: ScoreClaims): string {
  return `${iss}#${encodeURIComponent(exam.id)}`;
}

function resultId(claims: ScoreClaims, what: string): string {
  return `${achievementId(claims)}/${encodeURIComponent(what)}`;
}

const uri = z.url();
const type = (name: string) => z.array(z.string()).refine((types) => types.includes(name));

/** What we issue, and hold a certificate against before we believe or draw it. Other issuers' badges are not ours to check. */
export const badgeClaims = z.strictObject({
  '@context': z.tuple([z.literal(CONTEXT[0]), z.literal(CONTEXT[1])]).readonly(),
  id: uri,
  type: type('OpenBadgeCredential'),
  issuer: z.strictObject({ id: uri, type: type('Profile'), name: z.string(), url: uri }),
  validFrom: z.iso.datetime(),
  name: z.string(),
  credentialSubject: z.strictObject({
    id: uri,
    type: type('AchievementSubject'),
    achievement: z.strictObject({
      id: uri,
      type: type('Achievement'),
      achievementType: z.string(),
      name: z.string().max(200),
      description: z.string(),
      criteria: z.strictObject({ id: uri, narrative: z.string() }),
      version: z.string().regex(/^[0-9a-f]{64}$/),
      resultDescription: z.array(
        z.strictObject({
          id: uri,
          type: type('ResultDescription'),
          name: z.string(),
          resultType: z.string(),
          requiredValue: z.string().exactOptional(),
          valueMin: z.string(),
          valueMax: z.string(),
        }),
      ),
    }),
    result: z.array(z.strictObject({ type: type('Result'), resultDescription: uri, value: z.string() })),
  }),
  evidence: z.array(z.strictObject({ id: uri, type: type('Evidence'), name: z.string() })),
  credentialSchema: z.array(z.strictObject({ id: uri, type: z.string() })),
  iss: uri,
  sub: uri,
  jti: uri,
  nbf: z.int(),
});

/** What the JWT says beside the credential must be what the credential says (section 8.2.6.1), or the fault in words. */
export function consistencyOf(badge: BadgeClaims): string | undefined {
  const { iss, sub, jti, nbf, issuer, credentialSubject, id, validFrom } = badge;
  if (iss !== issuer.id) return 'the issuer of the token is not the issuer of the credential';
  if (sub !== credentialSubject.id) return 'the subject of the token is not the subject of the credential';
  if (jti !== id) return 'the id of the token is not the id of the credential';
  if (nbf * 1_000 !== Date.parse(validFrom))
    return 'the token and the credential are valid from different times';
  return undefined;
}
