import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type CryptoKey,
  createRemoteJWKSet,
  exportJWK,
  generateKeyPair,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantiateTemplate } from '../../src/template.ts';
import { ROOT } from '../workflows/read.ts';

/**
 * The exchange as it happens, by HTTP: an issuer that signs what GitHub would, and a key service that verifies it by JWKS and by the
 * very role that `fivefold init --classroom` writes.
 * Source of what a role means: openbao.org/api-docs/auth/jwt; of the claims: docs.github.com, "OpenID Connect reference" (2026)
 */
const FACTS: Readonly<Record<string, string>> = {
  assignment: 'spring',
  organization: 'school',
  exam: 'Spring',
  'app-url': 'https://github.com/',
  'identity-file': 'identity.txt',
};
const IDENTITY = '# public recipient: age1xyz\nAGE-SECRET-KEY-1KEYSERVICETEST';
const SIGNING = '{"kty":"OKP","d":"canary-of-a-signing-key"}';
const REQUEST_TOKEN = 'request-token-of-the-runner';

/** What GitHub says of a job that runs the course's workflow, called from a student's repository. */
const CLAIMS = {
  sub: 'repo:school/spring-ada:ref:refs/heads/main',
  repository: 'school/spring-ada',
  repository_owner: 'school',
  workflow_ref: 'school/spring-ada/.github/workflows/grade.yml@refs/heads/main',
  job_workflow_ref: 'school/spring-grader/.github/workflows/grade-push.yml@refs/heads/main',
  runner_environment: 'github-hosted',
};

interface Role {
  readonly user_claim: string;
  readonly bound_claims: Readonly<Record<string, string>>;
  readonly token_num_uses: number;
}

let role: Role;
let issuer: Server;
let service: Server;
let folder: string;
let claims: JWTPayload;
let signer: CryptoKey;
let lifetime = '5m';
const tokens = new Map<string, number>();
const keys = await generateKeyPair('RS256');
const others = await generateKeyPair('RS256');
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listen(
  handle: (request: IncomingMessage, path: string) => Promise<[number, unknown]>,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const [status, body] = await handle(request, request.url ?? '').catch((): [number, unknown] => [
      400,
      { errors: [] },
    ]);
    response.writeHead(status, {
      'content-type': 'application/json',
      location: `${addressOf(service)}/elsewhere`,
    });
    response.end(JSON.stringify(body));
  });
  return new Promise((settle) => server.listen(0, '127.0.0.1', () => settle(server)));
}

/** GitHub's side: its keys, and a token for whoever runs a job, for the audience that was asked for. */
async function asGitHub(request: IncomingMessage, path: string): Promise<[number, unknown]> {
  if (path === '/jwks')
    return [200, { keys: [{ ...(await exportJWK(keys.publicKey)), kid: '1', alg: 'RS256' }] }];
  if (request.headers.authorization !== `Bearer ${REQUEST_TOKEN}`) return [401, {}];
  const audience = new URL(path, 'http://x').searchParams.get('audience') ?? '';
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: '1' }).setIssuer(addressOf(issuer));
  return [
    200,
    { value: await jwt.setIssuedAt().setAudience(audience).setExpirationTime(lifetime).sign(signer) },
  ];
}

/** Vault's side, as far as a role goes. */
async function asVault(request: IncomingMessage, path: string): Promise<[number, unknown]> {
  if (path === '/v1/auth/jwt/login') {
    const { role: name, jwt } = JSON.parse(await text(request));
    const jwks = createRemoteJWKSet(new URL(`${addressOf(issuer)}/jwks`));
    const { payload } = await jwtVerify(jwt, jwks, {
      issuer: addressOf(issuer),
      audience: addressOf(service),
    });
    const isBound = Object.entries(role.bound_claims).every(([claim, value]) => payload[claim] === value);
    if (name !== 'spring' || !isBound || !(role.user_claim in payload)) return [400, { errors: ['claim'] }];
    tokens.set('token-1', role.token_num_uses);
    return [200, { auth: { client_token: 'token-1' } }];
  }
  if (path === '/v1/moved/data/spring') return [307, {}];
  const token = String(request.headers['x-vault-token']);
  const left = tokens.get(token) ?? 0;
  tokens.set(token, left - 1);
  if (left < 1 || path !== '/v1/secret/data/spring') return [403, { errors: ['permission denied'] }];
  return [200, { data: { data: { identity: IDENTITY, 'signing-key': SIGNING } } }];
}

beforeAll(async () => {
  const files = await instantiateTemplate((_, name) => FACTS[name], 'template-classroom/grader');
  role = JSON.parse(new TextDecoder().decode(files.get('key-service/vault-role.json')));
  issuer = await listen(asGitHub);
  service = await listen(asVault);
  folder = mkdtempSync(join(tmpdir(), 'fivefold-key-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const server of [issuer, service]) server.close();
});

interface Attempt {
  readonly claims?: JWTPayload;
  readonly signer?: CryptoKey;
  readonly lifetime?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The action as the runner runs it. */
async function fetchKeys(attempt: Attempt = {}) {
  claims = { ...CLAIMS, ...attempt.claims };
  signer = attempt.signer ?? keys.privateKey;
  lifetime = attempt.lifetime ?? '5m';
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const child = spawn(process.execPath, [join(ROOT, 'key/main.mjs')], {
    env: {
      INPUT_URL: addressOf(service),
      INPUT_ROLE: 'spring',
      INPUT_PATH: 'secret/data/spring',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${addressOf(issuer)}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
      GITHUB_OUTPUT: output,
      ...attempt.env,
    },
  });
  const status = new Promise((settle) => child.on('close', settle));
  const [log, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: await status, log: log + complaints, output: readFileSync(output, 'utf8') };
}

describe('a key service', () => {
  it('releases the keys to the course’s workflow, and every line of them is masked before it is handed on', async () => {
    const { status, log, output } = await fetchKeys();
    expect(status, log).toBe(0);
    expect(output).toMatch(new RegExp(`^identity<<(.+)\n${IDENTITY}\n\\1\nsigning-key<<(.+)\n`));
    const shown = log.split('\n').filter((line) => line !== '' && !line.startsWith('::add-mask::'));
    expect(shown).toEqual([]);
    for (const secret of ['AGE-SECRET-KEY-1KEYSERVICETEST', SIGNING])
      expect(log).toContain(`::add-mask::${secret}\n`);
  });

  const refused: readonly (readonly [string, Attempt])[] = [
    [
      'a workflow that a student has copied into their repository',
      { claims: { job_workflow_ref: 'school/spring-ada/.github/workflows/grade-push.yml@refs/heads/main' } },
    ],
    [
      'the course’s workflow on a branch that somebody has pushed',
      { claims: { job_workflow_ref: CLAIMS.job_workflow_ref.replace('main', 'mine') } },
    ],
    ['a workflow of the course that calls nothing', { claims: { job_workflow_ref: CLAIMS.workflow_ref } }],
    [
      'the course’s workflow on a machine of the student’s own',
      { claims: { runner_environment: 'self-hosted' } },
    ],
    [
      'the course’s workflow, called from outside the organisation',
      { claims: { repository_owner: 'mallory' } },
    ],
    ['a token for another service', { env: { INPUT_AUDIENCE: 'https://elsewhere.example' } }],
    ['a token that has expired', { lifetime: '-1m' }],
    ['a token that GitHub has not signed', { signer: others.privateKey }],
    ['another role', { env: { INPUT_ROLE: 'winter' } }],
  ];
  it.each(refused)('releases nothing to %s', async (_, attempt) => {
    const { status, log, output } = await fetchKeys(attempt);
    expect([status, output]).toEqual([1, '']);
    expect(log).toContain('::error::The key service does not know this workflow: HTTP 400.');
    expect(log).not.toContain('AGE-SECRET-KEY');
  });

  it('is asked for one secret, once, and not sent elsewhere', async () => {
    const elsewhere = await fetchKeys({ env: { INPUT_PATH: 'moved/data/spring' } });
    expect([elsewhere.status, elsewhere.output]).toEqual([1, '']);
    const other = await fetchKeys({ env: { INPUT_PATH: 'secret/data/winter' } });
    expect(other.log).toContain('no such secret for it: HTTP 403');
  });

  it('is told nothing where others could listen, or where the job has no word of GitHub’s', async () => {
    const open = await fetchKeys({ env: { INPUT_URL: 'http://vault.example.org' } });
    expect(open.log).toContain('begins with https://');
    const without = await fetchKeys({ env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' } });
    expect(without.log).toContain('id-token: write');
    expect([open.status, without.status]).toEqual([1, 1]);
  });
});

describe('the workflow that asks it', () => {
  it('checks nothing out, runs no shell, takes no input, and grants what it needs', async () => {
    const files = await instantiateTemplate((_, name) => FACTS[name], 'template-classroom/grader');
    const workflow = new TextDecoder().decode(files.get('key-service/grade-push.yml'));
    expect(workflow).not.toMatch(/checkout@|run:|inputs\.|vars\.|secrets\.|pull_request/);
    expect(workflow).toContain('runs-on: ubuntu-latest');
    expect(
      [...workflow.matchAll(/^ {6}([a-z-]+): (read|write) #/gm)].map(
        ([, name, level]) => `${name}: ${level}`,
      ),
    ).toEqual(['contents: read', 'checks: write', 'id-token: write']);
    expect(role.bound_claims.job_workflow_ref).toContain(
      'school/spring-grader/.github/workflows/grade-push.yml@',
    );
  });
});
