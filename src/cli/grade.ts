import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import type { Exam, Task } from '../domain/exam.ts';
import type { EngineKind } from '../domain/isolation.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import { parseExam } from '../exam/index.ts';
import { readVocabulary } from '../exam/vocabulary.ts';
import { grade } from '../grade.ts';
import { openHiddenSet, readHiddenFolder } from '../hidden/index.ts';
import { openFolder } from '../remembered/index.ts';
import { keyed } from '../remembering.ts';
import { renderTerminal } from '../report/index.ts';
import { type Engine, wasmEngine } from '../sandbox/engine.ts';
import { nativeEngine } from '../sandbox/native.ts';
import { readFolder } from '../submission/index.ts';
import { withTokens } from '../texts.ts';
import { checkFolder } from './check.ts';
import { exitCodeOfCard } from './exit.ts';
import { assertFolder, readInput, writeOutput } from './files.ts';
import { terminal } from './output.ts';
import { writePage } from './page.ts';
import { progress } from './progress.ts';

interface Options {
  readonly exam: string;
  readonly hidden: string;
  readonly keyFile: string;
  readonly engine: EngineKind;
  readonly cache?: string;
  readonly json?: string | true;
  readonly html?: string;
}

export function gradeCommand(): Command {
  return new Command('grade')
    .description('Grade a folder of models against hidden sets.')
    .argument('<dir>', 'the submission: submission.yml, or models/<task>/…')
    .requiredOption('--exam <exam.yml>', 'the exam')
    .requiredOption('--hidden <dir>', 'the folder that holds the encrypted sets')
    .requiredOption('--key-file <file>', 'the age identity that opens them')
    .addOption(
      new Option('--engine <engine>', 'what computes; native is TensorFlow itself, kept in by bubblewrap')
        .choices(['wasm', 'native'])
        .default('wasm'),
    )
    .option('--cache <dir>', 'keep results there under seal, and run no model a second time')
    .option('--json [file]', 'write the scorecard as JSON; without a file, print it and nothing else')
    .option(
      '--html <file>',
      'write a page with pictures; of the public sample, where it lies beside the exam, also of the answers',
    )
    .action(async (directory: string, options: Options) => {
      const isQuiet = printsJson(options);
      const card = await gradeFolder(directory, options);
      if (!isQuiet) console.log(renderTerminal(card, terminal()));
      if (options.json !== undefined) await writeJson(options.json, card);
      if (options.html) {
        const { exam, result } = await checkFolder(directory, options.exam, { isQuiet });
        await writePage(options.html, { exam, card, check: result });
      }
      process.exitCode = exitCodeOfCard(card);
    });
}

async function gradeFolder(directory: string, options: Options): Promise<Scorecard> {
  const loaded = parseExam(await readInput(options.exam));
  const identity = new TextDecoder().decode(await readInput(options.keyFile));
  await assertFolder(directory);
  const engine = await engineOf(options.engine, loaded.exam);
  const submission = await readFolder(directory, loaded.exam.tasks);
  const openHidden = async (task: Task) => {
    const encrypted = await readHiddenFolder(options.hidden, task);
    const set = await openHiddenSet(encrypted, { identity, exam: loaded.exam, task });
    return withTokens(set, task, (path) => readVocabulary(dirname(options.exam), path));
  };
  const keys = await keyed(identity, options.cache ? [await openFolder(options.cache)] : []);
  const { watch, stop } = progress(loaded.exam.tasks, 'graded', { isQuiet: printsJson(options) });
  return grade({ ...loaded, ...keys, submission, openHidden, engine }, watch).finally(stop);
}

async function engineOf(kind: EngineKind, { isolation }: Exam): Promise<Engine> {
  return kind === 'native'
    ? nativeEngine(process.env.FIVEFOLD_TFJS_NODE, isolation)
    : wasmEngine(process.env.FIVEFOLD_REVECTORISE);
}

/** `--json` and `--json -`: nothing but JSON, not even for a person at a terminal. */
function printsJson({ json }: Options): boolean {
  return json === true || json === '-';
}

async function writeJson(file: string | true, card: Scorecard): Promise<void> {
  const json = `${JSON.stringify(card, null, 2)}\n`;
  if (file === true || file === '-') process.stdout.write(json);
  else await writeOutput(file, json);
}
