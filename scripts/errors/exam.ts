import { MAX_SIBLINGS } from '../../src/domain/limits.ts';
import { readEvent } from '../../src/event/index.ts';
import { parseExam } from '../../src/exam/index.ts';
import { parseVocabulary, readVocabulary } from '../../src/exam/vocabulary.ts';
import { openSample, publicFolder } from '../../src/sample.ts';
import type { Helps } from './help.ts';
import { bytes, inFolder, TASK } from './raise.ts';
import { asWritten } from './written.ts';

const VOCABULARY = 'tasks/phrases/vocabulary.txt';

const EXAM = `version: 1
id: spring
title: Spring exam
tasks:
  - id: glyphs
    title: Glyphs
    weight: heavy
    input: { shape: [28, 28] }
    output: { shape: [10], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.5, 3: 0.7, 4: 0.8, 5: 0.9 }
    hidden: { path: hidden-tests/glyphs.npz.age, sha256: ${'d'.repeat(64)} }
`;

export const EXAM_HELP: Helps<'exam'> & Helps<'event'> & Helps<'sample'> = {
  'exam/unreadable': {
    means: 'There is no exam file where the grader looks for one, or it is not YAML.',
    why: 'A bracket or a quote is not closed, a tab stands where YAML wants spaces, or `exam-repository` and `exam` name a place that does not exist or that the token may not see.',
    fix: 'Correct the line that the message names; an editor that knows YAML marks it red. If the file is missing, commit it to the default branch as `exam.yml`, or name its path in the input `exam`.',
    raise: () => parseExam(bytes('title: "Spring exam\ntasks: []\n')),
  },
  'exam/invalid': {
    means:
      '`exam.yml` is YAML, but does not describe an exam: a field is missing, misspelt or of the wrong kind.',
    why: 'Most often a typing slip. Thresholds that do not rise (or fall, for errors), a metric for the other kind of output, and two tasks with one id are refused here, too.',
    fix: 'The message names the field, and the line and column where it stands. [exam.md](exam.md) lists every field; with its first line, editors complete and check the file as you type.',
    raise: () => parseExam(bytes(EXAM)),
  },
  'exam/vocabulary-missing': {
    means: 'A task gives texts, and the list of words that `exam.yml` names for it is not in the repository.',
    why: 'The file was not committed, or lies elsewhere than `vocabulary` says.',
    fix: 'Commit the file, or correct `vocabulary`: a path from the root of the exam repository.',
    raise: () => inFolder({}, (folder) => readVocabulary(folder, VOCABULARY)),
  },
  'exam/vocabulary-invalid': {
    means: 'The list of words is there, but no text could ever be made into its tokens.',
    why: 'Its first two lines must be empty (padding) and `[UNK]` (unknown words); each other line is one word, once, in lower case and without punctuation, since texts lose both before words are looked up.',
    fix: 'Write it with `"\\n".join(layer.get_vocabulary())` of the adapted `TextVectorization` layer. [exam.md](exam.md) shows one.',
    raise: () => parseVocabulary(bytes('\n[UNK]\nthe\nParis\n'), VOCABULARY),
  },
  'event/unsupported': {
    means: 'The workflow runs on an event that the grader knows nothing to do with.',
    why: 'Somebody added a trigger, such as `release` or `schedule`, to the workflow that calls the action.',
    fix: 'Run it on `pull_request_target`, `pull_request`, `push`, `issue_comment` or `workflow_dispatch`, as in the workflow of the template.',
    raise: () => readEvent('release', {}),
  },
  'event/malformed': {
    means: 'What GitHub sent about the event is not what it documents.',
    why: 'A tool that imitates GitHub left something out, or GitHub has changed.',
    fix: 'Run the workflow again. If it happens on GitHub itself, please report it with the name of the event; it is ours to mend.',
    raise: () => readEvent('pull_request_target', { action: 'opened' }),
  },
  'event/other-base': {
    means:
      'Your pull request goes into a branch whose exam is not the one that counts. It has not been graded.',
    why: 'Whoever opens a pull request chooses its base branch. An older branch may hold other thresholds, so only the default branch is taken.',
    fix: 'Choose *Edit* beside the title of the pull request, set the base to the default branch, and push, or close the pull request and reopen it. Nothing of yours is lost.',
    raise: () => asWritten('src/action/submission.ts', 'event/other-base'),
  },
  'event/many-pull-requests': {
    means:
      'You have opened more pull requests in this exam than the grader holds against each other. This one has not been graded.',
    why: 'Attempts and time are counted over all pull requests of a candidate, and only so many of them are read.',
    fix: 'Push to one of your earlier pull requests, such as the one that the message names; it may be reopened. If none will do, your instructor can grade this one by hand.',
    raise: () => asWritten('src/publish/siblings.ts', 'event/many-pull-requests', { MAX_SIBLINGS, first: 7 }),
  },
  'event/many-comments': {
    means:
      'There are so many comments on your pull request that GitHub soon takes no more, and none of them is ours. It has not been graded.',
    why: 'The comment with your scores remembers your submissions. GitHub takes 2,500 comments on one pull request.',
    fix: 'Open another pull request from the same branch and close this one. Nothing of yours is lost.',
    raise: () => asWritten('src/publish/history.ts', 'event/many-comments'),
  },
  'sample/unusable': {
    means:
      'The public sample of a task (or a `train.npz` beside it) does not fit the contract in `exam.yml`, so that `fivefold check` cannot measure anything on it.',
    why: 'The arrays have other names than `inputs` and `labels`, another shape or type, no row, or values that are not finite.',
    fix: 'Write it with `np.savez("sample.npz", inputs=…, labels=…)` in the shapes that `exam.yml` states. If it is a `train.npz` of your own, you may also delete it: it is optional.',
    raise: () =>
      inFolder({ 'tasks/glyphs/sample.npz': 'not an archive' }, (folder) =>
        openSample(publicFolder(folder), TASK),
      ),
  },
};
