import { InputFile } from "grammy";
import type { Log } from "../observability/log.ts";
import { unlessTooLate } from "../telegram/api-errors.ts";
import { PictureUnavailable } from "../telegram/uploads.ts";
import { scheduleJob, type ContentsChange } from "../vault/changes.ts";
import { endsSecret, type SecretEnd } from "../vault/records.ts";
import type { ChatSession } from "../vault/chat-session.ts";
import { edit, editOrSend, send, type Chat } from "./reply.ts";
import type { Screen } from "./screen.ts";

/** A file with a secret. */
interface SecretFile {
  readonly type: "photo" | "document";
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Telegram HTML. */
  readonly caption: string;
}

let contentOf: (secret: SecretScreen) => Screen | SecretFile;

/**
 * What a user sees of a secret. It is not a {@link Screen}, and nothing but this file can read it, so the compiler
 * allows it no way into a chat but {@link showSecret} and {@link redrawSecret}.
 */
export class SecretScreen {
  readonly #content: Screen | SecretFile;

  private constructor(content: Screen | SecretFile) {
    this.#content = content;
  }

  static {
    contentOf = (secret) => secret.#content;
  }

  /** @param screen without a picture */
  static text(screen: Omit<Screen, "picture">): SecretScreen {
    return new SecretScreen(screen);
  }

  static file(file: SecretFile): SecretScreen {
    return new SecretScreen(file);
  }
}

/** How a secret is shown, and how that ends. */
export interface SecretDisplay {
  /** Stands in the message until its end is durable. */
  readonly placeholder: Screen;
  /** Makes the secret's screen, once its end is durable. */
  readonly secret: () => SecretScreen | Promise<SecretScreen>;
  /** Says that the secret could not be shown, and leads to another attempt. */
  readonly failed: Screen;
  /** The job that takes the secret out of the message; see {@link removeSecret}. */
  readonly end: (messageId: number) => SecretEnd;
  /** When that happens, ms since 1970. */
  readonly until: number;
  /** What is committed together with the end of the message. */
  readonly changes?: (messageId: number) => readonly ContentsChange[];
  /**
   * Whether Telegram is to keep the message from being forwarded, saved and copied (Bot API, protect_content): where
   * the user has nothing to copy by hand, save or forward.
   */
  readonly isProtected: boolean;
  /** The message whose button was pressed, which is deleted when the secret is shown. */
  readonly replaces?: number | undefined;
}

interface SecretDeps {
  readonly log: Log;
}

type SecretChat = Chat & { readonly session: ChatSession };

/** Draws a secret into a message of ours. @returns whether that message shows it now */
const draw = (chat: Chat, messageId: number, secret: SecretScreen): Promise<boolean> => {
  const content = contentOf(secret);
  if ("text" in content) return edit(chat, messageId, content);
  const { type, bytes, name, caption } = content;
  const media = new InputFile(bytes, name);
  return unlessTooLate(
    chat.api.editMessageMedia(chat.chatId, messageId, { type, media, caption, parse_mode: "HTML" }),
  );
};

/**
 * Draws a secret, or says that it could not be shown: in the same message, which hides the secret if it was drawn and
 * only the answer was lost, or in a new one if that message is gone.
 */
const drawOrSay = async (
  { log }: SecretDeps,
  chat: Chat,
  messageId: number,
  { secret, failed }: Pick<SecretDisplay, "secret" | "failed">,
): Promise<boolean> => {
  try {
    if (await draw(chat, messageId, await secret())) return true;
  } catch (thrown) {
    log.warn({ err: thrown }, "a secret could not be shown");
  }
  await editOrSend(chat, messageId, failed);
  return false;
};

/**
 * Shows a secret in a new message, the only way to do so: a placeholder is sent, the end of its message is stored, and
 * only then is the secret drawn into it. So whatever fails or is repeated, no message shows a secret without a planned
 * end. A lost answer or a crash may leave a placeholder.
 * @returns whether it is shown; else the user has been told. @throws GrammyError, HttpError, DatabaseError
 */
export const showSecret = async (
  deps: SecretDeps,
  chat: SecretChat,
  display: SecretDisplay,
): Promise<boolean> => {
  const { placeholder, end, until, changes, isProtected, replaces } = display;
  const messageId = await send(chat, placeholder, { isProtected });
  // Not `once`: where an earlier handling of the update has planned the end of another message, this one needs its own.
  await chat.session.commit([...(changes?.(messageId) ?? []), scheduleJob(end(messageId), until)]);
  if (!(await drawOrSay(deps, chat, messageId, display))) return false;
  if (replaces !== undefined) await chat.pictures.delete(chat.api, chat.chatId, replaces);
  return true;
};

/**
 * Shows a secret in another way in a message that shows it already. If no end is planned for that message, nothing is
 * shown, and the message says so; if it is gone, a new one does.
 * @returns whether it is shown
 */
export const redrawSecret = async (
  deps: SecretDeps,
  chat: SecretChat,
  messageId: number,
  display: Pick<SecretDisplay, "secret" | "failed">,
): Promise<boolean> => {
  const { jobs } = await chat.session.contents();
  if (jobs.some(({ job }) => endsSecret(job) && job.messageId === messageId))
    return drawOrSay(deps, chat, messageId, display);
  await editOrSend(chat, messageId, display.failed);
  return false;
};

/**
 * Replaces everything that a message of ours shows. A text, a picture and a file can all become a picture (Bot API,
 * editMessageMedia), and a planned job cannot see which of them it is.
 * @returns whether the message was there
 */
const overwrite = async (
  { api, chatId, pictures }: Chat,
  messageId: number,
  text: string,
): Promise<boolean> => {
  try {
    return await unlessTooLate(
      pictures.send("cover", (media) =>
        api.editMessageMedia(chatId, messageId, { type: "photo", media, caption: text, parse_mode: "HTML" }),
      ),
    );
  } catch (thrown) {
    if (!(thrown instanceof PictureUnavailable)) throw thrown;
    // Telegram refuses this for a file, whose end is then retried.
    return unlessTooLate(api.editMessageText(chatId, messageId, text, { parse_mode: "HTML" }));
  }
};

/**
 * Takes a secret out of the chat: deletes its message or, if that is too old (48 hours; Bot API, deleteMessage),
 * overwrites what it shows. Repeating it changes nothing.
 * @param text what a message that cannot be deleted says from then on, in Telegram HTML
 * @returns whether the secret is gone: a user's own message can only be deleted
 * @throws GrammyError, HttpError: it is to be retried
 */
export const removeSecret = async (chat: Chat, messageId: number, text: string): Promise<boolean> =>
  (await unlessTooLate(chat.api.deleteMessage(chat.chatId, messageId))) || overwrite(chat, messageId, text);
