import { MAX_FILE_BYTES, MAX_SUBMISSION_BYTES } from '../../src/domain/limits.ts';
import { budget } from '../../src/submission/budget.ts';
import { fetchSubmission } from '../../src/submission/index.ts';
import type { Helps } from './help.ts';
import { askGitHub, DAMAGED_ON_THE_WAY, REF, submit, TASK } from './raise.ts';

const MODEL = 'models/glyphs/model.keras';

const POINTER = [
  'version https://git-lfs.github.com/spec/v1',
  'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393',
  'size 98765432',
  '',
].join('\n');

/** The `model.json` of TensorFlow.js, with its weights in so many files. */
function modelJson(shards: number): string {
  const paths = Array.from({ length: shards }, (_, i) => `group1-shard${i + 1}of${shards}.bin`);
  return JSON.stringify({
    format: 'layers-model',
    modelTopology: {},
    weightsManifest: [{ paths, weights: [] }],
  });
}

/** The commit, as soon as GitHub answers one way or another. */
async function fetched(answers: Parameters<typeof askGitHub>[0]): Promise<unknown> {
  const submission = await askGitHub(answers, (github) => fetchSubmission(github, REF, [TASK]));
  return submission.get(TASK.id);
}

function reserveFourModels(): void {
  const bounds = budget();
  const size = MAX_SUBMISSION_BYTES / 3;
  for (const name of ['a', 'b', 'c', 'd'])
    bounds.reserve([{ path: `models/${name}/model.keras`, kind: 'file', size }]);
}

export const SUBMISSION_HELP: Helps<'submission'> = {
  'submission/manifest-invalid': {
    means:
      '`submission.yml` says which file is the model of which task, and yours cannot be understood. It speaks for every task, so none was graded.',
    why: 'The line `version: 1` is missing, a task is misspelt, a path is not text, or the file is called `submission.yaml`.',
    fix: 'Most people need no such file: delete it and keep each model in `models/<task>/`. Otherwise write `version: 1`, then `models:`, and below it one indented line `task: path` for each model.',
    raise: () => submit({ 'submission.yml': 'version: 1\nmodels:\n  glyfs: out/best.keras\n' }),
  },
  'submission/unreachable': {
    means: 'GitHub did not hand out your commit. Your models were not looked at, and no attempt was spent.',
    why: 'GitHub was slow or down, or the commit was taken away (by a force-push, or with the fork) before it was read.',
    fix: 'Push again, or ask whoever runs the exam to run the grading again. If you force-pushed, the newer commit is graded by itself.',
    raise: () => fetched({ tree: { status: 502 } }),
  },
  'submission/tree-truncated': {
    means:
      'Your repository has so many files that GitHub lists only a part of them, so nobody can be sure what you submitted.',
    why: 'A data set, a virtual environment, `node_modules` or a folder of checkpoints was committed with the models.',
    fix: 'Take it out of the commit: `git rm -r --cached FOLDER`, add the folder to `.gitignore`, commit and push. The files stay on your disk.',
    raise: () => fetched({ tree: { json: { tree: [], truncated: true } } }),
  },
  'submission/too-many-files': {
    means: 'The models have more files than a submission may have.',
    why: 'The TensorFlow.js converter cuts weights into pieces of 4 MiB.',
    fix: 'Convert with larger pieces (`--weight_shard_size_bytes 67108864`), or submit the `.keras` file, which is one file.',
    raise: () => submit({ 'models/glyphs/model.json': modelJson(201) }),
  },
  'submission/file-too-large': {
    means:
      'One file is larger than a submission may bring. GitHub itself takes no larger one without Git LFS.',
    why: 'The optimizer is saved with the model and can triple its size, or the model is larger than the task needs.',
    fix: 'Save without the optimizer, `model.save("model.keras", include_optimizer=False)`; if that is not enough, use fewer units, or a `GlobalAveragePooling2D` in place of `Flatten` before the last `Dense` layers.',
    raise: () => submit({ [MODEL]: { size: MAX_FILE_BYTES + 1 } }),
  },
  'submission/total-too-large': {
    means:
      'All models together are larger than a submission may be. The tasks that came first were graded; this one did not fit any more.',
    why: 'Several large models, often saved with their optimizers.',
    fix: 'Save them without their optimizers, `model.save("model.keras", include_optimizer=False)`, and make the largest one smaller.',
    raise: reserveFourModels,
  },
  'submission/file-empty': {
    means: 'The file is there, but has no content.',
    why: 'Saving was interrupted, the disk was full, or the notebook stopped before the last cell ran.',
    fix: 'Save the model again, look at its size (`ls -l models/*`), and commit it.',
    raise: () => submit({ [MODEL]: '' }),
  },
  'submission/file-missing': {
    means: 'A file that belongs to your model is not in the commit.',
    why: '`.gitignore` often hides `*.bin`, `*.h5` or whole folders, so that `git add` skipped it in silence; or the name in `submission.yml` differs from the file by one letter or by its case.',
    fix: 'Add it by force, `git add -f FILE`, commit and push. `git ls-files models` shows what the commit will hold.',
    raise: () => submit({ 'models/glyphs/model.json': modelJson(1) }),
  },
  'submission/symlink': {
    means:
      'There is a symbolic link where your model should be. A link is a note that says where a file lies on your machine; the file itself did not come along.',
    why: 'Some training tools link the best checkpoint in place of copying it.',
    fix: 'Replace the link by the file, with the command above, and commit that.',
    raise: () => submit({ [MODEL]: { symlink: '../../runs/best.keras' } }),
  },
  'submission/submodule': {
    means: 'The folder is a git repository of its own, so that your commit holds only a reference to it.',
    why: 'You cloned or initialised a repository inside this one, and git noticed.',
    fix: 'Make it an ordinary folder: `git rm --cached FOLDER`, delete the hidden `.git` inside it, `git add FOLDER`, commit and push.',
    raise: () => submit({ 'models/glyphs/.git/HEAD': 'ref: refs/heads/main\n', [MODEL]: 'PK' }),
  },
  'submission/path-unsafe': {
    means:
      'A path leads out of the repository, or has characters in it that no file name needs. It is not followed.',
    why: 'An absolute path of your own machine, or `..`, stands in `submission.yml` or in `model.json`.',
    fix: 'Write paths from the root of the repository, such as `models/glyphs/model.keras`. Shards lie beside their `model.json`.',
    raise: () => submit({ 'submission.yml': 'version: 1\nmodels:\n  glyphs: ../best.keras\n' }),
  },
  'submission/several-models': {
    means: 'There is more than one model for this task, and the grader will not guess which one you mean.',
    why: 'Earlier attempts or checkpoints lie beside the one that you want to submit.',
    fix: 'Keep one (`git rm` the others), or name the right one in `submission.yml`.',
    raise: () => submit({ 'models/glyphs/best.keras': 'PK', 'models/glyphs/old.h5': 'x' }),
  },
  'submission/lfs-pointer': {
    means:
      'Git LFS has put your model elsewhere: the commit holds three lines of text about it, and graders cannot fetch the rest.',
    why: 'A `.gitattributes` of this repository, or `git lfs track`, sends files like this one to LFS.',
    fix: 'The command above takes them out again. You need no LFS: files up to 100 MiB go into an ordinary commit.',
    raise: () => submit({ [MODEL]: POINTER }),
  },
  'submission/wrong-content': {
    means: 'The file is not what its name says, or is no Keras model at all.',
    why: 'It was renamed, comes from another library (PyTorch, ONNX, TensorFlow Lite), is packed in an archive, or holds weights without their model.',
    fix: 'Save the whole model with Keras: `model.save("models/glyphs/model.keras")`. `model.save_weights` and pickles are not enough.',
    raise: () => submit({ [MODEL]: '<!doctype html><title>Sign in</title>' }),
  },
  'submission/hash-mismatch': {
    means:
      'What arrived is not, byte for byte, what you committed. It was thrown away, and no attempt was spent.',
    why: 'The transfer was damaged on its way. It was tried twice.',
    fix: 'Nothing is wrong with your files. Push again, or ask for the grading to be run again.',
    raise: () => fetched(DAMAGED_ON_THE_WAY),
  },
};
