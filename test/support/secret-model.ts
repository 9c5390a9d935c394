import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api, GrammyError, HttpError, type Transformer } from "grammy";
import { SecretScreen, showSecret, type SecretDisplay } from "../../src/chat/show-secret.ts";
import { isJobGivenUp, runJob } from "../../src/features/run-job.ts";
import { createTranslator } from "../../src/i18n.ts";
import { createLog } from "../../src/observability/log.ts";
import { drawQrCode } from "../../src/qr/draw-qr.ts";
import { Store } from "../../src/storage/store.ts";
import { PictureUploads } from "../../src/telegram/uploads.ts";
import type { ChatSession } from "../../src/vault/chat-session.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { endsSecret, type DueJob } from "../../src/vault/records.ts";
import { Vault } from "../../src/vault/vault.ts";
import { startTelegram, type Person, type Telegram } from "./bot-api-server/index.ts";
import { inSession } from "./chat-session.ts";

/** What happens to one step of the bot: a call to Telegram, or a commit. */
export const mishaps = [
  "none",
  /** The program is killed before the step, or right after it. */
  "kill-before",
  "kill-after",
  /** It happens, but the answer is lost; the caller gives up, or repeats it. */
  "lost",
  "repeated",
  /** Telegram does not hear of it. */
  "unheard",
  /** Telegram refuses it. */
  "refused",
  /** The user deletes the bot's messages, or blocks the bot, just before. */
  "deleted-before",
  "blocked-before",
] as const;
export type Mishap = (typeof mishaps)[number];

export const kinds = ["text", "photo", "document", "digits"] as const;
export type Kind = (typeof kinds)[number];

const secret = "JBSWY3DPEHPK3PXP";
const minutes = 60_000;
const hours = 60 * minutes;

class Killed extends Error {}

/** Everything that the chats of one test share. */
export interface SecretWorld {
  /** ms since 1970. */
  readonly clock: { now: number };
  readonly telegram: Telegram;
  readonly vault: Vault;
  readonly pictures: PictureUploads;
  readonly qr: Uint8Array;
  close(): Promise<void>;
}

const t = createTranslator();
const log = createLog("silent");

export const openSecretWorld = async (): Promise<SecretWorld> => {
  const clock = { now: Date.UTC(2026, 10, 22, 12) };
  const telegram = await startTelegram({ now: () => clock.now });
  const folder = await mkdtemp(join(tmpdir(), "kapuseged-secrets-"));
  const store = await Store.open({ url: `file:${join(folder, "test.db")}` });
  const vault = await Vault.open(store, KeyRing.parse(KeyRing.fresh()));
  const [botId = ""] = telegram.token.split(":");
  return {
    clock,
    telegram,
    vault,
    pictures: new PictureUploads({ store, botId, log }),
    qr: await drawQrCode(secret),
    close: async () => {
      await store.close();
      await telegram.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** One chat in which secrets are shown while things go wrong. */
export class SecretChat {
  readonly #world: SecretWorld;
  readonly person: Person;
  readonly #api: Api;
  #isDead = false;
  #plan: Mishap[] = [];
  #unanswered: Kind | undefined;
  #isBlocked = false;
  isErased = false;

  private constructor(world: SecretWorld, person: Person) {
    this.#world = world;
    this.person = person;
    this.#api = new Api(world.telegram.token, { apiRoot: world.telegram.apiRoot });
    this.#api.config.use(this.#transformer());
  }

  static async start(world: SecretWorld): Promise<SecretChat> {
    const person = world.telegram.person();
    await person.start();
    return new SecretChat(world, person);
  }

  get isDead(): boolean {
    return this.#isDead;
  }
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Shows a secret; the n-th step of the bot meets the n-th mishap. */
  async show(kind: Kind, plan: readonly Mishap[]): Promise<void> {
    this.#plan = [...plan];
    this.#unanswered = kind;
    await this.#survive(() => this.#inSession((session) => this.#display(kind, session)));
    this.#plan = [];
    // Whatever failed but did not kill the program was answered with an apology.
    if (!this.#isDead) this.#unanswered = undefined;
  }

  /** Starts the program after it was killed: Telegram delivers what was not answered. */
  async restart(): Promise<void> {
    this.#isDead = false;
    if (this.#unanswered !== undefined) await this.show(this.#unanswered, []);
  }

  /** The user deletes the bot's messages. */
  deleteAll(): Promise<void> {
    for (const message of this.person.screen) if (message.from === "bot") this.person.deleteMessage(message);
    return Promise.resolve();
  }

  async block(): Promise<void> {
    if (this.#isBlocked) return;
    this.#isBlocked = true;
    await this.person.block();
  }

  async unblock(): Promise<void> {
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    await this.person.unblock();
  }

  /** Time passes; what is due then is done, if the program runs. */
  async wait(ms: number, plan: readonly Mishap[]): Promise<void> {
    this.#world.clock.now += ms;
    if (this.#isDead) return;
    this.#plan = [...plan];
    await this.#runJobs();
    this.#plan = [];
  }

  async erase(plan: readonly Mishap[]): Promise<void> {
    this.#plan = [...plan];
    await this.#survive(() =>
      this.#inSession(async (session) => {
        const erased = await session.erase({ dueAt: this.#world.clock.now });
        if (erased !== undefined) this.isErased = true;
      }),
    );
    if (!this.#isDead) await this.#runJobs();
    this.#plan = [];
  }

  /** Lets everything recover: the program runs, the bot is not blocked, three days pass. */
  async recover(): Promise<void> {
    await this.unblock();
    await this.restart();
    for (let i = 0; i < 3; i += 1) await this.wait(24 * hours, []);
  }

  /** The messages that show a secret. */
  get showing(): number[] {
    return this.person.screen
      .filter(({ from, text, photo, file }) => {
        if (from !== "bot") return false;
        const isInFile = file !== undefined && Buffer.from(file.bytes).includes(secret);
        return text.includes(secret) || photo?.name === "kulcs.png" || isInFile;
      })
      .map(({ id }) => id);
  }

  /** The messages whose end is planned, by the time of it (ms since 1970). */
  async planned(): Promise<Map<number, number>> {
    const ends = new Map<number, number>();
    for (const { chatId, dueAt, job } of await this.#world.vault.dueJobs(Infinity, 1_000)) {
      if (chatId !== this.person.chatId) continue;
      if (job.kind === "farewell") for (const id of job.messageIds) ends.set(id, dueAt);
      else if (endsSecret(job)) ends.set(job.messageId, dueAt);
    }
    return ends;
  }

  #display(kind: Kind, session: ChatSession): Promise<boolean> {
    const { pictures, clock, qr } = this.#world;
    const caption = "";
    const screens: Record<Kind, SecretScreen> = {
      text: SecretScreen.text({ text: secret }),
      digits: SecretScreen.text({ text: secret }),
      photo: SecretScreen.file({ type: "photo", bytes: qr, name: "kulcs.png", caption }),
      document: SecretScreen.file({ type: "document", bytes: Buffer.from(secret), name: "a.json", caption }),
    };
    const ends: Record<Kind, SecretDisplay["end"]> = {
      text: (messageId) => ({ kind: "drop-offers", messageId, showsKey: true, keyIds: [] }),
      digits: (messageId) => ({ kind: "hide-cancellation", messageId }),
      photo: (messageId) => ({ kind: "hide-key", messageId, keyId: "", last: true }),
      document: (messageId) => ({ kind: "delete-message", messageId }),
    };
    const chat = { api: this.#api, chatId: this.person.chatId, pictures, session };
    return showSecret({ log }, chat, {
      placeholder: { text: "Egy pillanat" },
      secret: () => screens[kind],
      failed: { text: "Most nem sikerült" },
      end: ends[kind],
      until: clock.now + 10 * minutes,
      isProtected: false,
    });
  }

  /** As the job runner does, for this chat alone. */
  async #runJobs(): Promise<void> {
    const { vault, pictures } = this.#world;
    const run = runJob({ t, log, pictures, api: this.#api } as never);
    const mine = async () =>
      (await vault.dueJobs(this.#world.clock.now, 1_000)).filter(
        ({ chatId }) => chatId === this.person.chatId,
      );
    const attempt = (due: DueJob) =>
      this.#inSession(async (session) => {
        if (!(await session.isPlanned(due))) return;
        try {
          await run(due, session);
        } catch (thrown) {
          if (this.#isDead) throw thrown;
          if (!isJobGivenUp(thrown, due.job)) return session.postponeJob(due, this.#world.clock.now + hours);
        }
        await session.finishJob(due);
      });
    for (let due = await mine(); due.length > 0 && !this.#isDead; due = await mine())
      for (const one of due) await this.#survive(() => attempt(one));
  }

  async #survive(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      // Anything else would be a fault of this test.
      const isMishap =
        thrown instanceof Killed || thrown instanceof HttpError || thrown instanceof GrammyError;
      if (!isMishap) throw thrown;
    }
  }

  #inSession<T>(work: (session: ChatSession) => Promise<T>): Promise<T> {
    return inSession(this.#world.vault, this.person.chatId, (session) => {
      const commit = session.commit.bind(session);
      session.commit = (...args) => this.#step(() => commit(...args));
      return work(session);
    });
  }

  #transformer(): Transformer {
    return async (call, method, payload, signal) => {
      const refusal = { ok: false, error_code: 400, description: "Bad Request: WRONG_CONTENT" } as const;
      return this.#step(
        () => call(method, payload, signal),
        () => Promise.resolve(refusal),
      );
    };
  }

  async #step<T>(work: () => Promise<T>, refuse: () => Promise<T> = work): Promise<T> {
    if (this.#isDead) throw new Killed();
    const mishap = this.#plan.shift() ?? "none";
    switch (mishap) {
      case "none":
        return work();
      case "kill-before":
        this.#isDead = true;
        throw new Killed();
      case "kill-after":
        await work();
        this.#isDead = true;
        throw new Killed();
      case "lost":
        await work();
        throw new HttpError("lost", new Error("lost"));
      case "repeated":
        await work();
        return work();
      case "unheard":
        throw new HttpError("unheard", new Error("unheard"));
      case "refused":
        return refuse();
      case "deleted-before":
        await this.deleteAll();
        return work();
      case "blocked-before":
        await this.block();
        return work();
    }
  }
}
