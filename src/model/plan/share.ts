import type { Operand, Piece } from './operand.ts';
import type { DraftStep } from './step.ts';

/** Lets results of steps that may work in place lie where an input was that nobody reads afterwards. */
export function shareRoom(steps: readonly DraftStep[], outputs: readonly Operand[]): void {
  const lastUse = new Map<Piece, number>();
  steps.forEach(({ reads, writes }, i) => {
    for (const { piece } of [...reads, ...writes]) lastUse.set(piece.home, i);
  });
  for (const { piece } of outputs) lastUse.set(piece.home, steps.length);
  steps.forEach((step, i) => {
    const [written] = step.writes;
    if (step.kind !== 'kernels' || step.inPlace !== true || written === undefined) return;
    const free = step.reads.find(
      ({ piece }) => lastUse.get(piece.home) === i && piece.bytes === written.piece.bytes,
    );
    if (free === undefined) return;
    const last = lastUse.get(written.piece.home) ?? i;
    written.piece.takeOver(free.piece);
    lastUse.set(free.piece.home, last);
  });
}
