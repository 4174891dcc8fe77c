/** What the runner sends to a job that is cancelled, one after the other. */
const INTERRUPTS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Before it cancels a job – a newer push has replaced it, say – the runner interrupts it and waits 7.5 s: time to end a
 * check run that would otherwise be in progress for ever.
 *
 * @returns call it when there is nothing to end any more
 */
export function onInterrupt(end: () => Promise<unknown>): () => void {
  const interrupt = () => void end().finally(() => process.exit(1));
  for (const signal of INTERRUPTS) process.once(signal, interrupt);
  return () => {
    for (const signal of INTERRUPTS) process.off(signal, interrupt);
  };
}
