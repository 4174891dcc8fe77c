/**
 * What Open Badges 3.0 says of an AchievementCredential, as a JSON Schema: written from the text of the specification
 * (section B.1, "Credential Data Models", https://www.imsglobal.org/spec/ob/v3p0/), since 1EdTech's own schema file may
 * not be copied here. Only properties that the specification names are allowed, which is stricter than it is.
 */
const uri = { type: 'string', format: 'uri' };
const text = { type: 'string' };
const dateTimeZ = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
};

/** An unordered set of IRIs, of which one is given. */
const types = (...names: readonly string[]) => ({
  type: 'array',
  items: text,
  minItems: 1,
  allOf: names.map((name) => ({ contains: { enum: name.split('|') } })),
});

const object = (required: readonly string[], properties: object) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
});

const RESULT_TYPES = [
  'GradePointAverage',
  'LetterGrade',
  'Percent',
  'PerformanceLevel',
  'PredictedScore',
  'RawScore',
  'Result',
  'RubricCriterion',
  'RubricCriterionLevel',
  'RubricScore',
  'ScaledScore',
  'Status',
];

const resultDescription = object(['id', 'type', 'name', 'resultType'], {
  id: uri,
  type: types('ResultDescription'),
  name: text,
  resultType: { enum: RESULT_TYPES },
  requiredValue: text,
  valueMin: text,
  valueMax: text,
});

const achievement = object(['id', 'type', 'criteria', 'description', 'name'], {
  id: uri,
  type: types('Achievement'),
  achievementType: { enum: ['Achievement', 'Assessment', 'Badge', 'Certificate', 'CertificateOfCompletion'] },
  criteria: object([], { id: uri, narrative: text }),
  description: text,
  name: text,
  version: text,
  resultDescription: { type: 'array', items: resultDescription },
});

/** With the claims that section 8.2.4 adds to the credential. */
export const ACHIEVEMENT_CREDENTIAL = object(
  ['@context', 'id', 'type', 'credentialSubject', 'issuer', 'validFrom', 'iss', 'jti', 'nbf', 'sub'],
  {
    '@context': {
      type: 'array',
      minItems: 2,
      maxItems: 2,
      prefixItems: [
        { const: 'https://www.w3.org/ns/credentials/v2' },
        {
          type: 'string',
          pattern: '^https://purl\\.imsglobal\\.org/spec/ob/v3p0/context(-3\\.\\d\\.\\d)*\\.json$',
        },
      ],
      items: false,
    },
    id: uri,
    type: types('VerifiableCredential', 'AchievementCredential|OpenBadgeCredential'),
    issuer: object(['id', 'type'], { id: uri, type: types('Profile'), name: text, url: uri }),
    validFrom: dateTimeZ,
    name: text,
    credentialSubject: object(['type', 'achievement'], {
      id: uri,
      type: types('AchievementSubject'),
      achievement,
      result: {
        type: 'array',
        items: object(['type'], { type: types('Result'), resultDescription: uri, value: text }),
      },
    }),
    evidence: { type: 'array', items: object(['type'], { id: uri, type: types('Evidence'), name: text }) },
    credentialSchema: { type: 'array', items: object(['id', 'type'], { id: uri, type: text }) },
    iss: uri,
    jti: uri,
    nbf: { type: 'integer' },
    sub: uri,
  },
);
