import { needsCode } from "../../guide/steps.ts";
import { placeOf, unpackJourney, type Journey, type Place } from "../../guide/walk.ts";
import { noKeyScreen } from "../login-code/screens.ts";
import { guideStep, stepChoice, type StepCodeState } from "./step-screen.ts";
import type { StoredKey } from "../../vault/records.ts";
import type { Holdings } from "../../vault/vault.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { usableCode } from "../login-code/usable-code.ts";
import { edit, respond, send, type Chat } from "../../chat/reply.ts";

type StepCodeDeps = Pick<Deps, "t" | "vault" | "jobs" | "clock">;

/** ms a code must live on where the page waits for it: it is typed by slow hands, on the other side of a switch of apps. */
const minValidityMs = 15_000;

/** The name is told when there are several keys. */
const nameIn = ({ keys }: Holdings, { name }: StoredKey) => (keys.length > 1 ? name : undefined);

/** The code within the step's message. Its end is planned before the digits are shown, so that they cannot stay. */
const editStepCode = async (
  deps: StepCodeDeps,
  chat: Chat,
  messageId: number,
  {
    place,
    journey,
    holdings,
    stored,
  }: { place: Place; journey: Journey; holdings: Holdings; stored: StoredKey },
): Promise<boolean> => {
  const { code, waits, kind, due } = usableCode(deps.clock, stored, minValidityMs);
  const shown: StepCodeState = waits
    ? { is: "waiting", seconds: code.secondsLeft }
    : { is: "shown", code, name: nameIn(holdings, stored), doubtful: deps.clock.isWrong() };
  const at = `${place.road}/${place.step}`;
  await deps.jobs.schedule(chat.chatId, { kind, messageId, keyId: stored.id, at }, due);
  const { device = "android" } = journey;
  return edit(chat, messageId, guideStep(deps.t, place, { device, code: shown }));
};

/**
 * Answers "Kérem a kódot" at a step: in the step's own message, with enough time to type it.
 * @param keyId which key, when the person has chosen
 */
export const answerStepCode = async (
  deps: StepCodeDeps,
  ctx: Context,
  place: Place,
  keyId: string | undefined,
): Promise<void> => {
  const { t } = deps;
  const holdings = await deps.vault.contents(ctx.chatId);
  const journey = unpackJourney(holdings.step ?? "");
  const { device = "android" } = journey;
  const [only, another] = holdings.keys;
  const stored = keyId === undefined ? only : holdings.keys.find(({ id }) => id === keyId);
  if (stored === undefined)
    return respond(ctx, noKeyScreen(t, keyId === undefined ? "code:none" : "code:gone"));
  if (keyId === undefined && another !== undefined)
    return respond(ctx, stepChoice(t, place, device, holdings.keys));
  const found = { place, journey, holdings, stored };
  const messageId = ctx.callbackQuery?.message?.message_id;
  if (messageId !== undefined) {
    await deps.jobs.cancel(ctx.chatId, messageId, ["expire-code", "deliver-code"]);
    if (await editStepCode(deps, ctx, messageId, found)) return;
  }
  const fresh = await send(ctx, guideStep(t, place, { device }));
  await editStepCode(deps, ctx, fresh, found);
};

/**
 * Brings the code that was promised in a step's message, or takes its digits away.
 * @param stored `undefined` when the key is gone @param late whether nobody waits for the code any more
 */
export const runStepCodeJob = async (
  deps: StepCodeDeps,
  chat: Chat,
  {
    messageId,
    at,
    stored,
    late,
  }: { messageId: number; at: string; stored: StoredKey | undefined; late: boolean },
): Promise<void> => {
  const holdings = await deps.vault.contents(chat.chatId);
  const { road, step } = unpackJourney(at);
  const journey = unpackJourney(holdings.step ?? at);
  const place = placeOf(road, step);
  if (late || stored === undefined || !needsCode(place.step)) {
    const { device = "android" } = journey;
    await edit(chat, messageId, guideStep(deps.t, place, { device, code: { is: "expired" } }));
  } else {
    await editStepCode(deps, chat, messageId, { place, journey, holdings, stored });
  }
};
