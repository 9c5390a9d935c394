import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** A TCP proxy to a local server that can be slowed down, or stalled without closing. */
export class Line {
  /** Delay of each chunk. */
  delayMs = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #still = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Starts a proxy to this port. */
  static async to(port: number): Promise<Line> {
    const server = createServer();
    const line = new Line(server);
    server.on("connection", (near) => line.#join(near, connect(port, "127.0.0.1")));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return line;
  }

  /** The proxy's own port. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Drops everything, in both directions, until {@link move}. */
  standStill(): void {
    this.#still = true;
  }

  /** Lets new connections through again; the old ones stay stalled, as after a router has forgotten them. */
  move(): void {
    this.#still = false;
    for (const socket of this.#sockets) socket.removeAllListeners("data").pause();
  }

  /** Closes every connection and stops listening. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("error", () => undefined);
      from.on("data", (piece: Buffer) => this.#pass(piece, to));
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }

  #pass(piece: Buffer, to: Duplex): void {
    if (this.#still) return;
    setTimeout(() => {
      if (!this.#still && !to.destroyed) to.write(piece);
    }, this.delayMs);
  }
}
