/** Secrets that are recognised anywhere: what of them is found where it should not be has leaked. */
export const CANARY = {
  /** A label. It is a float32 exactly, so that it has one spelling, and nothing computes it by chance. */
  label: 48_271.59375,
} as const;
