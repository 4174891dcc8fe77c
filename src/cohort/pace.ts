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

export interface Asked {
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
  readonly limit: Limit;
  readonly #asked: { readonly at: number; readonly weight: number }[] = [];
  #sum = 0;

  constructor(limit: Limit) {
    this.limit = limit;
  }

  /** Milliseconds until there is room for it. */
  waitFor(asked: Asked, now: number): number {
    const { most, withinMs, weight } = this.limit;
    this.#forget(now - withinMs);
    let over = this.#sum + weight(asked) - most;
    if (over <= 0 || weight(asked) === 0) return 0;
    const blocking = this.#asked.find((earlier) => {
      over -= earlier.weight;
      return over <= 0;
    });
    return blocking ? blocking.at + withinMs - now : 0;
  }

  note(asked: Asked, at: number): void {
    const weight = this.limit.weight(asked);
    if (weight === 0) return;
    this.#asked.push({ at, weight });
    this.#sum += weight;
  }

  #forget(until: number): void {
    const first = this.#asked.findIndex(({ at }) => at > until);
    for (const { weight } of this.#asked.splice(0, first < 0 ? this.#asked.length : first))
      this.#sum -= weight;
  }
}

/** In milliseconds since any moment. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Lets requests through within limits: whatever is too much waits, in the order in which it was asked. Only what counts to the same
 * limits waits for each other, so that whoever may open no more issues for an hour can still write to the results branch.
 */
export class Pacer {
  readonly #windows: readonly Window[];
  readonly #clock: Clock;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(limits: readonly Limit[], clock: Clock) {
    this.#windows = limits.map((limit) => new Window(limit));
    this.#clock = clock;
  }

  admit(asked: Asked): Promise<void> {
    const kind = this.#windows.map(({ limit }) => limit.weight(asked)).join();
    const turn = (this.#turns.get(kind) ?? Promise.resolve()).then(() => this.#wait(asked));
    this.#turns.set(kind, turn);
    return turn;
  }

  async #wait(asked: Asked): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const waitMs = Math.max(...this.#windows.map((window) => window.waitFor(asked, now)));
      if (waitMs <= 0) {
        for (const window of this.#windows) window.note(asked, now);
        return;
      }
      await this.#clock.sleep(Math.ceil(waitMs));
    }
  }
}

const CLOCK: Clock = { now: () => performance.now(), sleep };

/** Keep every request of a client within GitHub's limits. */
export function pace(github: GitHub): void {
  const pacer = new Pacer(GITHUB_LIMITS, CLOCK);
  github.hook.before('request', ({ method, url }) => pacer.admit({ method, url }));
}
