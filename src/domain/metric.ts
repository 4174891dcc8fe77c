/**
 * The metrics an exam may choose: the direction in which they get better, the kind of output they measure, and the
 * name people know.
 */
export const METRICS = {
  accuracy: { better: 'higher', of: 'classes', label: 'accuracy' },
  'balanced-accuracy': { better: 'higher', of: 'classes', label: 'balanced accuracy' },
  'macro-f1': { better: 'higher', of: 'classes', label: 'macro F1' },
  'roc-auc': { better: 'higher', of: 'classes', label: 'ROC AUC' },
  'log-loss': { better: 'lower', of: 'classes', label: 'log loss' },
  r2: { better: 'higher', of: 'values', label: 'R²' },
  mae: { better: 'lower', of: 'values', label: 'MAE' },
  rmse: { better: 'lower', of: 'values', label: 'RMSE' },
  mase: { better: 'lower', of: 'values', label: 'MASE' },
} as const satisfies Record<string, { better: 'higher' | 'lower'; of: 'classes' | 'values'; label: string }>;

export type MetricName = keyof typeof METRICS;

export interface MetricSpec {
  readonly name: MetricName;
  /**
   * MASE only: mean absolute error of the (seasonal) naive forecast on the training series, in the unit of the
   * labels (Hyndman & Koehler 2006).
   */
  readonly scale?: number;
}
