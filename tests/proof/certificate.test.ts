import { Ajv2020 } from 'ajv/dist/2020.js';
import { CompactSign, decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { pictureOf, readSigningKey } from '../../src/proof/index.ts';
import { certificateOf, EXAM, failuresOf, KEYS, proofOf, SUBMISSION, statesOf, verify } from './made.ts';
import { ACHIEVEMENT_CREDENTIAL } from './open-badges.ts';

const ajv = new Ajv2020({ formats: { uri: (text: string) => URL.canParse(text) } });
const isAchievementCredential = ajv.compile(ACHIEVEMENT_CREDENTIAL);

interface Credential {
  readonly issuer: { readonly id: string };
  readonly credentialSubject: { readonly id: string; readonly result: readonly object[] };
  readonly validFrom: string;
  readonly id: string;
}

describe('a certificate', () => {
  it('is an AchievementCredential of Open Badges 3.0', async () => {
    const claims = decodeJwt(await certificateOf());
    isAchievementCredential(claims);
    expect(isAchievementCredential.errors).toBeNull();
    expect(isAchievementCredential({ ...claims, validFrom: 'yesterday' })).toBe(false);
    expect(isAchievementCredential({ ...claims, type: ['VerifiableCredential'] })).toBe(false);
  });

  it('is a JWT as section 8.2 wants it: claims equal to the credential, a key that can be found', async () => {
    const token = await certificateOf();
    const { kid } = await readSigningKey(KEYS.signing);
    const [jwk] = JSON.parse(KEYS.published).keys;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'EdDSA',
      typ: 'JWT',
      kid: `https://github.com/school/exam/raw/HEAD/fivefold-keys.json#${kid}`,
      jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x },
    });
    const claims = decodeJwt<Credential>(token);
    expect(claims.iss).toBe(claims.issuer.id);
    expect(claims.sub).toBe(claims.credentialSubject.id);
    expect(claims.jti).toBe(claims.id);
    expect((claims.nbf ?? 0) * 1_000).toBe(Date.parse(claims.validFrom));
  });

  it('holds for whoever has the exam repository', async () => {
    const states = statesOf(
      await verify(await certificateOf(), { candidate: 'ada', commit: 'a'.repeat(40) }),
    );
    expect(Object.values(states)).toEqual(Object.values(states).map(() => 'holds'));
  });

  it('is issued on a pass, and not for less, nor for practice', async () => {
    expect((await proofOf()).certificate).toBeDefined();
    expect((await proofOf({ values: [0.9, 0.65] })).certificate).toBeUndefined();
    expect((await proofOf({}, { practiceOnly: true })).certificate).toBeUndefined();
  });

  it('[T-75] whose claims contradict the credential is refused, though our key signed it', async () => {
    const { key, kid } = await readSigningKey(KEYS.signing);
    const claims = decodeJwt<Credential>(await certificateOf());
    const other = 'https://github.com/mallory';
    for (const change of [{ sub: other }, { iss: other }, { jti: other }, { nbf: 1 }]) {
      const token = await new CompactSign(Buffer.from(JSON.stringify({ ...claims, ...change })))
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: `https://x.example#${kid}` })
        .sign(key);
      expect(failuresOf(await verify(token))).toEqual(['trust']);
    }
  });
});

describe('its picture', () => {
  const drawn = async (title = EXAM.title, candidate = 'ada') => {
    const grading = { exam: { ...EXAM, title }, submission: { ...SUBMISSION, candidate } };
    const token = await certificateOf(grading);
    const verified = await verify(token);
    if (verified.kind !== 'certificate') throw new Error('no certificate');
    return { token, svg: pictureOf(verified.claims, token) };
  };

  it('holds the credential where Open Badges bakes it, once, and it still verifies there', async () => {
    const { token, svg } = await drawn();
    expect(svg).toMatch(
      /<svg [^>]*xmlns:openbadges="https:\/\/purl\.imsglobal\.org\/ob\/v3p0"[^>]*>\n<openbadges:/,
    );
    expect(svg.match(/<openbadges:credential verify="([^"]+)">/g)).toEqual([
      `<openbadges:credential verify="${token}">`,
    ]);
    expect(failuresOf(await verify(svg))).toEqual([]);
  });

  it('says in words what it shows, to those who do not see it', async () => {
    const { svg } = await drawn();
    expect(svg).toContain(
      '<title id="fivefold-title">Certificate: ada passed Deep learning, spring 2027</title>',
    );
    expect(svg).toContain(
      'ada passed Deep learning, spring 2027 with 100 % of all points on 23 November 2026: glyphs 5 of 5, sensors 5 of 5.',
    );
  });

  it('holds nothing from elsewhere, and no script', async () => {
    const { token, svg } = await drawn();
    const rest = svg.replace(token, '').replaceAll(/ xmlns(:openbadges)?="[^"]+"/g, '');
    expect(rest).not.toMatch(/https?:|<script|<image|<foreignObject|href|url\(|@import|\son\w+=/i);
  });

  it('[T-75] takes a title for text, whatever is in it', async () => {
    const { svg } = await drawn('</text><script>alert(1)</script>"\' & \u202e\u0007\ud800');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39; &amp;');
    for (const mark of ['\u202e', '\u0007', '\ud800']) expect(svg).not.toContain(mark);
  });

  it('has room for the longest title and login', async () => {
    const { svg } = await drawn(Array(40).fill('WW').join(' '), 'm'.repeat(39));
    const lines = [...svg.matchAll(/text-anchor="middle" font-size="(\d+)">([^<]*)</g)];
    expect(lines.length).toBeGreaterThan(7);
    for (const [, size, text = ''] of lines) expect(Number(size) * text.length * 0.7).toBeLessThan(840);
    const [, size, text = ''] = lines.find(([, , shown]) => shown?.startsWith('mmm')) ?? [];
    expect(Number(size) * text.length).toBeLessThan(840);
  });
});
