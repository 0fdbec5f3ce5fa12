import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { descriptorsLeft } from './descriptor-limit';

/** Descriptors kept back for files, stores and the answers that refuse connections. */
const RESERVED_DESCRIPTORS = 24;
const MIN_CONNECTIONS = 8;

/**
 * Counts connections. Those over the limit are let in far enough to be told `overloaded` with their first request, which
 * a client understands, unlike a reset. A second, harder limit keeps even these bounded.
 */
export class ConnectionGate {
  private readonly over = new WeakSet<Socket>();
  private readonly open = new Set<Socket>();

  constructor(
    private limit: number,
    private readonly countDescriptors = descriptorsLeft,
  ) {}

  /** Counts the connections of a server from its start. An answer may need a second descriptor, for its provider. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.admit(socket));
    server.once('listening', () => {
      const left = this.countDescriptors();
      if (left !== undefined) this.limit = Math.min(this.limit, affordable(left));
      server.maxConnections = this.limit + Math.max(MIN_CONNECTIONS, Math.ceil(this.limit / 20));
    });
  }

  /** True for a connection whose requests must be refused. */
  isOver(socket: Socket): boolean {
    return this.over.has(socket);
  }

  /** Closes connections that never sent a byte, as browsers open them for later: Node would wait for their first request. */
  closeSilent(): void {
    for (const socket of this.open) if (socket.bytesRead === 0) socket.destroy();
  }

  private admit(socket: Socket): void {
    this.open.add(socket);
    if (this.open.size > this.limit) this.over.add(socket);
    socket.once('close', () => this.open.delete(socket));
  }
}

function affordable(descriptors: number): number {
  return Math.max(MIN_CONNECTIONS, Math.floor((descriptors - RESERVED_DESCRIPTORS) / 2));
}
