import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT = join(import.meta.dirname, '..', '..');

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>> | 'inherit';
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly on: Readonly<Record<string, WorkflowTrigger | null>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface WorkflowTrigger {
  readonly types?: readonly string[];
  readonly paths?: readonly string[];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, { readonly required?: boolean }>>;
}

/** A workflow file of this repository or of the template, by its path from the root. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  readonly workflow: Workflow;
}

const FOLDERS = [
  '.github/workflows',
  'template/.github/workflows',
  'template-classroom/grader/.github/workflows',
];

export function readWorkflows(): readonly WorkflowFile[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => readWorkflow(`${folder}/${name}`)),
  );
}

export function readWorkflow(path: string): WorkflowFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, workflow: parse(text) };
}

/** Every `uses:` of a workflow: of its steps, and of the reusable workflows that its jobs call. */
export function usesOf({ workflow }: WorkflowFile): readonly string[] {
  return Object.values(workflow.jobs).flatMap((job) =>
    [job.uses, ...stepsOf(job).map((step) => step.uses)].filter((uses) => uses !== undefined),
  );
}

export function stepsOf(job: Job): readonly Step[] {
  return job.steps ?? [];
}
