import type { Operand, Piece } from './operand.ts';
import type { DraftStep } from './step.ts';

/** Leaves out kernel steps whose results nobody reads: masks that end somewhere, borders that a convolution reads by itself. */
export function withoutUnread(steps: readonly DraftStep[], output: Operand): DraftStep[] {
  const read = new Set<Piece>([output.piece]);
  const kept = steps.toReversed().filter((step) => {
    const isRead = step.kind === 'tensorflow' || step.writes.some(({ piece }) => read.has(piece));
    if (isRead) for (const { piece } of step.reads) read.add(piece);
    return isRead;
  });
  return kept.toReversed();
}
