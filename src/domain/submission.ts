import type { Problem } from './errors.ts';

/** A repository on GitHub. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** A commit of a repository: the only thing that is ever read, never a branch that may move. */
export interface CommitRef {
  readonly repository: Repository;
  readonly sha: string;
}

/** What is known of a pull request beyond one submission. No part of a scorecard. */
export interface Thread {
  /** Of no other pull request on GitHub, and the same after its repository was renamed. */
  readonly id: number;
  /** ISO 8601, by GitHub's clock, as are all of these times. */
  readonly openedAt: string;
  /** When the candidate commented `/start`, if that is what brought us here. */
  readonly startedAt?: string;
  /** The head before this push. It may be in no branch any more. */
  readonly previousHead?: string;
  /** It asks to be merged into another branch than the default one: whose exam that is, its author has chosen. */
  readonly intoOtherBranch?: boolean;
  /** Its branch lies in the exam repository itself, where whoever pushes can reach the key. */
  readonly fromSameRepository?: boolean;
}

/** Who submitted what, where and when: all that a webhook payload says about a submission. */
export interface SubmissionRef {
  readonly event: 'pull_request_target' | 'pull_request' | 'issue_comment' | 'push' | 'workflow_dispatch';
  /** The exam: its `exam.yml` and hidden sets are read at this commit. */
  readonly base: CommitRef;
  /** The candidate's commit. */
  readonly head: CommitRef;
  readonly pullRequest?: { readonly number: number };
  readonly thread?: Thread;
  /** GitHub login of the candidate. */
  readonly candidate: string;
  /** ISO 8601, by GitHub's clock: commit dates are the candidate's to choose. */
  readonly submittedAt: string;
}

export type ModelFormat = 'keras' | 'h5' | 'tfjs-layers' | 'tfjs-graph' | 'saved-model';

/** On which side `pad_sequences` adds or takes away. */
export type Side = 'pre' | 'post';

/** A candidate's own Keras `Tokenizer` as JSON, hostile like a model, and how its sequences were padded for training. */
export interface TokenizerFile {
  readonly bytes: Uint8Array;
  readonly padding: Side;
  readonly truncating: Side;
}

/** The bytes of one model, whole and in memory. Hostile until proven otherwise. */
export interface ModelFiles {
  readonly format: ModelFormat;
  /** Path of the file a person would call "the model", from the root of the repository. */
  readonly path: string;
  /**
   * SHA-256 over the names and git object ids of all its files, in hex: equal for equal models, in a commit and in a folder.
   * Absent where bytes came from no submission.
   */
  readonly objectId?: string;
  /** By path relative to the model's folder: one file, `model.json` and its shards, `saved_model.pb` and `variables/…`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** `models/<task>/tokenizer.json`, read where the task gives texts. A model that takes texts has no use for it. */
  readonly tokenizer?: TokenizerFile;
}

/** What a submission holds for one task. */
export type SubmittedTask =
  | { readonly kind: 'model'; readonly model: ModelFiles }
  | { readonly kind: 'missing' }
  | { readonly kind: 'rejected'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** A submission after reading: something for every task of the exam, by task id. */
export type Submission = ReadonlyMap<string, SubmittedTask>;
