import { setTimeout as wait } from "node:timers/promises";
import type { Exchange } from "./http.ts";
import type { ChangeHub } from "./change-hub.ts";

const keepAliveIntervalMs = 20_000;

/**
 * Responds with server-sent events: what `getView` returns, now and whenever the hub notifies and it has changed.
 * @param intervalMs at least between two calls of `getView`
 */
export const stream = (
  { response }: Exchange,
  hub: ChangeHub,
  getView: () => unknown,
  intervalMs: number,
): void => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  let sent = "";
  let isWaiting = false;
  let isClosed = false;
  const send = async () => {
    if (isWaiting) return;
    isWaiting = true;
    await wait(intervalMs);
    isWaiting = false;
    if (isClosed) return;
    const text = JSON.stringify(await getView());
    if (text === sent) return;
    sent = text;
    response.write(`data: ${text}\n\n`);
  };
  const sendUnlessItFails = () => {
    // A view that cannot be built now, for example while the database is locked, is built at the next change.
    send().catch(() => undefined);
  };
  const stopListening = hub.listen(sendUnlessItFails);
  const timer = setInterval(() => response.write(":\n\n"), keepAliveIntervalMs);
  response.on("close", () => {
    isClosed = true;
    stopListening();
    clearInterval(timer);
  });
  sendUnlessItFails();
};
