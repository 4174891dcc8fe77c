import { afterAll, beforeAll } from 'vitest';
import { type LoopbackGitHub, type Options, startGitHub } from '../../scripts/loopback/index.ts';
import { connect, type GitHub, type Log } from '../../src/github/client.ts';
import { PATIENCE, type Patience } from '../../src/github/patience.ts';

/** Retries as in production, without the waiting that nobody asked for. */
export const HURRIED: Patience = { ...PATIENCE, backoffMs: 1, paced: false };

/** Accounts of every test's GitHub: who examines, who submits, who means harm. */
export const USERS = ['academy', 'ada', 'mallory'];

/**
 * One GitHub for a test file, with every request validated against GitHub's own description: closing it fails the
 * file when one was invalid.
 */
export function useGitHub(options: Partial<Options> = {}): () => LoopbackGitHub {
  let github: LoopbackGitHub | undefined;
  beforeAll(async () => {
    github = await startGitHub({ validate: true, users: USERS, ...options });
  });
  afterAll(() => github?.close());
  return () => {
    if (!github) throw new Error('the GitHub of this file has not started');
    return github;
  };
}

export function client(github: LoopbackGitHub, token?: string, log?: Log): GitHub {
  return connect({ apiUrl: github.url, patience: HURRIED, ...(token && { token }), ...(log && { log }) });
}

/** A fresh name: repositories of one file do not meet. */
export function freshName(prefix = 'exam'): string {
  serial += 1;
  return `${prefix}-${serial}`;
}
let serial = 0;
