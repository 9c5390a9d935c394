import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Update } from "grammy/types";
import { sendResponse, type PostEndpoint } from "../observability/http-server.ts";

/** The limit for a request body. An update is text and ids, a few kilobytes; files are fetched separately. */
const maxBodyBytes = 1024 * 1024;

const sha256 = (text: string) => createHash("sha256").update(text).digest();
/** Compares in constant time, whatever the lengths. */
const isSameText = (a: string, b: string) => timingSafeEqual(sha256(a), sha256(b));

/** Reads by events: async iteration costs as much as the rest of the request. @returns `undefined` if it is too large */
const readBody = (request: IncomingMessage): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else {
        request.pause();
        resolve(undefined);
      }
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });

const parseUpdate = (body: string): Update | undefined => {
  try {
    const update: unknown = JSON.parse(body);
    const id =
      typeof update === "object" && update !== null && "update_id" in update ? update.update_id : undefined;
    return Number.isSafeInteger(id) ? (update as Update) : undefined;
  } catch {
    return undefined;
  }
};

/** Reads and handles one update. @returns the status to answer */
const receive = async (
  request: IncomingMessage,
  secret: string,
  handle: (update: Update) => Promise<void>,
): Promise<number> => {
  const given = request.headers["x-telegram-bot-api-secret-token"];
  if (typeof given !== "string" || !isSameText(given, secret)) return 401;
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return 413;
  const body = await readBody(request);
  if (body === undefined) return 413;
  const update = parseUpdate(body);
  if (update === undefined) return 400;
  await handle(update);
  return 200;
};

/**
 * The endpoint to which Telegram delivers updates (Bot API, setWebhook). It answers 200 once the update has been
 * handled; after any other status Telegram delivers the update again. Why this is not grammY's webhookCallback:
 * docs/adr/0012.
 * @param secret that Telegram sends in a header with each update
 * @param handle handles one update; a rejection is answered with 500
 */
export const webhookEndpoint = (
  path: string,
  secret: string,
  handle: (update: Update) => Promise<void>,
): PostEndpoint => ({
  path,
  async handle(request, response) {
    sendResponse(response, await receive(request, secret, handle));
  },
});
