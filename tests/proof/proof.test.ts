import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  mintSigningKey,
  prove,
  readKeys,
  readSigningKey,
  secretsOf,
  verifyText,
  withKey,
} from '../../src/proof/index.ts';
import { AROUND, cardOf, EXAM, failuresOf, freshKeys, KEYS, proofOf, statesOf, verify } from './made.ts';

describe('the proof of a score', () => {
  it('says who was graded, where, when, on which data, by which grader, and with which scores', async () => {
    const { score } = await proofOf();
    const { kid } = await readSigningKey(KEYS.signing);
    expect(decodeProtectedHeader(score)).toEqual({ alg: 'EdDSA', typ: 'fivefold-proof+jwt', kid });
    expect(decodeJwt(score)).toEqual({
      proof: 'fivefold/proof/1',
      iss: 'https://github.com/school/exam',
      sub: 'https://github.com/ada',
      trust: 'full',
      grader: { name: 'fivefold', version: '1.2.3' },
      exam: {
        id: 'spring-2027',
        title: 'Deep learning, spring 2027',
        sha256: 'e'.repeat(64),
        repository: 'school/exam',
        commit: 'b'.repeat(40),
        passPercent: 90,
        feedback: 'score',
      },
      submission: {
        candidate: 'ada',
        repository: 'ada/exam',
        commit: 'a'.repeat(40),
        pullRequest: 7,
        at: '2026-11-23T09:30:00Z',
      },
      tasks: [
        { task: 'glyphs', weight: 1, metric: 'accuracy', hidden: 'a'.repeat(64), score: 5 },
        { task: 'sensors', weight: 1, metric: 'accuracy', hidden: 'b'.repeat(64), score: 5 },
      ],
      points: 10,
      maxPoints: 10,
      percent: 100,
      verdict: 'passed',
    });
  });

  it('holds, line by line, for whoever has the exam repository', async () => {
    const { score } = await proofOf();
    expect(statesOf(await verify(score, { candidate: 'Ada', commit: 'aaaaaaa' }))).toEqual({
      signature: 'holds',
      trust: 'holds',
      exam: 'holds',
      'hidden sets': 'holds',
      candidate: 'holds',
      commit: 'holds',
      expiry: 'holds',
      result: 'holds',
    });
  });

  it('says what was not checked, for want of an exam and of a name', async () => {
    const { score } = await proofOf();
    const [verified] = await verifyText(score, { keys: await readKeys(KEYS.published) });
    const states = verified && statesOf(verified);
    expect(states).toMatchObject({ signature: 'holds', exam: 'unchecked', 'hidden sets': 'unchecked' });
    expect(states).toMatchObject({ candidate: 'unchecked', commit: 'unchecked' });
  });

  it('has the same bytes when the same commit is graded again', async () => {
    expect((await proofOf()).score).toBe((await proofOf()).score);
  });

  it.each([
    ['score', undefined, undefined],
    ['band', 'top', undefined],
    ['full', 'top', 0.9],
  ] as const)(
    'reveals with feedback `%s` what the scorecard reveals, and no more',
    async (feedback, band, value) => {
      const { score } = await proofOf({ exam: { ...EXAM, feedback } });
      const { tasks } = decodeJwt<{ tasks: { band?: string; value?: number }[] }>(score);
      expect(tasks[0]?.band).toBe(band);
      expect(tasks[0]?.value).toBe(value);
    },
  );

  it('counts the best score in time, and names the commit that has it', async () => {
    const [first] = cardOf().tasks;
    const best = { task: 'glyphs', score: 4, head: 'c'.repeat(40), at: '2026-11-22T08:00:00Z' } as const;
    const card = { ...cardOf(), tasks: first ? [{ ...first, best }] : [] };
    const proof = await prove(card, KEYS.signing, AROUND);
    const { tasks } = decodeJwt<{ tasks: unknown[] }>(proof?.score ?? '');
    expect(tasks[0]).toMatchObject({ score: 4, commit: best.head, at: best.at });
  });

  it('is not given for a folder that nobody submitted', async () => {
    const { submission: _, ...card } = cardOf();
    expect(await prove(card, KEYS.signing, AROUND)).toBeUndefined();
  });

  it('[T-71] of a practice grading says that it proves nothing', async () => {
    const { score, certificate } = await proofOf({}, { practiceOnly: true });
    expect(decodeJwt(score)).toMatchObject({ trust: 'practice' });
    expect(certificate).toBeUndefined();
    expect(failuresOf(await verify(score))).toEqual(['trust']);
  });

  it('is found in a comment, in JSON and in a text with other words', async () => {
    const { score } = await proofOf();
    for (const text of [
      score,
      `<!-- x -->\n\`\`\`text\n${score}\n\`\`\`\n`,
      JSON.stringify({ proof: score }),
    ]) {
      expect(failuresOf(await verify(text))).toEqual([]);
    }
    await expect(verifyText('no more than this: eyJ.', { keys: [] })).rejects.toMatchObject({
      code: 'proof/missing',
    });
  });
});

describe('keys', () => {
  it('may be PEM, too, and are called by their thumbprint', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }), null, 2);
    expect((await readSigningKey(pem)).kid).toBe((await readSigningKey(jwk)).kid);
  });

  it('are rotated: what the old one signed holds as long as it is published', async () => {
    const { score } = await proofOf();
    const rotated = await freshKeys(KEYS.published);
    expect(JSON.parse(rotated.published).keys).toHaveLength(2);
    expect(failuresOf(await verify(score, { published: rotated.published }))).toEqual([]);
    const next = await prove(cardOf(), rotated.signing, AROUND);
    expect(failuresOf(await verify(next?.score ?? '', { published: rotated.published }))).toEqual([]);
    expect(failuresOf(await verify(score, { published: (await freshKeys()).published }))).toEqual([
      'signature',
    ]);
  });

  it('are published once, without the secret half', async () => {
    const again = withKey(KEYS.published, await readSigningKey(KEYS.signing));
    expect(again).toBe(KEYS.published);
    expect(again).not.toContain('"d"');
  });

  it.each([
    ['nothing', ''],
    ['words', 'AGE-SECRET-KEY-1QQQQ'],
    ['a public key', JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) })],
    ['a key of RSA', rsaKey()],
    ['a key that agrees, and signs nothing', x25519Key()],
  ])('that sign are refused when they are %s, and never quoted', async (_what, text) => {
    const refusal = await readSigningKey(text).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'proof/key-malformed' });
    expect((refusal as Error).cause).toBeUndefined();
    if (text) expect((refusal as Error).message).not.toContain(text.slice(0, 12));
  });

  it.each([
    ['a secret half', { ...JSON.parse(mintSigningKey()) }],
    ['a symmetric key', { kty: 'oct', k: 'AAAA' }],
    ['a certificate chain', { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43), x5u: 'https://evil.example' }],
    ['half a key', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' }],
  ])('[T-72] that are published with %s are refused', async (_what, jwk) => {
    const published = JSON.stringify({ keys: [jwk] });
    await expect(readKeys(published)).rejects.toMatchObject({ code: 'proof/keys-malformed' });
  });

  it('are masked line by line, and the secret number by itself', () => {
    const jwk = mintSigningKey();
    expect(secretsOf(jwk)).toEqual([jwk.trim(), JSON.parse(jwk).d]);
    const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAA\n-----END PRIVATE KEY-----\n';
    expect(secretsOf(pem)).toEqual(['MC4CAQAwBQYDK2VwBCIEIAAAAAA']);
    expect(secretsOf(JSON.stringify(JSON.parse(jwk), null, 2))).not.toContain('{');
  });
});

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function x25519Key(): string {
  return JSON.stringify(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }));
}
