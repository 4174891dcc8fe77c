// Exchanges the workflow's own OIDC token for the keys of an exam. Nothing but Node: whoever audits it reads this page.
// https://docs.github.com/actions/concepts/security/openid-connect, https://openbao.org/api-docs/auth/jwt/
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

const TIMEOUT_MS = 30_000;

const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
const url = input('url').replace(/\/+$/, '');

/** What a service says may hold a secret, so that no answer is ever quoted. */
async function ask(what, address, options) {
  const response = await fetch(address, {
    ...options,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${what}: HTTP ${response.status}.`);
  return response.json();
}

/** Signed by GitHub: which repository this is, on which machine, and above all which workflow, at which commit. */
async function ownToken() {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
  if (!address || !token)
    throw new Error('This job has no OIDC token: give it the permission `id-token: write`.');
  const wanted = new URL(address);
  wanted.searchParams.set('audience', input('audience') || url);
  const headers = { authorization: `Bearer ${token}` };
  const { value } = await ask('GitHub gave no OIDC token', wanted, { headers });
  return value;
}

async function keys() {
  const jwt = await ownToken();
  mask(jwt);
  const body = JSON.stringify({ role: input('role'), jwt });
  const login = `${url}/v1/auth/${input('mount') || 'jwt'}/login`;
  const { auth } = await ask('The key service does not know this workflow', login, { method: 'POST', body });
  const headers = { 'x-vault-token': auth.client_token };
  mask(auth.client_token);
  const { data } = await ask('The key service has no such secret for it', `${url}/v1/${input('path')}`, {
    headers,
  });
  return data.data;
}

/** Line by line, as the runner compares; comments of a key file are no secrets. */
function mask(text) {
  const lines = text.split('\n').map((line) => line.trim());
  for (const line of lines) if (line !== '' && !line.startsWith('#')) console.log(`::add-mask::${line}`);
}

function hand(name, text) {
  mask(text);
  const end = randomUUID();
  appendFileSync(process.env.GITHUB_OUTPUT, `${name}<<${end}\n${text}\n${end}\n`);
}

/** A token that this workflow is known by is told to nobody who only listens. */
function assertPrivate() {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || hostname === '127.0.0.1') return;
  throw new Error('The key service must have an address that begins with https://.');
}

try {
  assertPrivate();
  const { identity, 'signing-key': signingKey } = await keys();
  if (typeof identity !== 'string' || identity === '') throw new Error('The secret has no field `identity`.');
  hand('identity', identity);
  if (typeof signingKey === 'string') hand('signing-key', signingKey);
} catch (error) {
  console.log(`::error::${error instanceof Error ? error.message : 'The keys could not be fetched.'}`);
  process.exitCode = 1;
}
