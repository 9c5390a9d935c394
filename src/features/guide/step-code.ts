import { needsCode } from "../../guide/steps.ts";
import { keyStepOf, placeOf, unpackJourney, type Place } from "../../guide/walk.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { journeyOf, keyNames } from "./journey.ts";
import { guideStep, stepChoice, type StepCodeState } from "./step-screen.ts";
import { dropJobsOfMessage, scheduleJob, type ContentsChange } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import type { Job, StoredKey } from "../../vault/records.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { usableCode } from "../login-code/usable-code.ts";
import { edit, respond, send } from "../../chat/reply.ts";
import { pressedMessageId, replyTargetOf, type ReplyTarget } from "../../chat/reply-target.ts";

type StepCodeDeps = Pick<Deps, "t" | "clock" | "metrics">;

/**
 * How long a code must remain valid when it appears in a step. A user who has just asked for it must first read what to
 * do with it; one to whom it was promised has read that while waiting.
 */
export const minValidityMs = { asked: 28_000, promised: 25_000 } as const;

/** The jobs that show or remove a code in a message. */
export const codeJobKinds: readonly Job["kind"][] = ["expire-code", "deliver-code"];

/**
 * Shows the code within the step's message. Its end is durable before the digits are visible, so that they cannot
 * stay. @param changes committed together with that
 */
const editStepCode = async (
  deps: StepCodeDeps,
  target: ReplyTarget,
  messageId: number,
  {
    place,
    stored,
    reason,
    changes = [],
  }: {
    place: Place;
    stored: StoredKey;
    reason: keyof typeof minValidityMs;
    changes?: readonly ContentsChange[];
  },
): Promise<boolean> => {
  const contents = await target.session.contents();
  const { keys, step } = contents;
  const { code, waits, kind, due } = usableCode(deps, stored, minValidityMs[reason]);
  const name = keys.length > 1 ? stored.name : undefined;
  const shown: StepCodeState = waits
    ? { is: "waiting", seconds: code.secondsLeft }
    : { is: "shown", code, name, doubtful: deps.clock.isWrong() };
  const at = `${place.road}/${place.step}`;
  const job: Job = { kind, messageId, keyId: stored.id, at };
  await target.session.commit([...changes, scheduleJob(job, due)]);
  const { device = "android" } = unpackJourney(step ?? at);
  const view = { device, code: shown, keys: keyNames(contents) };
  return edit(target, messageId, guideStep(deps.t, place, view));
};

/**
 * Answers "Kérem a kódot" at a step: in the step's own message, with enough time to type the code.
 * @param keyId which key, if the user has chosen
 */
export const answerStepCode = async (
  deps: StepCodeDeps,
  ctx: Context,
  place: Place,
  keyId: string | undefined,
): Promise<void> => {
  const { t } = deps;
  const contents = await ctx.session.contents();
  const { keys } = contents;
  const journey = journeyOf(contents);
  const { device = "android" } = journey ?? {};
  const [only, another] = keys;
  // The key that has come on this road is the one that the page knows.
  const ofRoad = journey?.road === place.road ? findById(keys, journey.keyId) : undefined;
  const stored = keyId === undefined ? (ofRoad ?? only) : findById(keys, keyId);
  if (stored === undefined) {
    const text = keyId === undefined ? "code:none" : "code:gone";
    return respond(ctx, noKeyScreen(t, text, keyStepOf(place.road)));
  }
  if (keyId === undefined && ofRoad === undefined && another !== undefined)
    return respond(ctx, stepChoice(t, place, device, keys));
  const target = replyTargetOf(ctx);
  const messageId = pressedMessageId(ctx);
  const changes = [dropJobsOfMessage(messageId, codeJobKinds)];
  const asked = { place, stored, reason: "asked" } as const;
  if (messageId !== undefined && (await editStepCode(deps, target, messageId, { ...asked, changes }))) return;
  const fresh = await send(ctx, guideStep(t, place, { device, keys: keyNames(contents) }));
  await editStepCode(deps, target, fresh, asked);
};

/**
 * Delivers the code that was promised in a step's message, or removes its digits.
 * @param stored `undefined` when the key is gone @param isLate whether the user no longer waits for the code
 */
export const expireOrDeliverStepCode = async (
  deps: StepCodeDeps,
  target: ReplyTarget,
  {
    messageId,
    at,
    stored,
    isLate,
  }: { messageId: number; at: string; stored: StoredKey | undefined; isLate: boolean },
): Promise<void> => {
  const { road, step } = unpackJourney(at);
  const place = placeOf(road, step);
  if (isLate || stored === undefined || !needsCode(place.step)) {
    const contents = await target.session.contents();
    const { device = "android" } = unpackJourney(contents.step ?? at);
    const view = { device, code: { is: "expired" }, keys: keyNames(contents) } as const;
    await edit(target, messageId, guideStep(deps.t, place, view));
  } else {
    await editStepCode(deps, target, messageId, { place, stored, reason: "promised" });
  }
};
