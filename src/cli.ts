#!/usr/bin/env node
/** The command line: a thin shell over the same stages that the action uses. */
import { Command, CommanderError } from 'commander';
import { calibrateCommand } from './cli/calibrate.ts';
import { certificateCommand } from './cli/certificate.ts';
import { checkCommand } from './cli/check.ts';
import { cohortCommand } from './cli/cohort.ts';
import { copiesCommand } from './cli/copies.ts';
import { engineCommand } from './cli/engine.ts';
import { EXIT, exitCodeOf } from './cli/exit.ts';
import { exportCommand } from './cli/export.ts';
import { gradeCommand } from './cli/grade.ts';
import { initCommand } from './cli/init.ts';
import { inspectCommand } from './cli/inspect.ts';
import { keygenCommand } from './cli/keygen.ts';
import { complain } from './cli/output.ts';
import { packCommand } from './cli/pack.ts';
import { predictCommand } from './cli/predict.ts';
import { rosterCommand } from './cli/roster.ts';
import { rotateCommand } from './cli/rotate.ts';
import { verifyCommand } from './cli/verify.ts';
import { VERSION } from './version.ts';

const program = new Command('fivefold')
  .description('Grade Keras models against encrypted hidden test sets, without Python.')
  .version(VERSION)
  .configureHelp({ sortSubcommands: true })
  .exitOverride();

for (const command of [
  initCommand,
  checkCommand,
  gradeCommand,
  exportCommand,
  predictCommand,
  inspectCommand,
  keygenCommand,
  verifyCommand,
  certificateCommand,
  copiesCommand,
  packCommand,
  calibrateCommand,
  rosterCommand,
  cohortCommand,
  rotateCommand,
  engineCommand,
]) {
  program.addCommand(command().exitOverride());
}
program.addHelpText('after', '\nExit codes: 0 done, 1 the submission is at fault, 2 usage, 3 our fault.');

try {
  await program.parseAsync();
} catch (error) {
  // Commander has already printed its message, help or version.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  else {
    complain(error);
    process.exitCode = exitCodeOf(error);
  }
}
