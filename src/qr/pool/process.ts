import { Socket } from "node:net";
import { Worker, type MessagePort } from "node:worker_threads";
import { pictureFd } from "./process-command.ts";

/*
 * The main thread of a process that reads one picture. libvips needs threads even in WebAssembly, but a thread that may start
 * threads can give them every permission. So this thread, which runs no decoder and looks at no byte, starts them all, and
 * gives them the permissions of the process without that one.
 */

/** libvips uses four. */
const maxThreads = 8;

const [, entry = "", reader = ""] = process.argv;
const inherited = [
  ...[
    "--no-warnings",
    "--preserve-symlinks",
    "--no-experimental-sqlite",
    "--diagnostic-dir=",
    "--allow-fs-read=",
  ],
  ...["--permission", "--experimental-permission"],
];
const isInherited = (arg: string): boolean =>
  inherited.some((flag) => (flag.endsWith("=") ? arg.startsWith(flag) : arg === flag));
const restricted = { execArgv: process.execArgv.filter(isInherited), env: {} };

// The process ends with its channel, or is killed. SIGUSR1 would open a debugger, and with it this thread; the others are what
// a terminal or an init system sends to every process of a group while the program still waits for the result.
for (const signal of ["SIGUSR1", "SIGTERM", "SIGINT"] as const) process.on(signal, () => undefined);

const channel = new Socket({ fd: pictureFd, allowHalfOpen: true });
channel.on("error", () => process.exit(1));
// The program stops listening once it has handed over the picture.
process.stderr.on("error", () => undefined);

const thread = new Worker(reader, restricted);
thread.on("error", (error) => {
  process.stderr.write(String(error.stack), () => process.exit(1));
});
thread.on("exit", () => process.exit(1));

/** What the reading thread sends, which can be anything: a port for a new thread, "ready", or the result as JSON. */
type Message = { port?: MessagePort } | string | null;

let threads = 0;
const startThread = (port: MessagePort): void => {
  threads += 1;
  if (threads > maxThreads) return;
  const file = entry.replace(/process(?=\.m?js$)/, "pthread");
  new Worker(file, { ...restricted, workerData: { port }, transferList: [port] }).on("error", () =>
    process.exit(1),
  );
};

const chunks: Buffer[] = [];
channel.on("data", (chunk) => chunks.push(chunk));
channel.on("end", () => {
  // The program ended, or closed the channel, without a picture.
  if (chunks.length === 0) process.exit();
  thread.postMessage(new Uint8Array(Buffer.concat(chunks.splice(0))));
});

thread.on("message", (message: Message) => {
  if (message === "ready") channel.write("r");
  else if (typeof message === "string") channel.end(message, () => process.exit());
  else if (message?.port !== undefined) startThread(message.port);
});
