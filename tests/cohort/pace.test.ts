import { describe, expect, it } from 'vitest';
import { type Asked, GITHUB_LIMITS, type Limit, Pacer } from '../../src/cohort/pace.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A clock that goes on only while somebody sleeps, once everybody else has had their say. */
function fakeClock() {
  let now = 0;
  const sleep = async (ms: number) => {
    const until = now + ms;
    await new Promise((done) => setImmediate(done));
    now = Math.max(now, until);
  };
  return { now: () => now, sleep };
}

/** When each of these is let through, in milliseconds, in the order in which they are. */
async function admitted(limits: readonly Limit[], asked: readonly Asked[]) {
  const clock = fakeClock();
  const pacer = new Pacer(limits, clock);
  const seen: { readonly asked: Asked; readonly at: number }[] = [];
  await Promise.all(
    asked.map((one) => pacer.admit(one).then(() => seen.push({ asked: one, at: clock.now() }))),
  );
  return seen;
}

const times = (count: number, method: string, url: string): readonly Asked[] =>
  Array.from({ length: count }, () => ({ method, url }));
const READ = '/repos/{owner}/{repo}';
const CHECK = '/repos/{owner}/{repo}/check-runs';
const ISSUES = '/repos/{owner}/{repo}/issues';

describe('the pace', () => {
  it('lets so many through in any while, and the others as soon as there is room', async () => {
    const limit: Limit = { most: 5, withinMs: 400, weight: () => 1 };
    const ats = (await admitted([limit], times(12, 'GET', READ))).map(({ at }) => at);
    expect(ats).toEqual([0, 0, 0, 0, 0, 400, 400, 400, 400, 400, 800, 800]);
  });

  it.each([
    ['900 reads a minute', times(2_000, 'GET', READ), 900, MINUTE_MS],
    ['80 writes a minute', times(200, 'PATCH', READ), 80, MINUTE_MS],
    ['500 new issues an hour', times(1_100, 'POST', ISSUES), 500, HOUR_MS],
    ['5,000 requests an hour', times(11_000, 'GET', READ), 5_000, HOUR_MS],
  ])('keeps GitHub’s limit of %s in any such stretch', async (_, asked, most, withinMs) => {
    const found = (await admitted(GITHUB_LIMITS, asked)).map(({ at }) => at);
    expect(found).toHaveLength(asked.length);
    found.forEach((at, i) => {
      const earlier = found[i - most];
      if (earlier !== undefined) expect(at - earlier).toBeGreaterThanOrEqual(withinMs);
    });
  });

  it('lets the results branch be written while no issue may be opened', async () => {
    const asked = [...times(501, 'POST', ISSUES), ...times(1, 'PATCH', READ)];
    const found = await admitted(GITHUB_LIMITS, asked);
    const last = found.findLast(({ asked }) => asked.url === ISSUES)?.at ?? Number.NaN;
    const branch = found.find(({ asked }) => asked.method === 'PATCH')?.at ?? Number.NaN;
    expect(last).toBeGreaterThanOrEqual(HOUR_MS);
    expect(branch).toBeLessThan(HOUR_MS / 2);
  });

  it('counts a check run as a write and not as an issue', async () => {
    const found = await admitted(GITHUB_LIMITS, times(600, 'POST', CHECK));
    expect(found.at(-1)?.at).toBeLessThan(10 * MINUTE_MS);
  });
});
