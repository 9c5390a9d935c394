import type { Context as Base } from "grammy";
import type { UpdateOutcome } from "../metrics.ts";
import type { Claim } from "../store/store.ts";
import type { Pictures } from "./pictures.ts";

/** What this bot adds to grammY's context. */
interface Handling {
  /** The id of the private chat, which is the person's. */
  person: number;
  /** The pictures that go with screens. */
  pictures: Pictures;
  /** The right of this handling to change something; asking for it notes that something may have changed. */
  claim: () => Claim;
  /** What will be counted as having come of the update, unless it fails. */
  outcome: UpdateOutcome;
}

/** What handlers get. */
export type Context = Base & Handling;
