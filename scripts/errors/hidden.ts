import type { HiddenSet } from '../../src/domain/hidden.ts';
import { MAX_HIDDEN_BYTES } from '../../src/domain/limits.ts';
import { writeNpz } from '../../src/formats/npz.ts';
import { download } from '../../src/hidden/download.ts';
import {
  encryptHiddenSet,
  mintIdentity,
  openHiddenSet,
  type PackedSet,
  packHiddenSet,
  readHiddenFolder,
} from '../../src/hidden/index.ts';
import { measure } from '../../src/metric/index.ts';
import type { Helps } from './help.ts';
import { inFolder, TASK } from './raise.ts';

const EXAM = { id: 'spring-2027' };
const SET: HiddenSet = {
  inputs: { dtype: 'float32', shape: [2, 28, 28], data: new Float32Array(2 * 28 * 28) },
  labels: { dtype: 'int32', shape: [2], data: Int32Array.of(3, 7) },
};

interface Change {
  readonly examId?: string;
  readonly taskId?: string;
  readonly set?: HiddenSet;
  /** Of the identity that opens it. */
  readonly identity?: (minted: string) => string | Promise<string>;
  /** Of the encrypted bytes, which exam.yml then pins. */
  readonly bytes?: (packed: Uint8Array) => Uint8Array;
}

/** Pack a set and open it again, with one thing not as it should be. */
async function open({ examId = EXAM.id, taskId = TASK.id, set = SET, ...change }: Change) {
  const { identity, recipient } = await mintIdentity();
  const packed = await packHiddenSet(set, { examId, taskId, recipients: [recipient] });
  return reopen(packed, identity, change);
}

async function reopen(packed: PackedSet, minted: string, { identity, bytes }: Change) {
  const encrypted = bytes?.(packed.bytes) ?? packed.bytes;
  const sha256 = bytes ? await sha256Of(encrypted) : packed.sha256;
  const task = { ...TASK, hidden: { ...TASK.hidden, sha256 } };
  return openHiddenSet(encrypted, { identity: (await identity?.(minted)) ?? minted, exam: EXAM, task });
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Buffer.from(digest).toString('hex');
}

async function openWithoutLabels() {
  const { identity, recipient } = await mintIdentity();
  return reopen(await encryptHiddenSet(writeNpz({ inputs: SET.inputs }), [recipient]), identity, {});
}

/** The bytes that were packed, though exam.yml pins others: the hash is the same on every run. */
async function openUnpinned() {
  const { identity } = await mintIdentity();
  return openHiddenSet(new TextEncoder().encode('another file'), { identity, exam: EXAM, task: TASK });
}

const NO_CASES = {
  predictions: { dtype: 'float32', shape: [2, 1], data: Float32Array.of(0.2, 0.4) },
  labels: { dtype: 'int32', shape: [2], data: Int32Array.of(0, 0) },
} as const;

export const HIDDEN_HELP: Helps<'hidden'> & Helps<'metric'> = {
  'hidden/key-missing': {
    means: 'The hidden sets are encrypted, and the grader was given no key.',
    why: 'The secret is not set, or its name in the workflow is misspelt. Secrets are also withheld from workflows that a fork starts with `pull_request`.',
    fix: 'Store the whole identity file as the secret `FIVEFOLD_IDENTITY` and pass it as in the workflow of the template. Without a key, pull requests are only checked.',
    raise: () => open({ identity: () => '# no key here\n' }),
  },
  'hidden/key-malformed': {
    means: 'What was given as the key is no age identity.',
    why: 'The public half (`age1…`) was stored in place of the secret one, or a part was lost when it was copied.',
    fix: 'Copy the identity file again, whole. Its one line that matters begins with `AGE-SECRET-KEY-`. No message ever shows it.',
    raise: () => open({ identity: () => 'AGE-SECRET-KEY-1QQQQ' }),
  },
  'hidden/key-wrong': {
    means: 'The key is a key, but not the one for which this set was packed.',
    why: 'The exam has a new key and the set was packed for the old one, or the secret belongs to another exam.',
    fix: 'Use the identity that was made with this exam, or pack the set again for the new recipient. Both keys may stand in the secret, one a line.',
    raise: () => open({ identity: async () => (await mintIdentity()).identity }),
  },
  'hidden/missing': {
    means: 'The encrypted set of a task is not where `exam.yml` says.',
    why: 'It was not committed, has another name, or its release or address is gone.',
    fix: 'Commit it to `hidden-tests/`, or correct `hidden` in `exam.yml`. From the command line, `--hidden` names the folder that holds it.',
    raise: () => inFolder({}, (folder) => readHiddenFolder(folder, TASK)),
  },
  'hidden/unreachable': {
    means: 'The place that serves the encrypted set did not hand it out.',
    why: 'The server is down, too slow, or leads elsewhere than to https.',
    fix: 'Run the grading again. If it happens twice, open the address in a browser; a file in the exam repository itself is the surest place.',
    raise: () => download('http://sets.example.org/glyphs.npz.age'),
  },
  'hidden/hash-mismatch': {
    means: 'The set is not, byte for byte, the one that `exam.yml` pins. It was not opened.',
    why: 'It was packed again (each packing gives other bytes), or somebody replaced it.',
    fix: 'If you packed it again, copy the SHA-256 that `fivefold pack` printed into `exam.yml`. If you did not, find out who did before you trust it.',
    raise: openUnpinned,
  },
  'hidden/damaged': {
    means:
      'The file is the pinned one, but does not decrypt: its end is missing, or a bit has changed before it was pinned.',
    why: 'Packing was interrupted, or the file was changed by a tool (line endings, for one) before its hash was taken.',
    fix: 'Pack the set again, commit the new file, and copy its SHA-256 into `exam.yml`.',
    raise: () => open({ bytes: (packed) => packed.subarray(0, packed.length - 1) }),
  },
  'hidden/too-large': {
    means: 'The set is larger than the grader will hold in memory.',
    why: 'Pictures as float32 take four times the room of uint8, and more rows than a few thousand sharpen a score very little.',
    fix: 'Store pictures as uint8, or use fewer rows.',
    raise: () =>
      inFolder({ 'glyphs.npz.age': { size: MAX_HIDDEN_BYTES + 1 } }, (folder) =>
        readHiddenFolder(folder, TASK),
      ),
  },
  'hidden/malformed': {
    means: 'The set decrypts, but does not hold what a hidden set holds.',
    why: 'An array is missing or has another name, a label is no class of the task, or a value is NaN.',
    fix: 'Pack it with `fivefold pack`, which checks all of this before it encrypts.',
    raise: openWithoutLabels,
  },
  'hidden/wrong-exam': {
    means:
      'The set was packed for another exam. Sets say to which they belong, so that old ones cannot be used by mistake.',
    why: 'The id of the exam was changed, or the file was copied from an earlier term.',
    fix: 'Pack the set for this exam, or give the exam its id back.',
    raise: () => open({ examId: 'autumn-2026' }),
  },
  'hidden/wrong-task': {
    means: 'The set belongs to another task of this exam.',
    why: 'Two entries in `exam.yml` have changed places.',
    fix: 'Point each task at its own set.',
    raise: () => open({ taskId: 'scenes' }),
  },
  'hidden/wrong-shape': {
    means: 'The rows in the set do not have the shape that `exam.yml` promises to candidates.',
    why: 'The contract was changed after the set was packed, or the other way round.',
    fix: 'Make the two agree. Candidates build their models by `exam.yml`, so that it is most often the set that must change.',
    raise: () =>
      open({
        set: {
          ...SET,
          inputs: { dtype: 'float32', shape: [2, 32, 32], data: new Float32Array(2 * 32 * 32) },
        },
      }),
  },
  'metric/undefined': {
    means: 'The metric has no value on this hidden set, whatever a model answers.',
    why: 'ROC AUC needs rows of both classes; R² needs labels that differ.',
    fix: 'Draw a hidden set in which every class occurs, or choose another metric.',
    raise: () => measure({ name: 'roc-auc' }, NO_CASES.predictions, NO_CASES.labels),
  },
};
