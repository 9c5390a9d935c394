import { Composer } from "grammy";
import { decodeBase32 } from "../../totp/base32.ts";
import { Key } from "../../totp/key.ts";
import { callbacksWithArgs } from "../../chat/callback-data.ts";
import { deleteSecretMessages } from "../../chat/delete-secret.ts";
import { reply, respond } from "../../chat/reply.ts";
import type { Screen } from "../../chat/screen.ts";
import type { SecretScreen } from "../../chat/show-secret.ts";
import { pressedMessageId, replyTargetOf } from "../../chat/reply-target.ts";
import type { Context } from "../../telegram/context.ts";
import { dropReading, putReading } from "../../vault/changes.ts";
import { findById } from "../../vault/chat-contents.ts";
import type { Reading } from "../../vault/records.ts";
import { offerDigits } from "../cancellation-code/offer-digits.ts";
import { receiveKey } from "../receive-key/receive-key.ts";
import { alreadyProcessedScreen, problemText } from "../receive-key/screens.ts";
import { correctGroup, groupsOf, parseCorrection, type Correction } from "./corrections.ts";
import {
  askToCompare,
  endOf,
  endReadings,
  keepPictures,
  newestReading,
  redrawReading,
  type CharactersDeps,
} from "./open-readings.ts";
import * as screens from "./screens.ts";

/** The user has answered the question with words instead of a button. */
const saysMatch = /^(igen|(igen,? )?(minden )?(egyezik|stimmel))[.!]*$/i;
const saysDiffer = /^(nem|nem (egyezik|stimmel))[.!]*$/i;

/** Shows a screen with characters in the message of the pressed button; where that cannot be, in a new one. */
const showHere = (
  deps: CharactersDeps,
  ctx: Context,
  reading: Reading,
  screen: SecretScreen,
): Promise<void> =>
  redrawReading(deps, replyTargetOf(ctx), reading, { screen, pressed: pressedMessageId(ctx) });

/** The characters are those in the picture: they are kept from here on as if they had been pasted. */
const confirm = async (deps: CharactersDeps, ctx: Context, reading: Reading): Promise<void> => {
  const { kind, characters, pictureIds } = reading;
  // Whatever is said now comes in a new message: the one with the characters is deleted.
  const target = { ...replyTargetOf(ctx), show: (screen: Screen) => reply(ctx, screen) };
  const of = pictureIds.length > 1 ? "pictures" : "picture";
  if (kind === "cancellation-code") {
    const end = endOf(await ctx.session.contents(), reading);
    await offerDigits(deps, target, {
      digits: characters,
      isNamed: true,
      of,
      messageIds: pictureIds,
    });
    return endReadings(deps, target, [end], { deleted: pictureIds, completesUpdate: true });
  }
  const decoded = decodeBase32(characters);
  if (!decoded.ok) return showHere(deps, ctx, reading, screens.impossibleScreen(deps.t, reading));
  const key = new Key({ secret: decoded.bytes });
  return receiveKey(deps, target, { key, of, messageIds: pictureIds });
};

/** Applies what the user has typed, and shows the result to be compared. */
const correct = async (
  deps: CharactersDeps,
  ctx: Context,
  { reading, correction, messageId }: { reading: Reading; correction: Correction; messageId: number },
): Promise<void> => {
  const { t } = deps;
  const target = replyTargetOf(ctx);
  await deleteSecretMessages(deps, target, "message", [messageId]);
  switch (correction.kind) {
    case "wrong-length":
    case "wrong-character": {
      const { group } = correction;
      const problem = correction.kind === "wrong-character" ? problemText(t, correction.problem) : undefined;
      await ctx.session.commit([putReading({ ...reading, chosen: group })]);
      return reply(ctx, screens.retypeScreen(t, group, problem));
    }
    case "whole": {
      const whole = { ...reading, characters: correction.typed, doubtful: [], chosen: undefined };
      return askToCompare(deps, target, whole, { why: "whole" });
    }
    case "group": {
      const { group, typed } = correction;
      const why = groupsOf(reading.characters)[group] === typed ? "same" : "corrected";
      return askToCompare(deps, target, correctGroup(reading, group, typed), { why, group });
    }
  }
};

/** What users do with characters that were read from a picture: compare, correct, confirm or refuse them. */
export const charactersHandler = (deps: CharactersDeps): Composer<Context> => {
  const { t } = deps;
  const composer = new Composer<Context>();

  /** A button about a reading has been pressed. */
  const about =
    (answer: (ctx: Context, reading: Reading) => Promise<void>) =>
    async (ctx: Context, id = ""): Promise<void> => {
      const reading = findById((await ctx.session.contents()).readings, id);
      return reading === undefined ? respond(ctx, alreadyProcessedScreen(t)) : answer(ctx, reading);
    };
  const matches = about((ctx, reading) => confirm(deps, ctx, reading));
  const differs = about((ctx, reading) => showHere(deps, ctx, reading, screens.whichGroupScreen(t, reading)));
  const again = about((ctx, reading) =>
    showHere(deps, ctx, reading, screens.compareScreen(t, reading, { why: "read" })),
  );
  const copies = about(async (ctx, reading) => {
    // The picture stays for its ten minutes: it may be all that the user can copy from.
    // The end of the characters' message is dropped with them, so the message comes first.
    await respond(ctx, screens.copyScreen(t));
    await ctx.session.commit([dropReading(reading.id)]);
  });
  const isOther = about(async (ctx, reading) => {
    await respond(ctx, screens.notMineScreen(t, (await ctx.session.contents()).step));
    await ctx.session.commit([dropReading(reading.id), keepPictures(reading)]);
  });
  const choose = (group: number) =>
    about(async (ctx, reading) => {
      if (group >= groupsOf(reading.characters).length)
        return showHere(deps, ctx, reading, screens.whichGroupScreen(t, reading));
      const chosen = { ...reading, chosen: group };
      await ctx.session.commit([putReading(chosen)]);
      return showHere(deps, ctx, chosen, screens.typeGroupScreen(t, chosen, group));
    });
  composer.callbackQuery(callbacksWithArgs.charactersMatch.pattern, (ctx) => matches(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.charactersDiffer.pattern, (ctx) => differs(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.charactersAgain.pattern, (ctx) => again(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.copyInstead.pattern, (ctx) => copies(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.isOtherText.pattern, (ctx) => isOther(ctx, ctx.match[1]));
  composer.callbackQuery(callbacksWithArgs.charactersGroup.pattern, (ctx) =>
    choose(Number(ctx.match[1]))(ctx, ctx.match[2]),
  );

  composer.on("message:text", async (ctx, next) => {
    const { text, message_id: messageId } = ctx.message;
    const reading = newestReading(await ctx.session.contents());
    if (reading === undefined) return next();
    if (saysMatch.test(text.trim())) return confirm(deps, ctx, reading);
    if (saysDiffer.test(text.trim()))
      return showHere(deps, ctx, reading, screens.whichGroupScreen(t, reading));
    const correction = parseCorrection(text, reading);
    return correction === undefined ? next() : correct(deps, ctx, { reading, correction, messageId });
  });
  return composer;
};
