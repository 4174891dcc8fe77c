import * as tf from '@tensorflow/tfjs-core';
import { RequestError } from 'octokit';
import { verifyFile } from '../../src/cli/proof-input.ts';
import { toProblem } from '../../src/domain/errors.ts';
import { MAX_FILE_BYTES } from '../../src/domain/limits.ts';
import type { Scorecard } from '../../src/domain/scorecard.ts';
import { assertDecided } from '../../src/export/points.ts';
import { toGitHubError } from '../../src/github/failure.ts';
import { readBlob } from '../../src/github/objects.ts';
import { startWasm } from '../../src/model/engines/wasm.ts';
import { readKeys, readSigningKey, verifyText } from '../../src/proof/index.ts';
import { locked, refused } from '../../src/publish/outcome.ts';
import { memoryShort } from '../../src/sandbox/plan.ts';
import type { Help, Helps } from './help.ts';
import { askGitHub, COMMIT, DAMAGED_ON_THE_WAY, inFolder } from './raise.ts';

/** What GitHub answers, as Octokit throws it. */
function answered(status: number): RequestError {
  const request = { method: 'GET', url: 'https://api.github.com/', headers: {} } as const;
  const response = { status, url: request.url, headers: {}, data: {}, retryCount: 0 };
  return new RequestError('', status, { request, response });
}

/** A machine without SIMD, for as long as it takes. */
async function startWithoutSimd(): Promise<void> {
  tf.env().set('WASM_HAS_SIMD_SUPPORT', false);
  try {
    await startWasm();
  } finally {
    tf.env().set('WASM_HAS_SIMD_SUPPORT', true);
  }
}

export const PLUMBING_HELP: Helps<'github' | 'publish' | 'sandbox' | 'proof' | 'export'> & {
  readonly internal: Help;
} = {
  'github/unreachable': {
    means: 'GitHub did not answer. The grader waited, tried again, and gave up; no attempt was spent.',
    why: 'GitHub is slow or down, or its limit of requests for an hour is used up.',
    fix: 'Run the grading again in a few minutes. [githubstatus.com](https://www.githubstatus.com/) knows more.',
    raise: () => toGitHubError(answered(502), 'commit 4f2a9c1 in ada/exam'),
  },
  'github/not-found': {
    means: 'GitHub has no such thing, or does not show it to this token: it gives one answer for both.',
    why: 'A repository was renamed, made private or deleted, or a commit was taken away by a force-push.',
    fix: 'Check that it exists. If it is private, the token of the workflow must be allowed to read it.',
    raise: () => toGitHubError(answered(404), 'commit 4f2a9c1 in ada/exam'),
  },
  'github/forbidden': {
    means: 'The token of the workflow may not read what the grading needs.',
    why: '`permissions` of the workflow leave it out, the input `token` is empty because its secret is not set, or an organisation forbids it.',
    fix: 'Give the job the permissions that the workflow of the template has, `contents: read` among them.',
    raise: () => toGitHubError(answered(401), 'commit 4f2a9c1 in ada/exam'),
  },
  'github/too-large': {
    means: 'A file of the exam repository is larger than the grader reads.',
    why: '`exam.yml`, a vocabulary or an encrypted set has grown beyond its limit.',
    fix: 'Make the file smaller; the message gives the limit.',
    raise: () =>
      askGitHub({ tree: {} }, (github) =>
        readBlob(
          github,
          COMMIT.repository,
          { path: 'x', mode: '100644', type: 'blob', sha: '9'.repeat(40), size: MAX_FILE_BYTES + 1 },
          MAX_FILE_BYTES,
        ),
      ),
  },
  'github/hash-mismatch': {
    means: 'What arrived from GitHub is not, byte for byte, what was committed. It was thrown away.',
    why: 'The transfer was damaged on its way. It was tried twice.',
    fix: 'Run the grading again.',
    raise: () =>
      askGitHub(DAMAGED_ON_THE_WAY, (github) =>
        readBlob(
          github,
          COMMIT.repository,
          { path: 'exam.yml', mode: '100644', type: 'blob', sha: '9'.repeat(40) },
          MAX_FILE_BYTES,
        ),
      ),
  },
  'publish/forbidden': {
    means:
      'The scores are known, but the token may not write them where candidates look. They stand in the summary of the job.',
    why: 'The workflow lacks `pull-requests: write` or `checks: write`, or the organisation gives workflows read access only.',
    fix: 'Add the permission that the message names to the job, then run it again.',
    raise: () => refused(answered(403), 'pull-requests: write'),
  },
  'publish/locked': {
    means:
      'The conversation of the pull request is locked, so that nobody can comment, the grader included. The scores stand in the check run.',
    why: 'Somebody with write access has locked it.',
    fix: 'Unlock it and run the grading again, or read the check run.',
    raise: locked,
  },
  'publish/failed': {
    means:
      'GitHub did not accept the comment or the check run. The scores are known and stand in the summary of the job.',
    why: 'GitHub was in trouble at that moment.',
    fix: 'Run the grading again: the same commit gets the same scores.',
    raise: () => refused(answered(500), 'checks: write'),
  },
  'proof/key-malformed': {
    means: 'The key with which scores are signed is not such a key. Scores were given, without a proof.',
    why: 'The secret `FIVEFOLD_SIGNING_KEY` holds something else, a part of it, or the public half.',
    fix: 'Store again what `fivefold keygen --signing` wrote, whole. No message ever shows it.',
    raise: () => readSigningKey('{"kty":"OKP"}'),
  },
  'proof/keys-malformed': {
    means: 'The file of public keys, by which proofs are checked, cannot be read.',
    why: 'It was edited by hand, or another file was named.',
    fix: 'Take `fivefold-keys.json` from the exam repository again.',
    raise: () => readKeys('{"keys":[{"kty":"RSA"}]}'),
  },
  'proof/keys-unreachable': {
    means:
      'The public keys lie at an address, and could not be fetched from it. Nothing is said about the proof.',
    why: 'The address is misspelt, or the server does not answer.',
    fix: 'Open the address in a browser; or download the file and name it with `--keys`.',
    raise: () =>
      inFolder({ 'comment.md': 'eyJ…' }, (folder) =>
        verifyFile(`${folder}/comment.md`, { keys: 'http://exam.example.org/fivefold-keys.json' }),
      ),
  },
  'proof/missing': {
    means: 'There is no proof, or no certificate, in what was given.',
    why: 'A picture of the score was saved in place of its text, or the exam signs no scores.',
    fix: 'Copy the whole text of the comment, or give the output `proof` of the action.',
    raise: () => verifyText('Passed: 25 of 25', { keys: [] }),
  },
  'sandbox/memory-short': {
    means:
      'The model may well be in order: the machine that grades has less memory than every model may take.',
    why: 'The runner is small, or other programs are using its memory.',
    fix: "Grade on a machine with 8 GiB or more, such as GitHub's own runners.",
    raise: () => memoryShort(2 * 2 ** 30),
  },
  'export/undecided': {
    means: 'The scorecard is open, and a gradebook would take it for a low mark. Nothing was written.',
    why: 'Something of ours failed while a task was graded, so that nobody knows its score. It is not the fault of the candidate.',
    fix: 'Grade the same commit again, and export the scorecard that comes of it.',
    raise: () => assertDecided({ verdict: 'undecided', exam: { id: 'spring-2027' } } as Scorecard),
  },
  'sandbox/failed': {
    means: 'The engine that runs models did not start on this machine. No model was looked at.',
    why: 'The processor is very old, or files of the grader are missing.',
    fix: "Run the grading on one of GitHub's own runners; on a machine of your own, install the grader again.",
    raise: startWithoutSimd,
  },
  internal: {
    means: 'The grader has a defect, and you have found it. It costs nobody anything.',
    why: 'Something happened that we did not think of.',
    fix: 'Run it again. If it happens twice, please open an issue with the log of the run; with `FIVEFOLD_DEBUG=1`, the command line says more.',
    raise: () => toProblem(new Error('unexpected')),
  },
};
