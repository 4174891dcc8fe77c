import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT, readWorkflow, readWorkflows, stepsOf, usesOf } from './read.ts';

const files = readWorkflows();
/**
 * What anybody chooses who opens a pull request or writes a comment: GitHub Security Lab, "Keeping your GitHub Actions and
 * workflows secure Part 2: Untrusted input" (2021).
 */
const UNTRUSTED =
  /github\.(?:head_ref|event\.(?:[\w.*[\]]+\.)?(?:title|body|ref|label|message|email|name|page_name|default_branch|description|homepage))\b/g;
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;

/** A job that waits for GitHub's limits and runs nothing of anybody's may take as long as GitHub lets one. In minutes. */
const LONG: Readonly<Record<string, number>> = {
  'template-classroom/grader/.github/workflows/sweep.yml merge': 360,
};

describe.each(files.map((file) => [file.path, file] as const))('%s', (_path, file) => {
  const { workflow } = file;
  const jobs = Object.values(workflow.jobs);

  it('[T-80] pins every action and reusable workflow by commit, with the version beside it', () => {
    for (const uses of usesOf(file)) {
      if (uses.startsWith('./')) continue;
      expect(uses).toMatch(PINNED);
      expect(file.text).toContain(`${uses} # v`);
    }
  });

  it('[T-81] grants nothing at the top and states the permissions of each job', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of jobs) expect(job.permissions).toBeDefined();
  });

  it('bounds the time of every job that runs steps', () => {
    for (const [name, job] of Object.entries(workflow.jobs))
      if (job.steps) expect(job['timeout-minutes']).toBeLessThanOrEqual(LONG[`${file.path} ${name}`] ?? 60);
  });

  it('[T-81] puts no expression into a shell script', () => {
    const scripts = jobs.flatMap((job) => stepsOf(job).flatMap((step) => step.run ?? []));
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  it('[T-59] hands nothing that strangers write to a step, an input, a name or a group', () => {
    const uses = file.text.split('\n').filter((line) => !/^\s*#/.test(line) && line.match(UNTRUSTED));
    const compared = uses.filter((line) =>
      /^\s*github\.event\.issue\.pull_request && startsWith\(/.test(line),
    );
    expect(uses).toEqual(compared);
  });

  it('[T-59] is started by nothing that carries files or names from a fork into a run with secrets', () => {
    const risky = [
      'workflow_run',
      'pull_request_review',
      'pull_request_review_comment',
      'issues',
      'discussion',
    ];
    expect(Object.keys(workflow.on).filter((event) => risky.includes(event))).toEqual([]);
  });

  it('[T-81] leaves no credentials behind a checkout', () => {
    const checkouts = jobs.flatMap(stepsOf).filter((step) => step.uses?.startsWith('actions/checkout@'));
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  it('hands on secrets by name, never all of them', () => {
    for (const job of jobs) expect(job.secrets).not.toBe('inherit');
  });
});

describe('workflows that see a fork with the secrets of the exam', () => {
  const privileged = files.filter(({ workflow }) => 'pull_request_target' in workflow.on);

  it('are the grader and its caller in the template', () => {
    expect(privileged.map(({ path }) => path)).toEqual([
      '.github/workflows/grade.yml',
      'template/.github/workflows/grade.yml',
    ]);
  });

  it('[T-59] check out nothing, run no shell, and use nothing but the grader, GitHub’s attestation and its upload', () => {
    const jobs = privileged.flatMap(({ workflow }) => Object.values(workflow.jobs));
    for (const uses of privileged.flatMap(usesOf))
      expect(uses).toMatch(/^(?:fivefold\/fivefold[/@]|actions\/(?:attest|upload-artifact)@)/);
    for (const step of jobs.flatMap(stepsOf)) expect(step.run).toBeUndefined();
  });

  it('[T-59] run on a machine of GitHub’s that nobody used before, without a cache that a fork could fill', () => {
    const jobs = privileged.flatMap(({ workflow }) => Object.values(workflow.jobs));
    for (const job of jobs) if (job.steps) expect(job['runs-on']).toBe('ubuntu-latest');
    for (const { text } of privileged) expect(text).not.toMatch(/actions\/(?:cache|download-artifact)/);
  });

  it('[T-59] keep the page that the grader has written, and no other file', () => {
    const steps = privileged.flatMap(({ workflow }) => Object.values(workflow.jobs)).flatMap(stepsOf);
    const kept = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(kept.map((step) => step.with)).toEqual([
      {
        name: 'fivefold-report',
        path: expect.stringMatching(/^\$\{\{ steps\.grade\.outputs\.page \}\}$/),
      },
    ]);
  });

  it('[T-55] grade one commit of a candidate at a time, so that no attempt is unknown to another', () => {
    const [grader] = privileged.flatMap(({ workflow }) => Object.values(workflow.jobs));
    expect(grader?.concurrency?.group).toContain(
      'github.event.pull_request.user.login || github.event.issue.user.login ||',
    );
    expect(grader?.concurrency?.['cancel-in-progress']).toBe(true);
  });

  it('[T-59] may write a comment and a check run, and nothing else', () => {
    const expected = { contents: 'read', 'pull-requests': 'write', checks: 'write', issues: 'read' };
    const jobs = privileged.flatMap(({ workflow }) => Object.entries(workflow.jobs));
    const grading = jobs.filter(([name]) => name !== 'attest').map(([, job]) => job.permissions);
    expect(grading).toEqual([expected, expected]);
  });

  it('attest a score only where the instructor has asked for it, in a job that does and may do nothing else', () => {
    const [attest, ...others] = privileged.flatMap(({ workflow }) => workflow.jobs.attest ?? []);
    expect(others).toEqual([]);
    expect(attest?.permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
    expect(attest?.if).toContain("vars.FIVEFOLD_ATTEST == 'true'");
    expect(attest?.secrets).toBeUndefined();
    expect(attest && stepsOf(attest).map(({ uses }) => uses?.split('@')[0])).toEqual(['actions/attest']);
  });

  it('grade when a pull request is opened, pushed to, reopened or leaves draft, and only for submissions', () => {
    for (const { workflow } of privileged) {
      expect(workflow.on.pull_request_target).toEqual({
        types: ['opened', 'synchronize', 'reopened', 'ready_for_review'],
        paths: ['models/**', 'submission.yml'],
      });
    }
  });

  it('[T-56] begin with the comment of a candidate, whose text is compared and handed to nothing', () => {
    for (const { workflow, text } of privileged) {
      expect(workflow.on.issue_comment).toEqual({ types: ['created'] });
      const uses = text.match(/.*github\.event\.comment\.body.*/g) ?? [];
      expect(uses).toHaveLength(1);
      expect(uses[0]).toContain("startsWith(github.event.comment.body, '/start')");
    }
  });
});

it('[T-87] publishes what it releases from a clean run: release.yml uses no cache', () => {
  const { text } = readWorkflow('.github/workflows/release.yml');
  expect(text).not.toContain('actions/cache@');
  expect(text).toContain('package-manager-cache: false');
});

it('[T-87] attests what it releases, by hash and by bill of materials, before anybody can download it', () => {
  const steps = stepsOf(readWorkflow('.github/workflows/release.yml').workflow.jobs.publish ?? {});
  const attests = steps.filter((step) => step.uses?.startsWith('actions/attest@')).map((step) => step.with);
  expect(attests).toEqual([
    { 'subject-checksums': 'assets/SHA256SUMS' },
    { 'subject-path': 'assets/*.tar.gz', 'sbom-path': 'assets/sbom.cdx.json' },
  ]);
  const place = (wanted: string) => steps.findIndex(({ run, uses }) => (run ?? uses ?? '').includes(wanted));
  expect(place('.ci/release-assets')).toBeLessThan(place('actions/attest@'));
  expect(place('actions/attest@')).toBeLessThan(place('gh release create'));
});

it('[T-85] builds dist/ on two systems and holds both against the one that is committed', () => {
  const { reproducible } = readWorkflow('.github/workflows/ci.yml').workflow.jobs;
  expect(reproducible).toMatchObject({ strategy: { matrix: { os: ['ubuntu-latest', 'macos-latest'] } } });
  expect(stepsOf(reproducible ?? {}).map(({ run }) => run)).toContain('npm run check:dist');
});

it('[T-88] verifies the signatures of what it installs, and reviews what a pull request adds', () => {
  const steps = stepsOf(readWorkflow('.github/workflows/ci.yml').workflow.jobs.dependencies ?? {});
  expect(steps.some(({ run }) => run?.includes('npm audit signatures'))).toBe(true);
  expect(steps.some(({ uses }) => uses?.startsWith('actions/dependency-review-action@'))).toBe(true);
});

it('[T-88] takes no update that is younger than a week', () => {
  const { updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8'));
  const ecosystems = updates.map((update: Record<string, unknown>) => update['package-ecosystem']);
  expect(ecosystems).toEqual(['github-actions', 'npm', 'pip']);
  for (const { cooldown } of updates) expect(cooldown['default-days']).toBeGreaterThanOrEqual(7);
});

it('[T-89] gives a reason beside every finding of zizmor that it does not heed', () => {
  const ignored = files.flatMap(({ text }) => text.match(/.*zizmor: ignore.*/g) ?? []);
  expect(ignored).toHaveLength(3);
  for (const line of ignored) expect(line).toMatch(/# zizmor: ignore\[[a-z-]+\] \S+ \S+/);
});
