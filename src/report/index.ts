export { type Annotation, type CheckReport, renderCheck } from './check.ts';
export { type Notes, renderComment, renderSummary } from './comment.ts';
export { reportOfInterruption, reportOfProblem } from './problem.ts';
export { type Report, reportOf } from './report.ts';
export { renderTerminal, type TerminalOptions } from './terminal.ts';
