import { continueBy, isOpen } from './ending.ts';
import type { Operand, Piece } from './operand.ts';
import type { DraftKernelStep, DraftStep } from './step.ts';

/**
 * Folds every step that is nothing but an ending (a BatchNormalization, a relu) into the step that makes what it reads, where
 * nobody else reads that.
 */
export function foldEndings(steps: readonly DraftStep[], outputs: readonly Operand[]): DraftStep[] {
  const readers = countReaders(steps, outputs);
  const makers = new Map<Piece, DraftKernelStep>();
  return steps.filter((step) => {
    if (step.kind === 'kernels' && foldInto(makers, readers, step)) return false;
    for (const { piece } of step.writes) {
      if (step.kind === 'kernels') makers.set(piece, step);
    }
    return true;
  });
}

function countReaders(steps: readonly DraftStep[], outputs: readonly Operand[]): ReadonlyMap<Piece, number> {
  const readers = new Map<Piece, number>();
  for (const { piece } of [...steps.flatMap(({ reads }) => reads), ...outputs]) {
    readers.set(piece, (readers.get(piece) ?? 0) + 1);
  }
  return readers;
}

function foldInto(
  makers: Map<Piece, DraftKernelStep>,
  readers: ReadonlyMap<Piece, number>,
  { isEnding, ending, reads: [read], writes: [written] }: DraftKernelStep,
): boolean {
  if (isEnding !== true || ending === undefined || read === undefined || written === undefined) return false;
  const maker = makers.get(read.piece);
  const fits = ending.scale === undefined || maker?.ending?.columns === ending.columns;
  if (maker?.ending === undefined || readers.get(read.piece) !== 1 || !fits || !isOpen(maker.ending)) {
    return false;
  }
  continueBy(maker.ending, ending);
  written.piece.takeOver(read.piece);
  makers.set(written.piece, maker);
  return true;
}
