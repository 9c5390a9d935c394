import { createRequire } from "node:module";
import threads, { type MessagePort } from "node:worker_threads";
import { allowConstants } from "./allow-constants.ts";

/* A thread of libvips. Emscripten's own code makes it one; it finds here what it would find in a thread it had started itself. */

const { port } = threads.workerData as { port: MessagePort };
Object.assign(threads, { parentPort: port, workerData: "em-pthread" });
allowConstants();
createRequire(import.meta.url)("@img/sharp-wasm32/sharp.node");
