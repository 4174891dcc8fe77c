import { createHash, createHmac } from 'node:crypto';
import type { TensorDigest } from '../domain/likeness.ts';

/** One model of one candidate. */
export interface Fingerprint {
  readonly candidate: string;
  /** Where it was submitted: `#7`, or the name of a folder. */
  readonly where: string;
  readonly task: string;
  readonly tensors: readonly KeyedTensor[];
}

/** A weight that can be compared with others under the same key, and with nothing else. */
export interface KeyedTensor {
  readonly values: number;
  readonly id: string;
}

/** Models of different candidates that are not different enough. */
export type Likeness = { readonly task: string; readonly models: readonly Fingerprint[] } & (
  | {
      /** Every weight is equal. */
      readonly kind: 'same';
      /** So many have it that it is rather published somewhere than copied. */
      readonly isCommon: boolean;
    }
  /** Two models with equal weights among others. `share` is of the numbers of the smaller one, without common weights. */
  | { readonly kind: 'part'; readonly share: number }
);

/** Characters of an id: 128 bits, so that no two weights share one by chance. */
const ID_CHARACTERS = 32;

/**
 * Weights under a key: whoever holds it can compare two models, and whoever does not cannot tell whose a fingerprint is,
 * even with the model at hand.
 */
export function keyed(digests: readonly TensorDigest[], key: Uint8Array): readonly KeyedTensor[] {
  return digests.map(({ values, sha256 }) => ({
    values,
    id: createHmac('sha256', key).update(sha256).digest('hex').slice(0, ID_CHARACTERS),
  }));
}

/** A name for all weights of a model together, in any order: equal models have equal names under one key. */
export function nameOf(tensors: readonly KeyedTensor[]): string {
  const ids = tensors.map(({ id }) => id).sort();
  return createHash('sha256').update(ids.join(' ')).digest('hex').slice(0, ID_CHARACTERS);
}

/** Less than half of its numbers says little: a frozen layer from a tutorial, an embedding that is published. */
const MIN_SHARE = 0.5;

/**
 * A weight that more candidates have than these is nobody's own: a backbone with published weights, a starter. Of few
 * candidates, three may be a group of friends; of many, a fifth of them is not.
 */
const MAX_FRIENDS = 3;
const MAX_FRIENDS_SHARE = 0.2;

/**
 * Which models of different candidates have the same weights, all or most of them, task by task. What one candidate
 * submits twice is their own affair. Groups of equal models first, then pairs, the most alike first.
 */
export function likenesses(fingerprints: readonly Fingerprint[]): readonly Likeness[] {
  const comparable = fingerprints.filter(({ tensors }) => tensors.length > 0);
  const tasks = [...Map.groupBy(comparable, ({ task }) => task)];
  return tasks.flatMap(([task, models]) => likenessesOf(task, models));
}

function likenessesOf(task: string, models: readonly Fingerprint[]): readonly Likeness[] {
  const isCommon = commonness(models);
  const groups = [...Map.groupBy(models, ({ tensors }) => nameOf(tensors)).values()];
  const same = groups
    .filter((group) => candidatesOf(group).size > 1)
    .map(
      (group) =>
        ({ kind: 'same', task, models: group, isCommon: isCommon(candidatesOf(group).size) }) as const,
    );
  const holders = holdersIn(models);
  const isOwn = ({ id }: KeyedTensor) => !isCommon(holders.get(id)?.size ?? 0);
  const own = groups.map((group) => ({ group, tensors: group[0]?.tensors.filter(isOwn) ?? [] }));
  return [...same, ...partsOf(task, own).sort((a, b) => b.share - a.share)];
}

/** By weight, the candidates who have it. */
function holdersIn(models: readonly Fingerprint[]): ReadonlyMap<string, ReadonlySet<string>> {
  const holders = new Map<string, Set<string>>();
  for (const { candidate, tensors } of models)
    for (const { id } of tensors) holders.set(id, (holders.get(id) ?? new Set()).add(candidate));
  return holders;
}

function candidatesOf(models: readonly Fingerprint[]): ReadonlySet<string> {
  return new Set(models.map(({ candidate }) => candidate));
}

function commonness(models: readonly Fingerprint[]): (holders: number) => boolean {
  const bound = Math.max(MAX_FRIENDS, MAX_FRIENDS_SHARE * candidatesOf(models).size);
  return (holders) => holders > bound;
}

/** Equal models, with their weights but for those that many have. */
interface Group {
  readonly group: readonly Fingerprint[];
  readonly tensors: readonly KeyedTensor[];
}

type Part = Extract<Likeness, { kind: 'part' }>;

function partsOf(task: string, groups: readonly Group[]): Part[] {
  return [...sharedBy(groups)].flatMap(([, { one, other, values }]) => {
    const smaller = Math.min(valuesOf(one), valuesOf(other));
    const models = [...one.group, ...other.group];
    if (values < MIN_SHARE * smaller || candidatesOf(models).size < 2) return [];
    return [{ kind: 'part', task, models, share: values / smaller }];
  });
}

interface Pair {
  readonly one: Group;
  readonly other: Group;
  /** Numbers in the weights that both have. */
  readonly values: number;
}

/** By way of the weights and not of all pairs: most models share nothing. */
function sharedBy(groups: readonly Group[]): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  const having = new Map<string, readonly number[]>();
  groups.forEach((other, i) => {
    for (const { id, values } of distinct(other.tensors)) {
      const before = having.get(id) ?? [];
      for (const j of before) {
        const pair = pairs.get(`${j} ${i}`) ?? { one: groups[j] ?? other, other, values: 0 };
        pairs.set(`${j} ${i}`, { ...pair, values: pair.values + values });
      }
      having.set(id, [...before, i]);
    }
  });
  return pairs;
}

function valuesOf({ tensors }: Group): number {
  return distinct(tensors).reduce((total, { values }) => total + values, 0);
}

/** A weight that a model has twice counts once. */
function distinct(tensors: readonly KeyedTensor[]): readonly KeyedTensor[] {
  return [...new Map(tensors.map((tensor) => [tensor.id, tensor])).values()];
}
