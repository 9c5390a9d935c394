import { EventEmitter } from "node:events";
import threads, { MessageChannel, type MessagePort, type Transferable } from "node:worker_threads";
import { sniffFormat } from "../image/format.ts";
import { allowConstants } from "./allow-constants.ts";
import type { ReadingTask } from "./task.ts";

/** A thread that `process.ts` starts for libvips. Emscripten uses it as a Worker that it started itself. */
class BrokeredThread extends EventEmitter {
  readonly #port: MessagePort;

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on("message", (message) => this.emit("message", message));
    threads.parentPort?.postMessage({ port: port2 }, [port2]);
  }

  postMessage(message: unknown, transfer?: Transferable[]): void {
    this.#port.postMessage(message, transfer);
  }

  ref(): void {
    this.#port.ref();
  }

  unref(): void {
    this.#port.unref();
  }

  terminate(): void {
    this.#port.close();
  }
}

/**
 * Makes this thread the one that reads the picture of its process.
 *
 * @param load loads the decoders, which must not be loaded before; the deadline of the picture runs only after that
 * @param load.read reads the picture. Its result is sent as JSON, with bytes in base64
 */
export const serveReading = async <Result>(
  load: () => Promise<(task: ReadingTask) => Promise<Result>>,
): Promise<void> => {
  Object.assign(threads, { Worker: BrokeredThread });
  allowConstants();
  // libheif reports faulty files on the console.
  Object.assign(console, { log: () => undefined });

  const read = await load();
  threads.parentPort?.once("message", (bytes: Uint8Array) => {
    const format = sniffFormat(bytes);
    if (format === "not-a-picture") throw new Error("no picture");
    void read({ bytes, format }).then((result) => {
      threads.parentPort?.postMessage(JSON.stringify(result, bytesInBase64));
    });
  });
  threads.parentPort?.postMessage("ready");
};

const bytesInBase64 = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
