import { CompactSign, compactVerify } from 'jose';
import { z } from 'zod';
import { MAX_TOKEN_BYTES, MAX_TOKENS } from '../domain/limits.ts';
import { KEYS_FILE, type PublicKey, type SigningKey } from './keys.ts';

/** The one algorithm: Ed25519 (RFC 8037). What a token says of itself never chooses another. */
const ALG = 'EdDSA';

/** Says what is signed (RFC 8725, 3.11), so that no proof passes for a certificate, nor the other way round. */
export const PROOF_TYPE = 'fivefold-proof+jwt';

/** What Open Badges 3.0 asks for (section 8.2.3); `vc+jwt` of W3C's later VC-JOSE-COSE is not allowed there. */
export const BADGE_TYPE = 'JWT';

export type TokenType = typeof PROOF_TYPE | typeof BADGE_TYPE;

/** Sign claims as a compact JWS. Ed25519 is deterministic: the same claims and key give the same bytes. */
export async function signProof(claims: object, { key, kid }: SigningKey): Promise<string> {
  return sign(claims, { alg: ALG, typ: PROOF_TYPE, kid }, key);
}

/**
 * Sign an Open Badges credential. Its `kid` is an address at which a stranger finds the key; some software reads `jwk`
 * instead, which proves nothing by itself.
 *
 * @param issuer address of the repository that signs
 */
export async function signBadge(
  claims: object,
  { key, jwk, kid }: SigningKey,
  issuer: string,
): Promise<string> {
  return sign(claims, { alg: ALG, typ: BADGE_TYPE, kid: `${keysAddress(issuer)}#${kid}`, jwk }, key);
}

/** Where a browser finds the keys of a repository, on its default branch. */
export function keysAddress(issuer: string): string {
  return `${issuer}/raw/HEAD/${KEYS_FILE}`;
}

type Header = Parameters<CompactSign['setProtectedHeader']>[0];

function sign(claims: object, header: Header, key: SigningKey['key']): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(claims));
  return new CompactSign(payload).setProtectedHeader(header).sign(key);
}

/** Strict: `jku`, `x5u`, `crit`, `b64` and whatever else could change what is checked makes a token a stranger's. */
const header = z.discriminatedUnion('typ', [
  z.strictObject({ alg: z.literal(ALG), typ: z.literal(PROOF_TYPE), kid: z.string() }),
  z.strictObject({
    alg: z.literal(ALG),
    typ: z.literal(BADGE_TYPE),
    kid: z.string(),
    jwk: z.unknown().optional(),
  }),
]);

/** A token whose signature holds. */
export interface Opened {
  readonly type: TokenType;
  /** Thumbprint of the key that signed. */
  readonly kid: string;
  /** Whatever was signed; JSON, but of no known shape yet. */
  readonly claims: unknown;
}

/** Why a token is not believed. Its contents are nobody's word then, and are not told. */
export interface Refused {
  readonly reason: 'form' | 'unknown-key' | 'signature';
  readonly text: string;
}

/**
 * Check a signature against known keys. Only the thumbprint in `kid` chooses among them; a key that the token brings
 * with it is never used.
 */
export async function openToken(token: string, keys: readonly PublicKey[]): Promise<Opened | Refused> {
  const found = headerOf(token);
  if (typeof found === 'string') return { reason: 'form', text: found };
  const kid = found.typ === BADGE_TYPE ? (found.kid.split('#').at(-1) ?? '') : found.kid;
  const known = keys.find((key) => key.kid === kid);
  if (!known) return { reason: 'unknown-key', text: 'it is signed with a key that is not among those given' };
  try {
    const { payload } = await compactVerify(token, known.key, { algorithms: [ALG] });
    return { type: found.typ, kid, claims: parse(payload) };
  } catch {
    return { reason: 'signature', text: 'the signature does not fit: it was changed, or never signed so' };
  }
}

/** The header, or what is wrong with it. */
function headerOf(token: string): z.infer<typeof header> | string {
  if (token.length > MAX_TOKEN_BYTES)
    return `it has ${token.length} characters, of at most ${MAX_TOKEN_BYTES}`;
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonical)) return 'it is not a compact JWS';
  const { alg, typ } = asObject(tryParse(parts[0] ?? ''));
  if (alg !== ALG) return `it is to be checked by ${named(alg)}, and only ${ALG} counts`;
  const parsed = header.safeParse(tryParse(parts[0] ?? ''));
  return parsed.data ?? `its header is not one of ours (typ ${named(typ)})`;
}

/** Base64url has several spellings of the same bytes; only one of them is a token, so that its digest names it. */
function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

function tryParse(part: string): unknown {
  try {
    return parse(Buffer.from(part, 'base64url'));
  } catch {
    return undefined;
  }
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Of a header that nobody vouches for: a word, or nothing. */
function named(value: unknown): string {
  return typeof value === 'string' && /^[\w+/-]{1,30}$/.test(value) ? `"${value}"` : 'nothing known';
}

/** What begins like the header of a JWS: `{"` in base64url. */
const TOKEN = /(?<![\w.-])eyJ[\w-]*\.[\w-]*\.[\w-]*(?![\w.-])/g;

/** Every different token in a text, in order: of a comment, a scorecard, a badge's picture, or the token alone. */
export function tokensIn(text: string): readonly string[] {
  return [...new Set(text.match(TOKEN) ?? [])].slice(0, MAX_TOKENS);
}
