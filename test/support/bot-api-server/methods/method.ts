import type { ApiMethods, Opts } from "grammy/types";
import type { Chat } from "../chats.ts";
import type { Cloud } from "../cloud.ts";
import type { Upload } from "../multipart.ts";
import { badRequest, Refusal } from "../refusal.ts";

/** What comes with a call besides its parameters. */
export interface Request {
  readonly files: ReadonlyMap<string, Upload>;
  /** Whether the client has hung up. */
  readonly gone: () => boolean;
}

/**
 * Methods of the Bot API by name. Parameters have passed `typeProblems` and `limitProblems`; what is returned is
 * the `result` of the answer, and a Refusal thrown is a refused call.
 */
export type Methods = {
  [M in keyof ApiMethods]?: (cloud: Cloud, params: Opts<M>, request: Request) => unknown;
};

/**
 * The chat a method names, if the bot may write there.
 * @throws Refusal "chat not found" for who never wrote, 403 for who blocked it or sent it away
 */
export const reachableChat = (cloud: Cloud, id: number | string | undefined): Chat => {
  const chat = cloud.chats.get(Number(id));
  if (!chat || chat.standing === "stranger") throw badRequest("chat not found");
  if (chat.standing === "member") return chat;
  if (chat.type === "private") throw new Refusal(403, "Forbidden: bot was blocked by the user");
  const words = chat.standing === "left" ? "bot is not a member of" : "bot was kicked from";
  throw new Refusal(403, `Forbidden: ${words} the supergroup chat`);
};
