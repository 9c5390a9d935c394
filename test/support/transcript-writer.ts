import type { Person } from "./bot-api-server/index.ts";
import type { StillClock } from "./clock.ts";
import type { AppFixture } from "./app-fixture.ts";

/** A text without what is secret in it, or of this day. Login codes stay: they are those of an invented key, long run out. */
const blanked = (text: string): string =>
  text
    .replaceAll(/\b[A-Z2-7]{4}(?: [A-Z2-7]{4})+\b/g, (key) => key.replaceAll(/\w/g, "·"))
    .replaceAll(/(?<=secret=)[A-Z2-7]+/g, "····")
    .replaceAll(/\b\d{4} \d{4}\b/g, "···· ····")
    .replaceAll(/\b\d{4}\. [a-zé-ű]+ \d+\./g, "2026. november 23.");

/** Writes down what a person does and what the bot says to it. */
export class TranscriptWriter {
  readonly #app: AppFixture<StillClock>;
  readonly #anna: Person;
  readonly #lines: string[];
  readonly #name: string;
  readonly #shown = new Map<number, string>();
  readonly #written = new Set<string>();
  /** Messages of the person that stay. */
  #said = 0;
  taps = 0;

  /** @param name what the person is called in the transcript */
  constructor(app: AppFixture<StillClock>, anna: Person, title: string, name = "Anna") {
    this.#app = app;
    this.#name = name;
    this.#anna = anna;
    this.#lines = [`# ${title}`];
  }

  /** @param deed in words @param done what it is */
  async #note(deed: string, done: Promise<unknown>): Promise<void> {
    this.#lines.push(`**${this.#name}:** ${deed}`);
    await this.#app.after(this.#anna, done);
    const said = this.#anna.screen.filter(({ from }) => from === "bot");
    for (const { id, text, buttons, photo } of said) {
      const picture = photo === undefined ? [] : [`🖼 \`${photo.name ?? ""}\``, ""];
      const rows = buttons.map((row) => row.map((label) => `\`[ ${label} ]\``).join(" "));
      const body = [...picture, ...blanked(text).split("\n"), ...(rows.length > 0 ? ["", ...rows] : [])];
      // Two blanks end a line in Markdown.
      const written = body.map((line) => (line === "" ? ">" : `> ${line}  `)).join("\n");
      if (this.#shown.get(id) !== written) this.#write(written);
      this.#shown.set(id, written);
    }
    const mine = this.#anna.screen.filter(({ from }) => from === "me").map(({ id }) => id);
    if (deed.includes("képernyőkép") && mine.length === this.#said)
      this.remark("A kép eltűnt a beszélgetésből.");
  }

  #write(said: string): void {
    const again = `> ${said.split("\n")[0]?.slice(2).trim() ?? ""} _(mint följebb)_`;
    this.#lines.push(`**Kapusegéd:**\n\n${this.#written.has(said) ? again : said}`);
    this.#written.add(said);
  }

  async press(label: string): Promise<void> {
    this.taps += 1;
    await this.#note(`megnyomja: „${label}”`, this.#anna.press(label));
  }

  remark(text: string): void {
    this.#lines.push(`_${text}_`);
  }

  async say(text: string): Promise<void> {
    await this.#note(text, this.#anna.say(text));
    this.#said += 1;
  }

  /** @param deed says so in words, without the secret */
  async secretly(deed: string, secret: string): Promise<void> {
    await this.#note(deed, this.#anna.say(secret));
    if (!this.#anna.sees(secret)) this.remark("Az üzenet eltűnt a beszélgetésből.");
  }

  send(picture: Buffer): Promise<void> {
    return this.#note("elküldi a képernyőképet", this.#anna.sendPhoto(picture));
  }

  /** @param deed says in words what the file is */
  async sendFile(deed: string, content: string, fileName: string): Promise<void> {
    const bytes = Buffer.from(content);
    await this.#note(deed, this.#anna.sendFile(bytes, { fileName, mimeType: "text/plain" }));
    if (!this.#anna.screen.some(({ kind, from }) => kind === "document" && from === "me"))
      this.remark("A fájl eltűnt a beszélgetésből.");
  }

  /** Whether the newest message of the bot has this button. */
  offers(label: string): boolean {
    return this.#anna.last?.buttons.flat().includes(label) === true;
  }

  get text(): string {
    return `${this.#lines.join("\n\n")}\n`;
  }
}
