import { createHmac, createPublicKey } from 'node:crypto';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { readSigningKey } from '../../src/proof/index.ts';
import {
  certificateOf,
  EXAM,
  EXAM_SHA256,
  failuresOf,
  freshKeys,
  KEYS,
  proofOf,
  SUBMISSION,
  verify,
} from './made.ts';

/** Whoever wants a better score, or somebody else's, and has one honest proof to begin with. */

type Json = Readonly<Record<string, unknown>>;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part = ''): Json => JSON.parse(Buffer.from(part, 'base64url').toString());
const partsOf = (token: string) => token.split('.') as [string, string, string];

/** The honest key signs whatever it is given: what the verifier believes beyond the signature. */
async function signedByUs(payload: Uint8Array, header: Json = {}): Promise<string> {
  const { key, kid } = await readSigningKey(KEYS.signing);
  const whole = { alg: 'EdDSA', typ: 'fivefold-proof+jwt', kid, ...header };
  return new CompactSign(payload).setProtectedHeader(whole).sign(key);
}

const honest = (await proofOf()).score;
const [header, payload, signature] = partsOf(honest);

describe('[T-70] a forged proof is refused', () => {
  const better = encode({ ...decode(payload), points: 25, percent: 100 });
  const none = encode({ ...decode(header), alg: 'none' });
  const hs256 = encode({ ...decode(header), alg: 'HS256' });
  const publicBytes = createPublicKey({ key: JSON.parse(KEYS.signing), format: 'jwk' });
  const hmac = (secret: string | Buffer) =>
    createHmac('sha256', secret).update(`${hs256}.${payload}`).digest('base64url');

  it.each<[string, string]>([
    ['that says nothing is to be checked', `${none}.${payload}.`],
    ['that says so and keeps the signature', `${none}.${payload}.${signature}`],
    ['keyed with the public key as PEM', `${hs256}.${payload}.${hmac(pem(publicBytes))}`],
    ['keyed with the public key as JSON', `${hs256}.${payload}.${hmac(KEYS.published)}`],
    ['with other scores', `${header}.${better}.${signature}`],
    ['with a bit of the signature turned', `${header}.${payload}.${flip(signature)}`],
    ['without a signature', `${header}.${payload}.`],
    ['with a signature of zeros', `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`],
    ['with the same bytes in another spelling', `${header}.${payload}.${respell(signature)}`],
    ['of two parts', `${header}.${payload}`],
  ])('%s', async (_how, token) => {
    if (token.split('.').length < 3) {
      await expect(verify(token)).rejects.toMatchObject({ code: 'proof/missing' });
    } else {
      const verified = await verify(token);
      expect(failuresOf(verified)).toEqual(['signature']);
      expect(verified.kind).toBe('unknown');
    }
  });

  it('beside one that holds', async () => {
    expect(failuresOf(await verify(honest))).toEqual([]);
  });

  it('and nothing of what it says is told', async () => {
    const verified = await verify(`${header}.${encode({ ...decode(payload), sub: 'MALLORY' })}.${signature}`);
    expect(JSON.stringify(verified.lines)).not.toContain('MALLORY');
    expect(verified).not.toHaveProperty('claims');
  });
});

describe('[T-72] a key of the forger’s own does not count', () => {
  it('under its own name', async () => {
    const mallory = await freshKeys();
    const { key, kid } = await readSigningKey(mallory.signing);
    const sign = (protectedHeader: Json) =>
      new CompactSign(Buffer.from(payload, 'base64url'))
        .setProtectedHeader({ alg: 'EdDSA', typ: 'fivefold-proof+jwt', ...protectedHeader })
        .sign(key);
    const jwk = JSON.parse(mallory.published).keys[0];
    const ours = (await readSigningKey(KEYS.signing)).kid;
    const tokens = [
      await sign({ kid }),
      await sign({ kid: ours }),
      await sign({ kid, jwk }),
      await sign({ kid, jku: 'https://evil.example/keys.json' }),
      await sign({ jwk }),
      await sign({ typ: 'JWT', kid: `https://evil.example/keys.json#${kid}`, jwk }),
      await sign({ typ: 'JWT', kid: `https://evil.example/keys.json#${ours}`, jwk }),
    ];
    for (const token of tokens) expect(failuresOf(await verify(token))).toEqual(['signature']);
  });

  it('where the key file calls it by the name of an honest one', async () => {
    const mallory = await freshKeys();
    const { kid } = await readSigningKey(KEYS.signing);
    const [jwk] = JSON.parse(mallory.published).keys;
    const published = JSON.stringify({ keys: [{ ...jwk, kid }] });
    expect(failuresOf(await verify(honest, { published }))).toEqual(['signature']);
  });
});

describe('[T-73] what changes how a token is read is refused, even when our key signed it', () => {
  const bytes = Buffer.from(payload, 'base64url');

  it.each<[string, Json]>([
    ['extensions that must be understood', { crit: ['exp'], exp: 1 }],
    ['another kind of token', { typ: 'vc+jwt' }],
    ['a key by address', { jku: 'https://evil.example' }],
    ['a certificate by address', { x5u: 'https://evil.example' }],
  ])('%s', async (_what, extra) => {
    const { crit, ...plain } = extra;
    const token = crit ? await withCritical(bytes) : await signedByUs(bytes, plain);
    expect(failuresOf(await verify(token))).toEqual(['signature']);
  });

  it('a proof that is passed off as a certificate, and the other way round', async () => {
    const [, credential] = partsOf(await certificateOf());
    const asProof = await signedByUs(Buffer.from(credential, 'base64url'));
    const asBadge = await signedByUs(bytes, { typ: 'JWT' });
    for (const token of [asProof, asBadge]) expect(failuresOf(await verify(token))).toEqual(['signature']);
  });

  it.each<[string, (claims: Json) => Uint8Array]>([
    ['more than we know', (claims) => utf8({ ...claims, admin: true })],
    ['a later version', (claims) => utf8({ ...claims, proof: 'fivefold/proof/2' })],
    ['no JSON', () => new TextEncoder().encode('points: 25')],
    ['bytes that are no text', () => Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)],
    ['a login that only looks like one', (claims) => utf8(withCandidate(claims, '\u0430da'))],
    ['a login with a mark that turns the line', (claims) => utf8(withCandidate(claims, 'ada\u202e'))],
    ['a login that is another in lower case', (claims) => utf8(withCandidate(claims, '\u212aate'))],
  ])('claims of %s', async (_what, make) => {
    const token = await signedByUs(make(decode(payload)));
    expect(failuresOf(await verify(token))).toEqual(['signature']);
  });

  it('names that a verifier is given in letters that only look alike', async () => {
    for (const candidate of ['\u0430da', 'ad\u0430', 'ada\u200b', 'ada ', '']) {
      expect(failuresOf(await verify(honest, { candidate }))).toEqual(['candidate']);
    }
    // The sign of the kelvin is a k in lower case.
    const { score } = await proofOf({ submission: { ...SUBMISSION, candidate: 'kate' } });
    expect(failuresOf(await verify(score, { candidate: 'KATE' }))).toEqual([]);
    expect(failuresOf(await verify(score, { candidate: '\u212aATE' }))).toEqual(['candidate']);
  });

  it('titles that would turn the line of the answer', async () => {
    const title = 'Spring\u202e7202\u001b[31m\nexam';
    const { score } = await proofOf({ exam: { ...EXAM, title } });
    const line = (await verify(score)).lines.find(({ aspect }) => aspect === 'exam');
    expect(line?.text).toMatch(/^Spring7202\[31mexam, /);
  });
});

describe('[T-74] an honest proof of something else proves nothing here', () => {
  it('of another candidate', async () => {
    expect(failuresOf(await verify(honest, { candidate: 'bob' }))).toEqual(['candidate']);
    expect(failuresOf(await verify(await certificateOf(), { candidate: 'bob' }))).toEqual(['candidate']);
  });

  it('of another commit, and of so short an id that many begin so', async () => {
    expect(failuresOf(await verify(honest, { commit: 'c'.repeat(40) }))).toEqual(['commit']);
    expect(failuresOf(await verify(honest, { commit: 'a' }))).toEqual(['commit']);
  });

  it('of another exam, though the same key signed both', async () => {
    const exam = { exam: EXAM, sha256: 'f'.repeat(64) };
    expect(failuresOf(await verify(honest, { exam }))).toEqual(['exam']);
    expect(failuresOf(await verify(await certificateOf(), { exam }))).toEqual(['exam']);
  });

  it('of the same exam on other hidden sets', async () => {
    const [first, ...others] = EXAM.tasks;
    if (!first) throw new Error('no task');
    const changed = { ...first, hidden: { path: 'x', sha256: '9'.repeat(64) } };
    for (const tasks of [[changed, ...others], others, [...EXAM.tasks, { ...first, id: 'more' }]]) {
      const exam = { exam: { ...EXAM, tasks }, sha256: EXAM_SHA256 };
      expect(failuresOf(await verify(honest, { exam }))).toEqual(['hidden sets']);
    }
  });

  it('of another exam repository, whose key is another', async () => {
    const { published } = await freshKeys();
    expect(failuresOf(await verify(honest, { published }))).toEqual(['signature']);
  });
});

function utf8(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function withCandidate(claims: Json, candidate: string): Json {
  return { ...claims, submission: { ...(claims.submission as Json), candidate } };
}

function pem(key: ReturnType<typeof createPublicKey>): string {
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

function flip(part: string): string {
  const bytes = Buffer.from(part, 'base64url');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

/** The last character holds four bits that say nothing. */
function respell(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(part.at(-1) ?? '');
  return part.slice(0, -1) + alphabet[last ^ 1];
}

async function withCritical(bytes: Uint8Array): Promise<string> {
  const { key, kid } = await readSigningKey(KEYS.signing);
  return new CompactSign(bytes)
    .setProtectedHeader({ alg: 'EdDSA', typ: 'fivefold-proof+jwt', kid, crit: ['exp'], exp: 1 })
    .sign(key, { crit: { exp: true } });
}
