import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT, readWorkflow, stepsOf, type Workflow } from './read.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const action: Action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
const grader = readWorkflow('.github/workflows/grade.yml');
const template = readWorkflow('template/.github/workflows/grade.yml');
const graderStep = Object.values(grader.workflow.jobs).flatMap(stepsOf)[0];
const call = template.workflow.jobs.grade;

const keys = (record: object | null | undefined): string[] => Object.keys(record ?? {}).sort();

it('asks for no key where there is none: the check of a candidate passes the action nothing', () => {
  const steps = Object.values(readWorkflow('template/.github/workflows/check.yml').workflow.jobs).flatMap(
    stepsOf,
  );
  const [check, keep] = steps;
  expect(check?.with).toEqual({ page: 'fivefold-check' });
  expect(keep?.with).toMatchObject({ name: 'fivefold-check' });
  expect(keep?.with?.path).toMatch(/^\$\{\{ steps\.check\.outputs\.page \}\}$/);
  expect(keys(action.inputs).filter((name) => action.inputs[name]?.required)).toEqual([]);
});

it('gives the action only inputs that it has, and every one that it requires', () => {
  const given = keys(graderStep?.with);
  const required = keys(action.inputs).filter((name) => action.inputs[name]?.required);
  expect(keys(action.inputs)).toEqual(expect.arrayContaining(given));
  expect(given).toEqual(expect.arrayContaining(required));
});

/**
 * Not the callers' to choose: the token, the keys, the artifact that the grader's own second step keeps, and a folder of results,
 * which no job on GitHub's machines finds again.
 */
const OWN = ['token', 'identity', 'signing-key', 'key-held-by', 'page', 'cache'];

it('offers every input of the action to callers, except those that are its own', () => {
  const offered = keys(grader.workflow.on.workflow_call?.inputs);
  expect(offered).toEqual(keys(action.inputs).filter((name) => !OWN.includes(name)));
  expect(keys(graderStep?.with)).toEqual(['identity', 'page', 'signing-key', ...offered].sort());
});

it('hands every output of the action on, but the path of the page, which ends with the job', () => {
  const { outputs } = parse(grader.text).on.workflow_call;
  const lasting = keys(action.outputs).filter((name) => name !== 'page');
  expect(keys(outputs)).toEqual(lasting);
  expect(keys(parse(grader.text).jobs.grade.outputs)).toEqual(lasting);
});

it('is called by the template with inputs and secrets that it has', () => {
  const { inputs, secrets } = grader.workflow.on.workflow_call ?? {};
  expect(call?.uses).toMatch(/^fivefold\/fivefold\/\.github\/workflows\/grade\.yml@[0-9a-f]{40}$/);
  expect(keys(inputs)).toEqual(expect.arrayContaining(keys(call?.with)));
  expect(keys(call?.secrets as object)).toEqual(keys(secrets));
});

it('is called by the README as it wants to be called', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const example: Workflow = parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');
  const job = example.jobs.grade;
  expect(job?.uses).toMatch(/^fivefold\/fivefold\/\.github\/workflows\/grade\.yml@v\d+$/);
  expect(example.on.pull_request_target?.types).toEqual(grader.workflow.on.pull_request_target?.types);
  expect(job?.permissions).toEqual(call?.permissions);
  expect(keys(job?.secrets as object)).toEqual(keys(grader.workflow.on.workflow_call?.secrets));
});

it('lets a person grade a pull request again, from the grader and from the template', () => {
  for (const { workflow } of [grader, template]) {
    expect(keys(workflow.on.workflow_dispatch?.inputs)).toEqual(['pull-request']);
  }
});
