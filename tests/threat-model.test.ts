import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** docs/threat-model.md against the tests: a threat without a test is a wish, a test without a threat is not found. */
const TESTS = import.meta.dirname;
const DOCUMENT = join(TESTS, '..', 'docs', 'threat-model.md');
/** Written from a run of all tests, of which this one is a part: `npm run threats`. */
const GENERATED = 'threats.md';

interface Threat {
  readonly id: string;
  readonly what: string;
  readonly stops: string;
  /** One for each way in which a submission arrives. */
  readonly marks: readonly string[];
  readonly remains: string;
}

function readThreats(markdown: string): readonly Threat[] {
  const rows = markdown.split('\n').filter((line) => /^\| T-\d\d /.test(line));
  return rows.map((row) => {
    const cells = row.split('|').slice(1, -1);
    const [
      id = '',
      what = '',
      stops = '',
      fork = '',
      sweep = '',
      own = '',
      none = '',
      remains = '',
      ...more
    ] = cells.map((cell) => cell.trim());
    expect(more, row).toEqual([]);
    return { id, what, stops, marks: [fork, sweep, own, none], remains };
  });
}

/** Every `[T-07]` in the sources of tests, which is where titles are. */
function idsInTests(): ReadonlyMap<string, string> {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const found = files.flatMap((path) =>
    [...readFileSync(join(TESTS, path), 'utf8').matchAll(/\[(T-\d\d)\]/g)].map(
      ([, id = '']) => [id, path] as const,
    ),
  );
  return new Map(found.filter(([, path]) => join(TESTS, path) !== import.meta.filename));
}

const document = readFileSync(DOCUMENT, 'utf8');
const threats = readThreats(document);
const tested = idsInTests();

describe('the threat model', () => {
  it('has a test for each of its threats', () => {
    expect(threats.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('has a line for each threat that a test names', () => {
    const known = new Set(threats.map(({ id }) => id));
    const unknown = [...tested].filter(([id]) => !known.has(id)).map(([id, path]) => `${id} in ${path}`);
    expect(unknown).toEqual([]);
  });

  it('names each threat once, in order within its section', () => {
    const ids = threats.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const section of document.split(/^## /m)) {
      const own = readThreats(section).map(({ id }) => id);
      expect(own).toEqual(own.toSorted());
    }
  });

  it('says of each what stops it, for every way in which a submission arrives, and what remains', () => {
    expect(threats.length).toBeGreaterThan(40);
    for (const threat of threats) {
      const { what, stops, marks, remains } = threat;
      for (const text of [what, stops, remains]) expect(text, threat.id).not.toBe('');
      for (const mark of marks) expect(['✔', '–', '✘', '…'], threat.id).toContain(mark);
      expect(marks, threat.id).toContain('✔');
    }
  });

  it('refers to nothing of the repository that is not there', () => {
    const targets = [...document.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = '']) => path);
    const missing = targets.filter(
      (path) => path !== GENERATED && !existsSync(join(TESTS, '..', 'docs', path)),
    );
    expect(targets.length).toBeGreaterThan(2);
    expect(missing).toEqual([]);
  });
});
