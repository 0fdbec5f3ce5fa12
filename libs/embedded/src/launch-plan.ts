/** The operating system account that a program runs as. */
export interface OsAccount {
  name: string;
  uid: number;
  gid: number;
  /** A Linux capability that it keeps, or undefined for none. */
  capability?: 'dac_read_search' | 'dac_override' | undefined;
}

/** A program to start. */
export interface Program {
  file: string;
  args: readonly string[];
  /** Its whole environment. Absent: that of this process. */
  env?: Readonly<Record<string, string>>;
  /** Whom it runs as. Absent: as this process. */
  account?: OsAccount | undefined;
  cwd?: string;
  /** What the kernel sends it when this process dies. Needs `setpriv`; without it the request is left out. */
  lastSignal?: NodeJS.Signals;
}

/** Arguments of `child_process.spawn`. */
export interface LaunchPlan {
  file: string;
  args: string[];
  options: { env?: Record<string, string>; cwd?: string; uid?: number; gid?: number };
}

/**
 * How to start a program: through util-linux's `setpriv` where that is there (`setpriv` replaces itself by the program, so
 * the process id is the program's own), else directly.
 *
 * @param setpriv the path of `setpriv`, or undefined when the system has none.
 */
export function launchPlan(program: Program, setpriv: string | undefined): LaunchPlan {
  const options: LaunchPlan['options'] = {};
  if (program.env !== undefined) options.env = { ...program.env };
  if (program.cwd !== undefined) options.cwd = program.cwd;
  const { account } = program;
  if (setpriv === undefined) {
    if (account !== undefined) Object.assign(options, { uid: account.uid, gid: account.gid });
    return { file: program.file, args: [...program.args], options };
  }
  const prefix = account === undefined ? [] : accountArgs(account);
  if (program.lastSignal !== undefined) prefix.push('--pdeathsig', program.lastSignal);
  return { file: setpriv, args: [...prefix, '--', program.file, ...program.args], options };
}

function accountArgs({ uid, gid, capability }: OsAccount): string[] {
  const args = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups'];
  if (capability === undefined) return args;
  // access(2), with which PostgreSQL looks for its own programs, forgets capabilities of other users than root unless this
  // bit is set (capabilities(7), SECBIT_NO_SETUID_FIXUP). Starting the program takes away every other capability.
  args.push('--inh-caps', `+${capability}`, '--ambient-caps', `+${capability}`, '--securebits', '+no_setuid_fixup');
  return args;
}
