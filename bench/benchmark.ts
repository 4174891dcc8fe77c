/** Numbers by dotted name: `models.total.wasm.wallRatioToKeras`. */
export type Figures = Readonly<Record<string, number>>;

/** Something measured, in turn with its peer, and how it is shown: in a terminal and in docs/performance.md alike. */
export interface Benchmark {
  /** @param runs of each contestant */
  measure(runs: number): Promise<Figures>;
  /** Markdown. */
  show(figures: Figures): string;
}

/** Figures of one thing, by what follows its name. */
export function figuresOf(figures: Figures, name: string): Figures {
  const found = Object.entries(figures).filter(([key]) => key.startsWith(`${name}.`));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(name.length + 1), value]));
}

/** The next part of the name, of all that begin with `name`, each once: the models, or the contestants. */
export function partsOf(figures: Figures, name: string): readonly string[] {
  return [...new Set(Object.keys(figuresOf(figures, name)).map((key) => key.split('.')[0] ?? ''))];
}

export function seconds(ms: number | undefined): string {
  return shown(ms === undefined ? undefined : ms / 1_000, 2);
}

export function shown(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);
}
