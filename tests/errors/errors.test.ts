import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorsDocument, exampleOf, HELP, TOPICS } from '../../scripts/errors/index.ts';
import { ERRORS_FILE } from '../../scripts/errors.ts';
import { ERROR_CODES } from '../../src/domain/errors.ts';
import { anchorOf, type HelpTopic, helpUrl } from '../../src/domain/help.ts';

const STOPS = ['stopped/crash', 'stopped/memory', 'stopped/timeout'];
const printed = readFileSync(ERRORS_FILE, 'utf8');
let written: string;
beforeAll(async () => {
  written = await errorsDocument();
});

/** What GitHub makes of a heading: lower case, white space to hyphens, no punctuation but hyphens and underscores. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

describe('docs/errors.md', () => {
  it('is what the code says today (otherwise: npm run errors)', () => {
    expect(printed).toBe(written);
  });

  it('has a section for each code and each reason to stop a model, and no other', () => {
    const sections = [...printed.matchAll(/^### `(.*)`$/gm)].map(([, topic]) => topic);
    expect(sections.toSorted()).toEqual([...Object.keys(ERROR_CODES), ...STOPS].toSorted());
  });

  it('links no heading that is not there', () => {
    const slugs = [...printed.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slugOf(heading));
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const [, anchor] of printed.matchAll(/\]\(#(.*?)\)/g)) expect(slugs).toContain(anchor);
  });

  it('holds no path of the machine that wrote it', () => {
    expect(printed).not.toMatch(/\/tmp\/|\/home\/|file:\/\/|localhost|127\.0\.0\.1/);
  });
});

describe.each(TOPICS)('%s', (topic: HelpTopic) => {
  it('is explained: what it means, why it happens, how to fix it', () => {
    const { means, why, fix } = HELP[topic];
    for (const text of [means, why, fix]) expect(text).toMatch(/^\S.{20,}[.:!?]$/s);
  });

  it('is found where messages link to', () => {
    expect(anchorOf(topic)).toBe(slugOf(`\`${topic}\``));
    expect(helpUrl(topic)).toMatch(
      /^https:\/\/github\.com\/fivefold\/fivefold\/blob\/main\/docs\/errors\.md#[a-z-]+$/,
    );
  });
});

it('an example that says something else is noticed', async () => {
  const { raise } = HELP['file/unreadable'];
  const help = HELP as Record<string, { raise: () => unknown }>;
  help['file/unreadable'] = { ...help['file/unreadable'], raise: () => 'nothing' };
  await expect(exampleOf('file/unreadable')).rejects.toThrow('file/unreadable');
  help['file/unreadable'] = { ...help['file/unreadable'], raise };
});
