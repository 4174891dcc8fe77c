/** Exit code of a worker whose kernels compute other bits with V8's revectorisation than without. It has not begun. */
export const UNPROVEN = 75;
