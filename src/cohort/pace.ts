import { setTimeout as sleep } from 'node:timers/promises';
import type { GitHub } from '../github/client.ts';
import { PATIENCE, type Patience } from '../github/patience.ts';
import {
  MAX_CONTENTS_AN_HOUR,
  MAX_POINTS_A_MINUTE,
  MAX_REQUESTS_AN_HOUR,
  MAX_WRITES_A_MINUTE,
} from './limits.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A sweep is in no hurry: it waits for the hour to be over where GitHub says so. Its pace is kept by {@link pace}. */
export const UNHURRIED: Patience = { ...PATIENCE, retries: 6, maxWaitMs: HOUR_MS + MINUTE_MS, paced: false };

/** So much in any stretch of so many milliseconds. */
export interface Limit {
  readonly most: number;
  readonly withinMs: number;
  /** What a request takes of it; 0 for nothing. */
  readonly weight: (request: Asked) => number;
}

interface Asked {
  readonly method: string;
  readonly url: string;
}

/** GitHub's limits on many requests of one App (docs.github.com, "Rate limits for the REST API"), as of November 2026. */
export const GITHUB_LIMITS: readonly Limit[] = [
  { most: MAX_POINTS_A_MINUTE, withinMs: MINUTE_MS, weight: (asked) => (isWrite(asked) ? 5 : 1) },
  { most: MAX_WRITES_A_MINUTE, withinMs: MINUTE_MS, weight: (asked) => (isWrite(asked) ? 1 : 0) },
  { most: MAX_CONTENTS_AN_HOUR, withinMs: HOUR_MS, weight: (asked) => (isContent(asked) ? 1 : 0) },
  { most: MAX_REQUESTS_AN_HOUR, withinMs: HOUR_MS, weight: () => 1 },
];

function isWrite({ method }: Asked): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** What people are notified of. */
function isContent({ method, url }: Asked): boolean {
  return method === 'POST' && /\/(?:issues|comments)$/.test(url);
}

/** What was asked within a limit, oldest first. */
class Window {
  readonly #limit: Limit;
  #asked: { readonly at: number; readonly weight: number }[] = [];

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** Milliseconds until there is room for it. */
  waitFor(asked: Asked, now: number): number {
    const { most, withinMs, weight } = this.#limit;
    this.#asked = this.#asked.filter(({ at }) => at > now - withinMs);
    let over = this.#asked.reduce((sum, { weight }) => sum + weight, weight(asked)) - most;
    const blocking = this.#asked.find((earlier) => {
      over -= earlier.weight;
      return over <= 0;
    });
    const isFull = this.#asked.reduce((sum, { weight }) => sum + weight, weight(asked)) > most;
    return isFull && weight(asked) > 0 && blocking ? blocking.at + withinMs - now : 0;
  }

  note(asked: Asked, at: number): void {
    const weight = this.#limit.weight(asked);
    if (weight > 0) this.#asked.push({ at, weight });
  }
}

/** Keep every request of a client within limits: whatever is too much waits, in the order in which it was asked. */
export function pace(github: GitHub, limits: readonly Limit[] = GITHUB_LIMITS): void {
  const windows = limits.map((limit) => new Window(limit));
  let turn: Promise<void> = Promise.resolve();
  const admit = async (asked: Asked): Promise<void> => {
    for (;;) {
      const now = performance.now();
      const waitMs = Math.max(...windows.map((window) => window.waitFor(asked, now)));
      if (waitMs <= 0) {
        for (const window of windows) window.note(asked, now);
        return;
      }
      await sleep(Math.ceil(waitMs));
    }
  };
  github.hook.before('request', ({ method, url }) => {
    turn = turn.then(() => admit({ method, url }));
    return turn;
  });
}
