import { setTimeout as wait } from "node:timers/promises";
import type { Exchange } from "./http.ts";
import type { Hub } from "./hub.ts";

/** Between two lines that only keep the connection open, in ms. */
const heartbeat = 20_000;

/**
 * Answers with server-sent events: what `look` returns, now and whenever the hub tells and it has become another.
 * @param pause ms between two looks at least
 */
export const stream = ({ response }: Exchange, hub: Hub, look: () => unknown, pause: number): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  let shown = "";
  let waiting = false;
  let closed = false;
  const show = async () => {
    if (waiting) return;
    waiting = true;
    await wait(pause);
    waiting = false;
    if (closed) return;
    const text = JSON.stringify(await look());
    if (text === shown) return;
    shown = text;
    response.write(`data: ${text}\n\n`);
  };
  const showQuietly = () => {
    // What cannot be looked at now, such as a database that is being written, is looked at again at the next change.
    show().catch(() => undefined);
  };
  const stopListening = hub.listen(showQuietly);
  const timer = setInterval(() => response.write(":\n\n"), heartbeat);
  response.on("close", () => {
    closed = true;
    stopListening();
    clearInterval(timer);
  });
  showQuietly();
};
