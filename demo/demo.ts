import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTelegram, type Person } from "../test/support/bot-api-server/index.ts";
import { chatView, mediaOf } from "./chat.ts";
import { DemoClock } from "./clock.ts";
import { PageServer, RequestFault, type Exchange, type Routes } from "./http.ts";
import { Hub } from "./hub.ts";
import { panelView } from "./panel.ts";
import { Practice } from "./practice.ts";
import { Robot } from "./robot.ts";
import { staticRoutes } from "./static.ts";
import { stream } from "./stream.ts";

/** The demo while it runs. */
export interface Demo {
  /** Of the chat page, without a slash at the end. */
  readonly url: string;
  /** Ends the bot and forgets everything that was stored. */
  close(): Promise<void>;
}

/** ms between two looks: a chat is shown at once, the panel has much to read. */
const pause = { chat: 10, panel: 250 };

/** How far the clock may be moved at once, in s: a year. */
const longestMove = 366 * 86_400;

const parameter = ({ url }: Exchange, name: string) => url.searchParams.get(name) ?? undefined;

const textOf = (value: unknown): string => {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new RequestFault(400, "Üres üzenetet nem lehet küldeni.");
};

/** What a person can do on the page, done by their hands in the local Telegram. */
const handRoutes = (personOf: (exchange: Exchange) => Person): Routes => ({
  "POST /api/say": async (exchange) => {
    const person = personOf(exchange);
    await person.say(textOf((await exchange.json())["text"]));
  },
  "POST /api/press": async (exchange) => {
    const person = personOf(exchange);
    const { message, label } = await exchange.json();
    await person.press(textOf(label), { on: { id: Number(message) } }).catch(() => {
      throw new RequestFault(409, "Ez a gomb már nincs ott.");
    });
  },
  "POST /api/photo": async (exchange) => {
    const person = personOf(exchange);
    const caption = parameter(exchange, "caption");
    const bytes = await exchange.body();
    await person.sendPhoto(bytes, caption ? { caption } : {}).catch(() => {
      throw new RequestFault(422, "Ez nem olyan kép, amelyet fényképként lehet küldeni. Küldd fájlként!");
    });
  },
  "POST /api/file": async (exchange) => {
    const person = personOf(exchange);
    const caption = parameter(exchange, "caption");
    await person.sendFile(await exchange.body(), {
      fileName: parameter(exchange, "name") ?? "fájl",
      mimeType: parameter(exchange, "type") ?? "application/octet-stream",
      ...(caption ? { caption } : {}),
    });
  },
});

/**
 * Starts the real bot against a local Telegram, and the page to talk to it.
 * @param port of the page; 0 for any that is free
 * @throws Error when the bot does not start or the port is taken
 */
export const startDemo = async ({ port }: { readonly port: number }): Promise<Demo> => {
  const clock = new DemoClock();
  const hub = new Hub();
  const telegram = await startTelegram({ now: () => clock.now(), botUsername: "kapuseged_proba_bot" });
  telegram.watch(() => hub.tell());
  const people = ["Minta Anna", "Minta Béla"].map((name) => telegram.person(name));
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-demo-"));
  const databaseFile = join(folder, "kapuseged.db");
  const { token, apiRoot } = telegram;
  const robot = new Robot({ token, apiRoot, databaseUrl: `file:${databaseFile}`, clock, hub });
  const parts = { telegram, robot, clock, databaseFile };

  const personOf = (exchange: Exchange): Person => {
    const person = people[Number(parameter(exchange, "user") ?? 1) - 1];
    if (person === undefined) throw new RequestFault(404, "Csak két ember van: 1 és 2.");
    return person;
  };
  const server = new PageServer({
    ...staticRoutes,
    ...new Practice(clock).routes,
    ...handRoutes(personOf),
    "GET /api/chat": (exchange) => {
      const person = personOf(exchange);
      stream(exchange, hub, () => chatView(parts, person), pause.chat);
    },
    "GET /api/panel": (exchange) => stream(exchange, hub, () => panelView(parts), pause.panel),
    "GET /media/": ({ url, response }) => {
      const media = mediaOf(people, url.pathname.slice("/media/".length));
      if (media === undefined) throw new RequestFault(404, "Ez a kép már nincs meg.");
      // Photos have been made JPEG on the way; a file may be anything, so it is only ever saved, never shown.
      const type = media.kind === "photo" ? "image/jpeg" : "application/octet-stream";
      response.writeHead(200, { "content-type": type });
      response.end(media.bytes);
    },
    "POST /api/robot/start": () => robot.start(),
    "POST /api/robot/restart": () => robot.restart(),
    "POST /api/robot/kill": () => robot.kill(),
    "POST /api/clock": async ({ json }) => {
      const seconds = Number((await json())["seconds"]);
      if (!(seconds > 0 && seconds <= longestMove)) throw new RequestFault(400, "Az óra csak előre mehet.");
      clock.forward(seconds * 1000);
      robot.forward(seconds * 1000);
      hub.tell();
    },
  });

  const close = async () => {
    await server.close();
    await robot.stop();
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
