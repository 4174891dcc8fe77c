import { dirname } from 'node:path';
import { Command, Option } from 'commander';
import type { Exam, Task } from '../domain/exam.ts';
import type { EngineKind } from '../domain/isolation.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import { readVocabulary } from '../exam/vocabulary.ts';
import { grade } from '../grade.ts';
import { openHiddenSet, readHiddenFolder } from '../hidden/index.ts';
import { findTfjsNode } from '../native.ts';
import { openFolder } from '../remembered/index.ts';
import { keyed } from '../remembering.ts';
import { renderTerminal } from '../report/index.ts';
import { type Engine, wasmEngine } from '../sandbox/engine.ts';
import { nativeEngine } from '../sandbox/native.ts';
import { withTokens } from '../texts.ts';
import { checkFolder, type FolderRead, pageOf, readFolders } from './check.ts';
import { exitCodeOfCard } from './exit.ts';
import { readInput, writeOutput } from './files.ts';
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
      const read = await readFolders(directory, options.exam);
      const card = await gradeFolder(read, options);
      if (!isQuiet) console.log(renderTerminal(card, terminal()));
      if (options.json !== undefined) await writeJson(options.json, card);
      if (options.html) {
        const result = await checkFolder(read, directory, options.exam, { isQuiet, outlines: true });
        await writePage(options.html, { ...pageOf(read, result), card });
      }
      process.exitCode = exitCodeOfCard(card);
    });
}

async function gradeFolder({ loaded, submission }: FolderRead, options: Options): Promise<Scorecard> {
  const identity = new TextDecoder().decode(await readInput(options.keyFile));
  const engine = await engineOf(options.engine, loaded.exam);
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
    ? nativeEngine(await findTfjsNode(process.env), isolation)
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
