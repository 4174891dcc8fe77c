import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import ora from 'ora';
import { FivefoldError } from '../domain/errors.ts';
import type { Task } from '../domain/exam.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import { parseExam } from '../exam/index.ts';
import { grade } from '../grade.ts';
import { openHiddenSet, readHiddenFolder } from '../hidden/index.ts';
import { renderTerminal } from '../report/index.ts';
import { readFolder } from '../submission/index.ts';
import type { Watch } from '../watch.ts';
import { exitCodeOfCard } from './exit.ts';
import { readInput, writeOutput } from './files.ts';
import { useColour } from './output.ts';

interface Options {
  readonly exam: string;
  readonly hidden: string;
  readonly keyFile: string;
  readonly json?: string;
}

export function gradeCommand(): Command {
  return new Command('grade')
    .description('Grade a folder of models against hidden sets.')
    .argument('<dir>', 'the submission: submission.yml, or models/<task>/…')
    .requiredOption('--exam <exam.yml>', 'the exam')
    .requiredOption('--hidden <dir>', 'the folder that holds the encrypted sets')
    .requiredOption('--key-file <file>', 'the age identity that opens them')
    .option('--json <file>', 'write the scorecard as JSON; `-` prints it and nothing else')
    .action(async (directory: string, options: Options) => {
      const card = await gradeFolder(directory, options);
      if (options.json !== '-') console.log(renderTerminal(card, terminal()));
      if (options.json) await writeJson(options.json, card);
      process.exitCode = exitCodeOfCard(card);
    });
}

async function gradeFolder(directory: string, options: Options): Promise<Scorecard> {
  const loaded = parseExam(await readInput(options.exam));
  const identity = new TextDecoder().decode(await readInput(options.keyFile));
  await assertFolder(directory);
  const submission = await readFolder(directory, loaded.exam.tasks);
  const openHidden = async (task: Task) => {
    const encrypted = await readHiddenFolder(options.hidden, task);
    return openHiddenSet(encrypted, { identity, exam: loaded.exam, task });
  };
  const { watch, done } = progress(loaded.exam.tasks);
  return grade({ ...loaded, submission, openHidden }, watch).finally(done);
}

async function assertFolder(directory: string): Promise<void> {
  if ((await stat(directory).catch(() => undefined))?.isDirectory()) return;
  const message = `${directory} is not a folder.`;
  throw new FivefoldError({
    code: 'file/unreadable',
    message,
    hint: `Name the folder that holds ${join('models', '<task>')}.`,
  });
}

/** What is being graded right now, on stderr, so that stdout stays clean; nothing where nobody looks. */
function progress(tasks: readonly Task[]): { watch: Watch; done: () => void } {
  const spinner = ora({ isSilent: !process.stderr.isTTY }).start();
  const running = new Map<string, string>();
  let graded = 0;
  const show = () => {
    spinner.text = `${graded} of ${tasks.length} graded · ${[...running.values()].join(' · ')}`;
  };
  const watch: Watch = async (phase, id, work) => {
    const task = phase === 'task' && tasks.find((candidate) => candidate.id === id);
    if (!task) return work();
    running.set(task.id, task.title);
    show();
    try {
      return await work();
    } finally {
      running.delete(task.id);
      graded += 1;
      show();
    }
  };
  return { watch, done: () => spinner.stop() };
}

function terminal() {
  return { colour: useColour(process.stdout), width: process.stdout.columns ?? 80 };
}

async function writeJson(file: string, card: Scorecard): Promise<void> {
  const json = `${JSON.stringify(card, null, 2)}\n`;
  if (file === '-') process.stdout.write(json);
  else await writeOutput(file, json);
}
