import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const CLI = resolve(import.meta.dirname, '../../src/cli.ts');

/** Any Python 3 on a system that has pseudo-terminals. */
const PYTHON = [process.env.FIVEFOLD_PYTHON, 'python3'].find(
  (command) => command && spawnSync(command, ['-c', 'import pty']).status === 0,
);

export const hasTerminal = PYTHON !== undefined;

/** Runs a command in a pseudo-terminal of so many lines and columns, and copies what it shows. */
const IN_TERMINAL = `
import fcntl, os, pty, struct, sys, termios
lines, columns, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', int(lines), int(columns), 0, 0))
    os.execvp(command[0], command)
while True:
    try:
        shown = os.read(terminal, 65536)
    except OSError:
        break
    if not shown:
        break
    sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

interface Look {
  readonly env?: Readonly<Record<string, string>>;
  readonly lines?: number;
  readonly columns?: number;
}

/** What \`fivefold\` shows at a terminal: every byte of it. */
export function atTerminal(args: readonly string[], { env = {}, lines = 40, columns = 100 }: Look = {}) {
  const command = [process.execPath, CLI, ...args];
  const { status, stdout, stderr } = spawnSync(
    PYTHON ?? 'python3',
    ['-c', IN_TERMINAL, String(lines), String(columns), ...command],
    { encoding: 'utf8', env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env } },
  );
  return { status, shown: stdout, stderr };
}

/** The same without a terminal, as in a script. */
export function inPipe(args: readonly string[]) {
  const env = { PATH: process.env.PATH };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
}

/** How a terminal is told anything but text. */
export const ESCAPE = '\u001b[';
const [START] = ESCAPE;
const TOKEN = new RegExp(`${START}\\[(?<count>[?\\d;]*)(?<command>[A-Za-z])|[\\s\\S]`, 'gu');
/** A sequence that chooses a colour or a weight, as opposed to those that move the cursor. */
export const PAINT = new RegExp(`${START}\\[[\\d;]*m`);

interface Cursor {
  row: number;
  column: number;
}

/** The lines that are left on the screen: a terminal that knows what progress displays use, and nothing else. */
export function screen(shown: string): readonly string[] {
  const lines: string[] = [''];
  const cursor: Cursor = { row: 0, column: 0 };
  for (const { 0: token, groups: { count = '', command } = {} } of shown.matchAll(TOKEN)) {
    if (command === undefined) write(lines, cursor, token);
    else move(lines, cursor, command, count);
  }
  return lines.map((line) => line.trimEnd());
}

function write(lines: string[], cursor: Cursor, character: string): void {
  const { row, column } = cursor;
  if (character === '\r') cursor.column = 0;
  else if (character === '\n') {
    cursor.row += 1;
    lines[cursor.row] ??= '';
  } else {
    const before = lines[row] ?? '';
    lines[row] = before.padEnd(column).slice(0, column) + character + before.slice(column + 1);
    cursor.column += 1;
  }
}

function move(lines: string[], cursor: Cursor, command: string, count: string): void {
  const { row, column } = cursor;
  switch (command) {
    case 'A':
      cursor.row = Math.max(0, row - Number(count || 1));
      break;
    case 'G':
      cursor.column = Number(count || 1) - 1;
      break;
    case 'K':
      lines[row] = count === '' || count === '0' ? (lines[row] ?? '').slice(0, column) : '';
      break;
    case 'm':
    case 'h':
    case 'l':
      break;
    default:
      throw new Error(`This terminal does not know ${command}.`);
  }
}
