export { type Annotation, type CheckReport, renderCheck } from './check.ts';
export { type Notes, type PageLink, renderComment, renderSummary } from './comment.ts';
export { reportOfInterruption, reportOfProblem } from './problem.ts';
export { type Report, reportOf } from './report.ts';
export { renderSelfCheck, renderSelfCheckSummary } from './self-check/markdown.ts';
export { renderSelfCheckTerminal } from './self-check/terminal.ts';
export { renderTerminal, type TerminalOptions } from './terminal.ts';
