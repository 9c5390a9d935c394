import { readFile } from "node:fs/promises";
import { onTestFinished } from "vitest";
import sharp from "sharp";
import type { Page } from "playwright-core";
import { ChangeHub } from "../../demo/change-hub.ts";
import { PageServer } from "../../demo/http.ts";
import { staticRoutes } from "../../demo/static.ts";
import { stream } from "../../demo/stream.ts";
import type { ButtonView, ChatView, MessageView } from "../../demo/wire.ts";
import type { Screen } from "../../src/chat/screen.ts";
import { parseHtml } from "../support/bot-api-server/index.ts";
import { launch } from "./demo-driver.ts";

const pictures = new URL("../../locales/hu/pictures/", import.meta.url);
const pictureOf = (name: string) => readFile(new URL(`${name}.png`, pictures));

/** Where a screen stands on the phone, in CSS pixels. Less than 0 is above what the user sees. */
export interface Placement {
  /** From the upper edge of the list to that of the message, when the list is scrolled to its end. */
  readonly above: number;
  readonly height: number;
}

const messageView = async (screen: Screen): Promise<MessageView> => {
  const { text, entities } = parseHtml(screen.text);
  const { width = 0, height = 0 } =
    screen.picture === undefined ? {} : await sharp(await pictureOf(screen.picture)).metadata();
  return {
    id: 1,
    mine: false,
    kind: screen.picture === undefined ? "text" : "photo",
    text,
    marks: entities,
    rows: (screen.keyboard?.inline_keyboard ?? []).map((row) =>
      row.map((button): ButtonView => ({
        label: button.text,
        ...(button.style === undefined ? {} : { style: button.style }),
        ...("copy_text" in button ? { copy: button.copy_text.text } : {}),
      })),
    ),
    ...(screen.picture === undefined ? {} : { photo: { src: `/media/${screen.picture}`, width, height } }),
    taken: true,
    edited: false,
    date: 1_795_348_800,
  };
};

/** What the page shows; `count` rises with every change. */
interface ShownView {
  messages: readonly MessageView[];
  count: number;
}

/** The demo's chat page with one message of the bot, which changes, on a phone. */
export class DrawnScreens {
  readonly page: Page;
  readonly #hub: ChangeHub;
  readonly #view: ShownView;

  private constructor(page: Page, hub: ChangeHub, view: ShownView) {
    this.page = page;
    this.#hub = hub;
    this.#view = view;
  }

  /** Opens the page until the test has finished. @param viewport in CSS pixels */
  static async open(viewport: { width: number; height: number }): Promise<DrawnScreens> {
    const hub = new ChangeHub();
    const view: ShownView = { messages: [], count: 0 };
    const chat = (): ChatView => ({
      person: `Minta Anna ${view.count}`,
      robot: "running",
      ahead: 0,
      typing: false,
      spinning: false,
      description: "",
      commands: [{ command: "kod", description: "Kérem a kódot" }],
      keyboard: [],
      messages: view.messages,
    });
    const server = new PageServer({
      ...staticRoutes,
      "GET /api/chat": (exchange) => stream(exchange, hub, chat, 1),
      "GET /media/": async ({ url, response }) => {
        response.writeHead(200, { "content-type": "image/png" });
        response.end(await pictureOf(url.pathname.slice("/media/".length)));
      },
    });
    const url = await server.listen(0);
    onTestFinished(() => server.close());
    const browser = await launch();
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport, locale: "hu-HU", timezoneId: "Europe/Budapest" });
    await page.goto(url);
    await page.evaluate("document.fonts.ready");
    return new DrawnScreens(page, hub, view);
  }

  /** Shows a screen, scrolled to its end, as after it has come. */
  async show(screen: Screen): Promise<Placement> {
    this.#view.messages = [await messageView(screen)];
    this.#view.count += 1;
    this.#hub.notify();
    return this.page.evaluate<Placement>(`(async () => {
      const person = document.getElementById("person");
      while (person.textContent !== "Minta Anna ${this.#view.count}") await new Promise(requestAnimationFrame);
      const list = document.getElementById("scroll");
      list.scrollTop = list.scrollHeight;
      const message = document.querySelector("#messages .message").getBoundingClientRect();
      return { above: message.top - list.getBoundingClientRect().top, height: message.height };
    })()`);
  }
}
