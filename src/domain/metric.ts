/** The metrics an exam may choose, with the direction in which they get better and the name people know. */
export const METRICS = {
  accuracy: { better: 'higher', label: 'accuracy' },
  'balanced-accuracy': { better: 'higher', label: 'balanced accuracy' },
  'macro-f1': { better: 'higher', label: 'macro F1' },
  'roc-auc': { better: 'higher', label: 'ROC AUC' },
  r2: { better: 'higher', label: 'R²' },
  'log-loss': { better: 'lower', label: 'log loss' },
  mae: { better: 'lower', label: 'MAE' },
  rmse: { better: 'lower', label: 'RMSE' },
  mase: { better: 'lower', label: 'MASE' },
} as const satisfies Record<string, { better: 'higher' | 'lower'; label: string }>;

export type MetricName = keyof typeof METRICS;

export interface MetricSpec {
  readonly name: MetricName;
  /**
   * MASE only: mean absolute error of the (seasonal) naive forecast on the training series, in the unit of the
   * labels (Hyndman & Koehler 2006).
   */
  readonly scale?: number;
}
