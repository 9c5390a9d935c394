/**
 * A stand-in for the Bot API that answers at once and checks nothing, so that only the bot limits the throughput. Runs
 * in its own process and prints its port; `GET /counts` returns how often each method was called.
 * Usage: node --import tsx bench/throughput/telegram.ts [PICTURE]
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const [picturePath] = process.argv.slice(2);
const picture = picturePath === undefined ? Buffer.alloc(0) : readFileSync(picturePath);

const counts: Record<string, number> = {};
let messageId = 1;

const me = { id: 1, is_bot: true, first_name: "Bot", username: "bench_bot", can_join_groups: true };
const chat = { id: 1, type: "private", first_name: "A" };

const sent = () => ({ message_id: (messageId += 1), date: 0, chat, text: "a" });
const sentPhoto = () => ({ ...sent(), photo: [{ file_id: "p", file_unique_id: "p", width: 1, height: 1 }] });

/** What a method returns; `true` if it is not listed. */
const results: Record<string, () => unknown> = {
  getMe: () => me,
  getMyCommands: () => [],
  getMyDescription: () => ({ description: "" }),
  getMyShortDescription: () => ({ short_description: "" }),
  getFile: () => ({ file_id: "f", file_unique_id: "f", file_size: picture.length, file_path: "f" }),
  sendMessage: sent,
  sendPhoto: sentPhoto,
  sendDocument: sent,
  sendMediaGroup: () => [sentPhoto()],
  editMessageText: sent,
  editMessageCaption: sentPhoto,
  editMessageMedia: sentPhoto,
};

const json = (response: ServerResponse, value: unknown) => {
  const body = JSON.stringify(value);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
};

const answer = ({ url = "" }: IncomingMessage, response: ServerResponse) => {
  if (url.startsWith("/file/")) {
    response.end(picture);
    return;
  }
  if (url === "/counts") {
    json(response, counts);
    return;
  }
  const method = url.slice(url.lastIndexOf("/") + 1);
  counts[method] = (counts[method] ?? 0) + 1;
  json(response, { ok: true, result: results[method]?.() ?? true });
};

const server = createServer((request, response) => {
  request.on("end", () => answer(request, response)).resume();
});
// Connections must not be closed between two calls.
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ msg: "ready", port: (server.address() as AddressInfo).port })}\n`);
});
