import type { Socket } from 'node:net';

/** How long a refused upload is read and thrown away. */
const LINGER_MS = 2_000;

/**
 * Lets a client that is still sending read its answer. Closing a socket with unread input makes the kernel reset the
 * connection, and most clients then report the reset instead of the answer. So when the HTTP server is about to close this
 * one, only our half is closed; what still comes is read and dropped until the client is done, for two seconds at most.
 */
export function lingerBeforeClose(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
    socket.once('close', () => clearTimeout(timer));
  };
}
