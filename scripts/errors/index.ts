import {
  ERROR_CODES,
  type ErrorCode,
  FivefoldError,
  faultOf,
  type Problem,
} from '../../src/domain/errors.ts';
import { anchorOf, type HelpTopic } from '../../src/domain/help.ts';
import { COHORT_HELP } from './cohort.ts';
import { EXAM_HELP } from './exam.ts';
import type { Help } from './help.ts';
import { HIDDEN_HELP } from './hidden.ts';
import { MODEL_HELP } from './model.ts';
import { PLUMBING_HELP } from './plumbing.ts';
import { SUBMISSION_HELP } from './submission.ts';
import { TOOLS_HELP } from './tools.ts';

/** The prose about every code: the compiler misses none, and lets no other in. */
export const HELP: Readonly<Record<HelpTopic, Help>> = {
  ...EXAM_HELP,
  ...SUBMISSION_HELP,
  ...HIDDEN_HELP,
  ...MODEL_HELP,
  ...TOOLS_HELP,
  ...PLUMBING_HELP,
  ...COHORT_HELP,
};

const STOPS = ['stopped/timeout', 'stopped/memory', 'stopped/crash'] as const;

/** In the order of the code table, a model that was stopped among what models answer. */
export const TOPICS: readonly HelpTopic[] = (Object.keys(ERROR_CODES) as ErrorCode[]).flatMap((code) =>
  code === 'metric/undefined' ? [...STOPS, code] : [code],
);

/** Stages as chapters: what a code begins with. */
const CHAPTERS: Readonly<Record<string, string>> = {
  exam: 'The exam',
  event: 'What set the grader off',
  submission: 'What you submitted',
  hidden: 'The hidden sets',
  sample: 'The public sample',
  model: 'Reading a model',
  prediction: 'What a model answered',
  stopped: 'Models that were stopped',
  metric: 'Measuring',
  dataset: "An instructor's own data",
  calibrate: 'Setting thresholds',
  file: 'Files on the command line',
  engine: 'The second engine',
  github: 'GitHub',
  publish: 'Writing to GitHub',
  proof: 'The proof of a score',
  cohort: 'Many students at once',
  export: 'Scorecards for other programs',
  sandbox: 'The grader itself',
};

/** Topics by the title of their chapter. */
const CONTENTS: ReadonlyMap<string, readonly HelpTopic[]> = Map.groupBy(TOPICS, chapterOf);

const WHOSE = {
  candidate: 'Yours to fix',
  instructor: "The instructor's to fix, and costs a candidate nothing",
  ours: "Nobody's fault but ours, and costs a candidate nothing",
} as const;

const HEAD = `# What went wrong, and what to do

Every message of Fivefold ends with a code, and every code is explained here: what it means, why it happens, how to fix it. Nothing
here is a judgement of you. Whatever is not yours to fix costs you nothing: no points, and no attempt.

<!-- Written by \`npm run errors\` from scripts/errors/ and from what the code says. Do not edit. -->
`;

/** docs/errors.md, as text. */
export async function errorsDocument(): Promise<string> {
  const chapters: string[] = [];
  for (const [title, topics] of CONTENTS) {
    const sections: string[] = [];
    for (const topic of topics) sections.push(section(topic, await exampleOf(topic)));
    chapters.push([`## ${title}\n`, ...sections].join('\n'));
  }
  return [HEAD, contents(), ...chapters].join('\n');
}

function chapterOf(topic: HelpTopic): string {
  return CHAPTERS[topic.split('/')[0] ?? ''] ?? 'The grader itself';
}

function contents(): string {
  const lines = [...CONTENTS].map(([title, topics]) => {
    const links = topics.map((topic) => `[\`${topic}\`](#${anchorOf(topic)})`);
    return `- **${title}**: ${links.join(', ')}`;
  });
  return `${lines.join('\n')}\n`;
}

function section(topic: HelpTopic, { message, hint }: Example): string {
  const { means, why, fix } = HELP[topic];
  return `### \`${topic}\`

> ${quoted(message)}<br>
> → ${quoted(hint)}

${means}

**Why?** ${why}

**What to do?** ${fix}

*${whose(topic)}.*
`;
}

function whose(topic: HelpTopic): string {
  return WHOSE[isErrorCode(topic) ? faultOf(topic) : 'candidate'];
}

function isErrorCode(topic: HelpTopic): topic is ErrorCode {
  return Object.hasOwn(ERROR_CODES, topic);
}

/** Messages are plain text, but for the code in backticks, which holds anything. */
function quoted(text: string): string {
  const parts = text.split(/(`[^`]*`)/);
  return parts.map((part) => (part.startsWith('`') ? part : part.replace(/[<*[]/g, '\\$&'))).join('');
}

export type Example = Pick<Problem, 'message' | 'hint'>;

/**
 * What the grader really says.
 *
 * @throws {Error} it says nothing, or something with another code
 */
export async function exampleOf(topic: HelpTopic): Promise<Example> {
  const said = await caught(HELP[topic].raise);
  const found = said instanceof FivefoldError ? said.toProblem() : problemIn(said);
  if (found?.code === topic) return found;
  throw new Error(`${topic}: its example says ${found?.code ?? JSON.stringify(said)}`, { cause: said });
}

async function caught(raise: () => unknown): Promise<unknown> {
  try {
    return await raise();
  } catch (error) {
    return error;
  }
}

/** A problem, or what holds one. */
function problemIn(value: unknown): (Example & { readonly code: string }) | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('problem' in value) return problemIn(value.problem);
  return 'code' in value && 'message' in value && 'hint' in value
    ? (value as Example & { readonly code: string })
    : undefined;
}
