import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { ConnectionGate } from './connection-gate';

describe('ConnectionGate', () => {
  function setUp(
    limit: number,
    descriptors: number | undefined,
  ): { gate: ConnectionGate; server: Server; connect: () => Socket } {
    const server = new EventEmitter() as Server;
    const gate = new ConnectionGate(limit, () => descriptors);
    gate.watch(server);
    server.emit('listening');
    const connect = (): Socket => {
      const socket = new EventEmitter() as Socket;
      server.emit('connection', socket);
      return socket;
    };
    return { gate, server, connect };
  }

  it('marks connections over the limit, and none after others have closed', () => {
    const { gate, connect } = setUp(2, undefined);
    const [first, second, third] = [connect(), connect(), connect()];
    expect([first, second, third].map((socket) => gate.isOver(socket))).toEqual([false, false, true]);
    third.emit('close');
    first.emit('close');
    expect(gate.isOver(connect())).toBe(false);
  });

  it('closes connections that never sent a byte, and no other', () => {
    const { gate, connect } = setUp(5, undefined);
    const closed: string[] = [];
    const connection = (name: string, bytesRead: number): Socket =>
      Object.assign(connect(), { bytesRead, destroy: () => closed.push(name) });
    connection('silent', 0);
    connection('asking', 12);
    connection('gone', 0).emit('close');
    gate.closeSilent();
    expect(closed).toEqual(['silent']);
  });

  it('leaves descriptors for files and for one provider connection each', () => {
    const { gate, connect } = setUp(10_000, 64);
    const sockets = Array.from({ length: 21 }, connect);
    expect(sockets.filter((socket) => gate.isOver(socket))).toEqual([sockets[20]]);
  });

  it('bounds even the connections that are only told so', () => {
    expect(setUp(1_000, undefined).server.maxConnections).toBe(1_050);
    expect(setUp(10_000, 64).server.maxConnections).toBe(28);
  });
});
