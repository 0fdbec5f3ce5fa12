const LOOK_EVERY_MS = 250;

/**
 * Stops this process, as SIGTERM would, when the process that started it is gone: npm was killed, so nobody is left who
 * could stop the server, and it would keep its port and its data directory.
 */
export function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS).unref();
}
