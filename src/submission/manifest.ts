import { LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Task } from '../domain/exam.ts';
import { MAX_MANIFEST_BYTES } from '../domain/limits.ts';
import { notAFile, problem, visible } from './problem.ts';
import type { Listing, Source } from './source.ts';
import type { Sides } from './tokenizer.ts';

export const MANIFEST = 'submission.yml';

/** What a candidate says of tasks, by their ids; a task that is not named is as by convention. */
export interface Manifest {
  /** Paths of models. */
  readonly models: ReadonlyMap<string, string>;
  /** How the sequences of own tokenizers were padded. */
  readonly tokenizers: ReadonlyMap<string, Sides>;
}

const models = z.record(z.string(), z.string('a path is text, like `out/best.keras`'), {
  error: 'there should be one line `task: path` for each model',
});

const side = z.enum(['pre', 'post'], 'it should be `pre` or `post`').default('pre');

const tokenizers = z.record(z.string(), z.strictObject({ padding: side, truncating: side }), {
  error: 'there should be one line `task: { padding: post, truncating: post }` for each tokenizer',
});

/**
 * The one definition of `submission.yml`. Paths are checked task by task: one bad path does not cost the others.
 * `models:` with nothing below it is what remains when somebody deletes the last name.
 */
const manifestSchema = z.strictObject(
  {
    version: z.literal(1, 'it should say `version: 1`'),
    models: models.nullable().transform((names) => names ?? {}),
    tokenizers: tokenizers.nullish().transform((named) => named ?? {}),
  },
  {
    error: (issue) =>
      issue.code === 'invalid_type' ? 'it should say `version: 1` and `models:`' : undefined,
  },
);

/**
 * Read `submission.yml`, or answer an empty manifest where there is none.
 *
 * @throws {FivefoldError} `submission/manifest-invalid`, `submission/symlink`, …: the manifest speaks for every task
 */
export async function readManifest(
  source: Source,
  { entries }: Listing,
  tasks: readonly Task[],
): Promise<Manifest> {
  const entry = entries.get(MANIFEST);
  if (!entry) {
    if (entries.has('submission.yaml')) throw invalid('it is called submission.yaml', '');
    return { models: new Map(), tokenizers: new Map() };
  }
  if (entry.kind !== 'file') throw notAFile(entry);
  if ((entry.size ?? 0) > MAX_MANIFEST_BYTES)
    throw invalid(`it has more than ${MAX_MANIFEST_BYTES} bytes`, '');
  return parseManifest(await source.read(entry, MAX_MANIFEST_BYTES), tasks);
}

/** @throws {FivefoldError} `submission/manifest-invalid`, with the line, and the name of a field where there is one */
export function parseManifest(bytes: Uint8Array, tasks: readonly Task[]): Manifest {
  const lines = new LineCounter();
  // Its warnings would quote the file into the log of the grader, where lines may be commands to the runner.
  const document = parseDocument(new TextDecoder().decode(bytes), { lineCounter: lines, logLevel: 'error' });
  const syntax = document.errors[0];
  if (syntax) throw invalid('it is not YAML', ` line ${lines.linePos(syntax.pos[0]).line}`);
  const parsed = manifestSchema.safeParse(plain(document));
  if (!parsed.success) {
    const { message = 'unknown form', path = [] } = parsed.error.issues[0] ?? {};
    throw invalid(visible(message), path.length > 0 ? fieldAt(path) : '');
  }
  const models = new Map(Object.entries(parsed.data.models));
  const tokenizers = new Map(Object.entries(parsed.data.tokenizers));
  refuseOthers(models, tasks, 'models', 'this exam has no task', fieldAt);
  const textTasks = tasks.filter(({ input }) => input.text);
  refuseOthers(tokenizers, textTasks, 'tokenizers', 'this exam gives no texts for a task', fieldAt);
  return { models, tokenizers };

  /** The closest enclosing node that exists tells the line: a missing field has none. */
  function fieldAt(path: readonly PropertyKey[]): string {
    const nodes = path.map((_, i) => document.getIn(path.slice(0, i + 1), true) as Node | undefined);
    const [start] = nodes.findLast((node) => node?.range)?.range ?? [];
    const line = start === undefined ? '' : ` line ${lines.linePos(start).line}`;
    return `${line} field ${visible(path.join('.'))}`;
  }

  function plain(parsed: typeof document): unknown {
    try {
      // Aliases that refer to aliases grow without bound; a manifest needs none.
      return parsed.toJS({ maxAliasCount: 10 });
    } catch {
      throw invalid('it uses too many aliases', '');
    }
  }
}

function refuseOthers(
  named: ReadonlyMap<string, unknown>,
  tasks: readonly Task[],
  field: keyof Manifest,
  complaint: string,
  fieldAt: (path: readonly PropertyKey[]) => string,
): void {
  const unknown = [...named.keys()].find((id) => !tasks.some((task) => task.id === id));
  if (unknown !== undefined) throw invalid(`${complaint} ${visible(unknown)}`, fieldAt([field, unknown]));
}

function invalid(reason: string, place: string) {
  return problem(
    'submission/manifest-invalid',
    `${MANIFEST} cannot be used: ${reason}.`,
    'Write `version: 1` and `models:` with one line `task: path` for each model, or delete the file and use `models/<task>/`.',
    `${MANIFEST}${place}`,
  );
}
