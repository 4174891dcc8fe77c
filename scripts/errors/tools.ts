import { thresholdsOf } from '../../src/calibrate/thresholds.ts';
import { trainLadder } from '../../src/calibrate/train.ts';
import { parse, readInput, writeOutput } from '../../src/cli/files.ts';
import { fetchInto } from '../../src/cli/pack-recipe.ts';
import { assertFresh } from '../../src/cli/pack-write.ts';
import { divide } from '../../src/dataset/divide.ts';
import { openDownload, openSource } from '../../src/dataset/index.ts';
import type { InputContract } from '../../src/domain/exam.ts';
import { MAX_SOURCE_FILE_BYTES } from '../../src/domain/limits.ts';
import { readNpy } from '../../src/formats/npy.ts';
import { startNative } from '../../src/model/engines/native.ts';
import { hashMismatch } from '../../src/native/failure.ts';
import { requireTools, run } from '../../src/native/run.ts';
import { requireIsolation } from '../../src/sandbox/native.ts';
import type { Helps } from './help.ts';
import { bytes, inFolder, TASK } from './raise.ts';
import { asWritten } from './written.ts';

const NO_OPTIONS = { targets: [], drop: [] };

const DOWNLOAD = {
  kind: 'file',
  url: 'http://data.example.org/train.csv',
  name: 'train.csv',
  sha256: '0'.repeat(64),
} as const;

/** Ask for a ladder of rows like these; nothing of it is trained. */
function train(input: InputContract, python: string) {
  const rows = {
    inputs: { dtype: 'float32', shape: [1, 4], data: new Float32Array(4) },
    labels: { dtype: 'int32', shape: [1], data: Int32Array.of(0) },
  } as const;
  return inFolder({}, (folder) =>
    trainLadder({ task: { ...TASK, input }, rows, seeds: [1], python, folder }).next(),
  );
}

function nearRungs() {
  const runs = (value: number) => [1, 2, 3].map((seed) => ({ seed, value, sampling: 0.03 }));
  return {
    hiddenRows: 100,
    trainingRows: 2_000,
    chance: 0.2,
    runs: { naive: runs(0.1), weak: runs(0.61), simple: runs(0.65), textbook: runs(0.9), strong: runs(0.99) },
  };
}

export const TOOLS_HELP: Helps<'dataset' | 'calibrate' | 'file' | 'engine'> = {
  'dataset/unreadable': {
    means: 'A file of your own data cannot be read as what it seems to be.',
    why: 'The path is wrong, a line has another number of columns than the first, a picture is cut off, or a text is not UTF-8.',
    fix: 'The message names the file, and the line and column where there is one: correct that place, or take it out of the data.',
    raise: () => openSource('flowers', NO_OPTIONS),
  },
  'dataset/unclear': {
    means: 'The data can be understood in more than one way, and `fivefold pack` does not guess.',
    why: 'It is not evident which column is to be predicted, which holds the texts, or how long a window of a series is.',
    fix: 'Say it with the option that the message names; [own-data.md](own-data.md) describes them all.',
    raise: () =>
      inFolder({ 'heat.csv': 'hour,demand\n1,20\n2,21\n' }, (folder) =>
        openSource(`${folder}/heat.csv`, { ...NO_OPTIONS, kind: 'series' }),
      ),
  },
  'dataset/too-large': {
    means: 'The data are more than `fivefold pack` takes.',
    why: 'They were collected for training; an exam needs only as many rows as tell two models apart.',
    fix: 'Take a part of them, drawn at random. A few thousand examples are plenty.',
    raise: () =>
      inFolder({ 'heat.csv': { size: MAX_SOURCE_FILE_BYTES + 1 } }, (folder) =>
        openSource(`${folder}/heat.csv`, NO_OPTIONS),
      ),
  },
  'dataset/too-small': {
    means: 'There are too few examples for three parts: for training, for the public sample, and hidden.',
    why: 'A class has one or two examples, or most of its examples are copies of each other, which stay together.',
    fix: 'Add examples, or leave the class out.',
    raise: () =>
      divide(
        [
          { key: 'a', group: 0 },
          { key: 'b', group: 1 },
        ],
        { kind: 'classes', names: ['orchid'], labels: [0, 0] },
        { train: 65, sample: 10, hidden: 25 },
        'secret',
      ),
  },
  'dataset/exists': {
    means: 'The task has training files already, and they would be replaced.',
    why: '`fivefold pack` ran before. Which rows are hidden would change, and a row that candidates have trained on could become one of them.',
    fix: 'If nobody has trained on them yet, say `--force`. If somebody has, make a new task.',
    raise: () => assertFresh('my-exam/tasks/glyphs/data/pictures', 'my-exam', { task: 'glyphs' } as never),
  },
  'dataset/download-failed': {
    means: 'A public data set could not be downloaded.',
    why: 'The publisher does not answer, or this machine may not reach it.',
    fix: 'Try again later, or download it in a browser and name its folder with `--from`: the same check makes sure that it is the right one.',
    raise: () => inFolder({}, (folder) => fetchInto(folder, DOWNLOAD)),
  },
  'dataset/hash-mismatch': {
    means: 'What was downloaded is not the data set for which the recipe was written.',
    why: 'The publisher has changed it, or something on the way has.',
    fix: 'Use no file that differs. If the publisher has a new version, please report it, so that the recipe follows.',
    raise: () => openDownload(DOWNLOAD, bytes('a,b\n')),
  },
  'calibrate/no-training-rows': {
    means: 'The reference models of a task have nothing to learn from.',
    why: '`fivefold calibrate` reads `tasks/<task>/train.npz`, which candidates may have in another form.',
    fix: 'Write it with `np.savez("train.npz", inputs=…, labels=…)` in the shapes of the contract; `fivefold pack` does. For a practice exam, its public seed will do: `--practice-seed`.',
    raise: () =>
      asWritten('src/cli/calibrate.ts', 'calibrate/no-training-rows', {
        'task.id': 'glyphs',
        path: 'tasks/glyphs/train.npz',
      }),
  },
  'calibrate/kind-unsupported': {
    means: 'There are no reference models for rows of this form.',
    why: 'The ladder knows numbers, tokens, windows of a series, and pictures, each of a fixed size.',
    fix: 'Set the thresholds of this task by hand, from models that you trained yourself.',
    raise: () => train({ shape: [null, 4], dtype: 'float32' }, 'python3'),
  },
  'calibrate/training-failed': {
    means: 'The reference models could not be trained.',
    why: 'The Python that was named is not there, lacks Keras 3, TensorFlow or NumPy, or stopped at these rows.',
    fix: 'Make an environment (`python3 -m venv env`, `env/bin/pip install keras tensorflow numpy`) and name its Python: `--python env/bin/python`.',
    raise: () => train({ shape: [4], dtype: 'float32' }, 'env/bin/python'),
  },
  'calibrate/not-separate': {
    means:
      'Two reference models that should get different scores cannot be told apart on so few hidden rows. Thresholds between them would be chance, so none were written.',
    why: 'The task is too easy or too hard for both, or the hidden set is small: its size decides how far a value wanders from one draw to the next.',
    fix: 'Hide more rows (four times as many halve the wandering), or change the task so that skill shows.',
    raise: () => thresholdsOf('glyphs', 'accuracy', [nearRungs()]),
  },
  'file/unreadable': {
    means: 'A file or folder that you named on the command line cannot be read.',
    why: 'The path is misspelt, relative to another folder than the one you are in, or you lack the permission.',
    fix: 'Look with `ls` at the very path of the message.',
    raise: () => readInput('modles/glyphs/model.keras'),
  },
  'file/malformed': {
    means: 'A file that you named on the command line is there, but is not what it should be.',
    why: 'It is of another format than its name says, was cut off, or is an array, key or scorecard of another kind.',
    fix: 'Write it again, with the program that makes such files.',
    raise: () => parse('rows.npy', () => readNpy(bytes('1,2,3\n'))),
  },
  'file/unwritable': {
    means: 'The command has its result, and cannot write it where you said.',
    why: 'The folder does not exist, you lack the permission, or a file is there that must not be replaced, such as a key.',
    fix: 'Name another place, or make the folder first.',
    raise: () => writeOutput('results/card.json', '{}'),
  },
  'engine/unavailable': {
    means:
      'You asked for the second engine, TensorFlow itself, and it is not installed. Grading never needs it.',
    why: 'It comes as a separate package with a native library, for models of your own that are too large for the bundled engine.',
    fix: 'Leave out `--engine native`, or run `fivefold engine install` ([exam.md](exam.md#native)).',
    raise: () => startNative(),
  },
  'engine/not-isolated': {
    means:
      'You asked for the second engine, which is native code, and this machine has nothing that would keep it in.',
    why: 'Bubblewrap is not installed, or the system allows no user namespaces to it. A namespace without network alone is not enough: the files of the machine would be open.',
    fix: 'Leave out `--engine native`, or install bubblewrap; where you trust every model, write `isolation: none` in `exam.yml`.',
    raise: () => requireIsolation({ network: 'unshare', files: 'none', memory: 'rlimit', cpu: 'rlimit' }),
  },
  'engine/tool-missing': {
    means:
      '`fivefold engine install` builds on your machine, and a program that it needs is not there. Nothing was downloaded.',
    why: 'npm, Python with pip, make or a C++ compiler is not installed, or not on the path.',
    fix: 'Install what the message names; `--python` names a Python of another place.',
    raise: () => requireTools([['g++-of-nowhere', '--version']]),
  },
  'engine/hash-mismatch': {
    means:
      'A file for the native engine has other bytes than the grader was written with. It was not unpacked, and nothing of it ran.',
    why: 'The wheel is of another version, was cut off on the way, or a registry or mirror gives out something else.',
    fix: 'Take the wheel of the version that `fivefold engine show` names from PyPI. If a mirror of yours gives out other bytes, ask who runs it.',
    raise: () => {
      throw hashMismatch('tensorflow_cpu-2.20.0.whl');
    },
  },
  'engine/install-failed': {
    means: 'A step of `fivefold engine install` went wrong. What was there before is as it was.',
    why: 'A registry was out of reach, the disk is full, or the compiler is too old for TensorFlow’s headers (C++17).',
    fix: 'Run it again; the message ends with what the failing program said last.',
    raise: () =>
      run('getting tfjs-node', [
        process.execPath,
        '--eval',
        'console.error("npm error network timeout"); process.exit(1)',
      ]),
  },
};
