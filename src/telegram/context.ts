import type { Context as Base } from "grammy";
import type { UpdateOutcome } from "../observability/labels.ts";
import type { ChatSession } from "../vault/chat-session.ts";
import type { PictureUploads } from "./uploads.ts";

/** What this bot adds to grammY's context. */
interface BotContext {
  /** The id of the private chat, which is the user's. */
  chatId: number;
  /** The topic of the private chat that the update came from; answers go there. */
  topic: number | undefined;
  /** The pictures that go with screens. */
  pictures: PictureUploads;
  /** What is stored of the chat, and how to change it; the same for the whole update. */
  session: ChatSession;
  /** The answer if no handler can use the message's text: to what else the message holds. */
  otherwise: (() => Promise<void>) | undefined;
  /** The entry of the question base that the answer shows, or the question that it asks; remembered for what comes next. */
  shown: string | undefined;
  /** What is counted as the update's outcome, unless it fails. */
  outcome: UpdateOutcome;
}

/** What handlers get. */
export type Context = Base & BotContext;
