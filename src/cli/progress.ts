import ora from 'ora';
import type { Task } from '../domain/exam.ts';
import type { Watch } from '../watch.ts';

/** Shorter than this, nobody asks how long it will take. */
const MIN_SECONDS_LEFT = 2;

/**
 * What is under way right now, on stderr, so that stdout stays clean; nothing where nobody looks. As soon as one task is
 * done, also how long the others may take.
 *
 * @param done `graded`, `checked`
 */
export function progress(tasks: readonly Task[], done: string): { watch: Watch; stop: () => void } {
  const spinner = ora({ isSilent: !process.stderr.isTTY }).start();
  const running = new Map<string, string>();
  const started = performance.now();
  let finished = 0;
  const show = () => {
    const left = timeLeft(performance.now() - started, finished, tasks.length);
    spinner.text = [`${finished} of ${tasks.length} ${done}`, ...running.values(), ...left].join(' · ');
  };
  const watch: Watch = async (phase, id, work) => {
    const task = phase === 'task' && tasks.find((candidate) => candidate.id === id);
    if (!task) return work();
    running.set(task.id, task.title);
    show();
    try {
      return await work();
    } finally {
      running.delete(task.id);
      finished += 1;
      show();
    }
  };
  return { watch, stop: () => spinner.stop() };
}

/** As if every task took as long as those before. */
export function timeLeft(elapsedMs: number, finished: number, tasks: number): readonly string[] {
  const seconds = Math.round(((elapsedMs / finished) * (tasks - finished)) / 1_000);
  return Number.isFinite(seconds) && seconds >= MIN_SECONDS_LEFT ? [`about ${seconds} s left`] : [];
}
