import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTelegram, type Person } from "../test/support/bot-api-server/index.ts";
import type { Upload } from "../test/support/bot-api-server/multipart.ts";
import { chatView, mediaOf } from "./chat.ts";
import { DemoClock } from "./clock.ts";
import { PageServer, RequestError, type Exchange, type Routes } from "./http.ts";
import { ChangeHub } from "./change-hub.ts";
import { panelView } from "./panel.ts";
import { PracticePortal } from "./practice-portal.ts";
import { BotProcess, databaseIn } from "./bot-process.ts";
import { staticRoutes } from "./static.ts";
import { stream } from "./stream.ts";

/** A running demo. */
export interface Demo {
  /** The URL of the chat page, without a trailing slash. */
  readonly url: string;
  /** Ends the bot and deletes everything that was stored. */
  close(): Promise<void>;
}

/** How often views are updated at most: the panel reads much more than a chat. */
const updateIntervalMs = { chat: 10, panel: 250 };

/** How far the clock may be set forward at once: a year. */
const maxForwardSeconds = 366 * 86_400;

const parameter = ({ url }: Exchange, name: string) => url.searchParams.get(name) ?? undefined;

const textOf = (value: unknown): string => {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new RequestError(400, "Üres üzenetet nem lehet küldeni.");
};

/** Telegram's apps send more pictures as several albums. */
const maxAlbumSize = 10;

/** Sends pictures or files as Telegram's apps do: several at once are an album. */
const sendTogether = async (
  person: Person,
  files: readonly Upload[],
  asFiles: boolean,
  options: { readonly caption?: string },
): Promise<void> => {
  const [first] = files;
  if (first === undefined) return;
  if (asFiles) {
    await (files.length > 1
      ? person.sendFiles(files, options)
      : person.sendFile(first.bytes, { ...first, ...options }));
    return;
  }
  const pictures = files.map(({ bytes }) => bytes);
  await (
    files.length > 1 ? person.sendAlbum(pictures, options) : person.sendPhoto(first.bytes, options)
  ).catch(() => {
    throw new RequestError(422, "Ez nem olyan kép, amelyet fényképként lehet küldeni. Küldd fájlként!");
  });
};

/** What a user can do on the page, performed in the local Telegram. */
const userRoutes = (personOf: (exchange: Exchange) => Person): Routes => ({
  "POST /api/say": async (exchange) => {
    const person = personOf(exchange);
    await person.say(textOf((await exchange.json())["text"]));
  },
  "POST /api/press": async (exchange) => {
    const person = personOf(exchange);
    const { message, label } = await exchange.json();
    await person.press(textOf(label), { on: { id: Number(message) } }).catch(() => {
      throw new RequestError(409, "Ez a gomb már nincs ott.");
    });
  },
  "POST /api/send": async (exchange) => {
    const person = personOf(exchange);
    const form = await exchange.form();
    const files = [...form.files.values()];
    const { as, caption = "" } = form.fields;
    for (let first = 0; first < files.length; first += maxAlbumSize) {
      const options = first === 0 && caption !== "" ? { caption } : {};
      await sendTogether(person, files.slice(first, first + maxAlbumSize), as === "files", options);
    }
  },
});

/**
 * Starts the real bot with a local Telegram, and the page to talk to it.
 * @param port of the page; 0 picks a free one
 * @throws Error when the bot does not start or the port is taken
 */
export const startDemo = async ({ port }: { readonly port: number }): Promise<Demo> => {
  const clock = new DemoClock();
  const hub = new ChangeHub();
  const telegram = await startTelegram({ now: () => clock.now(), botUsername: "kapuseged_proba_bot" });
  telegram.watch(() => hub.notify());
  const people = ["Minta Anna", "Minta Béla"].map((name) => telegram.person(name));
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-demo-"));
  const { token, apiRoot } = telegram;
  const robot = new BotProcess({ token, apiRoot, folder, clock, hub });
  const parts = { telegram, robot, clock, databaseFile: databaseIn(folder) };

  const personOf = (exchange: Exchange): Person => {
    const person = people[Number(parameter(exchange, "user") ?? 1) - 1];
    if (person === undefined) throw new RequestError(404, "Csak két ember van: 1 és 2.");
    return person;
  };
  const server = new PageServer({
    ...staticRoutes,
    ...new PracticePortal(clock).routes,
    ...userRoutes(personOf),
    "GET /api/chat": (exchange) => {
      const person = personOf(exchange);
      stream(exchange, hub, () => chatView(parts, person), updateIntervalMs.chat);
    },
    "GET /api/panel": (exchange) => stream(exchange, hub, () => panelView(parts), updateIntervalMs.panel),
    "GET /media/": ({ url, response }) => {
      const media = mediaOf(people, url.pathname.slice("/media/".length));
      if (media === undefined) throw new RequestError(404, "Ez a kép már nincs meg.");
      // Telegram has converted photos to JPEG. A file may be anything, so the browser must save it and never show it.
      const type = media.kind === "photo" ? "image/jpeg" : "application/octet-stream";
      response.writeHead(200, { "content-type": type });
      response.end(media.bytes);
    },
    "POST /api/robot/start": () => robot.start(),
    "POST /api/robot/restart": () => robot.restart(),
    "POST /api/robot/kill": () => robot.kill(),
    "POST /api/clock": async ({ json }) => {
      const seconds = Number((await json())["seconds"]);
      if (!(seconds > 0 && seconds <= maxForwardSeconds))
        throw new RequestError(400, "Az óra csak előre mehet.");
      clock.forward(seconds * 1000);
      robot.forward(seconds * 1000);
      hub.notify();
    },
  });

  const close = async () => {
    await server.close();
    // What it has not finished is deleted anyway.
    await robot.kill();
    await telegram.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await server.listen(port);
    await robot.start();
    return { url, close };
  } catch (thrown) {
    await close().catch(() => undefined);
    throw thrown;
  }
};
