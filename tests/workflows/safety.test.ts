import { describe, expect, it } from 'vitest';
import { readWorkflow, readWorkflows, stepsOf, usesOf } from './read.ts';

const files = readWorkflows();
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;

describe.each(files.map((file) => [file.path, file] as const))('%s', (_path, file) => {
  const { workflow } = file;
  const jobs = Object.values(workflow.jobs);

  it('pins every action and reusable workflow by commit, with the version beside it', () => {
    for (const uses of usesOf(file)) {
      if (uses.startsWith('./')) continue;
      expect(uses).toMatch(PINNED);
      expect(file.text).toContain(`${uses} # v`);
    }
  });

  it('grants nothing at the top and states the permissions of each job', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of jobs) expect(job.permissions).toBeDefined();
  });

  it('bounds the time of every job that runs steps', () => {
    for (const job of jobs) if (job.steps) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });

  it('puts no expression into a shell script', () => {
    const scripts = jobs.flatMap((job) => stepsOf(job).flatMap((step) => step.run ?? []));
    for (const script of scripts) expect(script).not.toContain('${{');
  });

  it('leaves no credentials behind a checkout', () => {
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

  it('check out nothing and run no shell', () => {
    const jobs = privileged.flatMap(({ workflow }) => Object.values(workflow.jobs));
    for (const uses of privileged.flatMap(usesOf)) expect(uses).not.toContain('checkout');
    for (const step of jobs.flatMap(stepsOf)) expect(step.run).toBeUndefined();
  });

  it('may write a comment and a check run, and nothing else', () => {
    const expected = { contents: 'read', 'pull-requests': 'write', checks: 'write', issues: 'read' };
    const jobs = privileged.flatMap(({ workflow }) => Object.values(workflow.jobs));
    expect(jobs.map((job) => job.permissions)).toEqual([expected, expected]);
  });

  it('grade when a pull request is opened, pushed to, reopened or leaves draft, and only for submissions', () => {
    for (const { workflow } of privileged) {
      expect(workflow.on.pull_request_target).toEqual({
        types: ['opened', 'synchronize', 'reopened', 'ready_for_review'],
        paths: ['models/**', 'submission.yml'],
      });
    }
  });

  it('begin with the comment of a candidate, whose text is compared and handed to nothing', () => {
    for (const { workflow, text } of privileged) {
      expect(workflow.on.issue_comment).toEqual({ types: ['created'] });
      const uses = text.match(/.*github\.event\.comment\.body.*/g) ?? [];
      expect(uses).toHaveLength(1);
      expect(uses[0]).toContain("startsWith(github.event.comment.body, '/start')");
    }
  });
});

it('publishes what it releases from a clean run: release.yml uses no cache', () => {
  const { text } = readWorkflow('.github/workflows/release.yml');
  expect(text).not.toContain('actions/cache@');
  expect(text).toContain('package-manager-cache: false');
});
