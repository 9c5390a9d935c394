import type { Context as Base } from "grammy";
import type { UpdateOutcome } from "../observability/metrics.ts";
import type { Claim } from "../storage/rows.ts";
import type { PictureUploads } from "./uploads.ts";

/** What this bot adds to grammY's context. */
interface Handling {
  /** The id of the private chat, which is the person's. */
  chatId: number;
  /** The pictures that go with screens. */
  pictures: PictureUploads;
  /** The right of this handling to change something; asking for it notes that something may have changed. */
  claim: () => Claim;
  /** What will be counted as having come of the update, unless it fails. */
  outcome: UpdateOutcome;
}

/** What handlers get. */
export type Context = Base & Handling;
