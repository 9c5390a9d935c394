import { Composer } from "grammy";
import type { SearchResult } from "../../faq/answers.ts";
import { isTalk, type Entry } from "../../faq/entries.ts";
import type { Topic } from "../../faq/topic.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { respond, reply } from "../../chat/reply.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { oldButtonScreen } from "../fallback/screens.ts";
import { resumeGuide } from "../guide/handler.ts";
import { journeyOf } from "../guide/journey.ts";
import { typedWordIn } from "../guide/typed-words.ts";
import { entryOfMessage } from "./entry-of-message.ts";
import { languageLines } from "./languages.ts";
import { lastShown } from "./memory.ts";
import {
  answerScreen,
  foreignScreen,
  noneScreen,
  openingOf,
  secondScreen,
  talkScreen,
  unhelpedScreen,
  whichScreen,
} from "./screens.ts";
import { showEntry, type EntryDeps } from "./show-entry.ts";

/** Small talk is no choice to offer. */
const isOffered = ({ id }: Entry): boolean => !isTalk(id);

type QuestionDeps = EntryDeps & Pick<Deps, "answers">;

/** What an answer comes with. */
interface Around {
  /** What is said before it. */
  readonly before?: string | undefined;
  readonly near?: readonly Entry[] | undefined;
  readonly second?: Entry | undefined;
}

/** The hosts of the links in a text; the entities of a message are not kept (read-messages.ts). */
const linkedHosts = (text: string): readonly string[] =>
  [...text.matchAll(/(?:https?:\/\/|\bwww\.)([^\s/?#:]+)/gi)].map(([, host = ""]) => host.toLowerCase());

/** Whether a message came from elsewhere and leads to a page that is not the state's: most of these are fraud. */
const isSuspicious = ({ message }: Context): boolean =>
  message?.forward_origin !== undefined &&
  linkedHosts(message.text ?? "").some((host) => !/(?:^|\.)gov\.hu$/.test(host));

/** Questions in users' own words, answered from the question base; what they ask is not stored. */
export const questionsHandler = (deps: QuestionDeps): Composer<Context> => {
  const { t, answers, metrics, clock } = deps;
  const composer = new Composer<Context>();
  const entryOf = entryOfMessage(t, answers);

  const whereIs = async ({ session }: Context) => journeyOf(await session.contents());

  /** The entry in the bot's message that is replied to, else the one that was shown last. */
  const lastOf = async ({ session, message, me }: Context): Promise<string | undefined> => {
    const repliedTo = message?.reply_to_message;
    const replied = repliedTo?.from?.id === me.id ? entryOf(repliedTo) : undefined;
    return replied ?? lastShown(await session.contents(), clock.now());
  };

  const lastTopicOf = async (ctx: Context): Promise<Topic | undefined> =>
    answers.topic((await lastOf(ctx)) ?? "");

  /** Shows an entry: an answer in one message, a part of the guide or a command's screen as its button would. */
  const show = async (ctx: Context, entry: Entry, { before, near, second }: Around): Promise<void> => {
    metrics.answer(entry.id);
    const journey = await whereIs(ctx);
    if (entry.to === "topic") {
      ctx.shown = entry.id;
      return reply(ctx, answerScreen(t, entry.topic, { journey, before, near, second }));
    }
    if (before !== undefined) await reply(ctx, { text: before });
    await showEntry(deps, ctx, entry);
    if (second !== undefined) await reply(ctx, secondScreen(t, second, journey));
  };

  const answer = async (
    ctx: Context,
    result: SearchResult,
    { text, otherwise }: { readonly text: string; readonly otherwise: () => Promise<void> },
  ): Promise<void> => {
    const { language } = result;
    const line = language && languageLines[language];
    // A few words under a picture are rarely a question.
    const isRemark = ctx.otherwise !== undefined && !text.includes("?");
    switch (result.kind) {
      case "sure":
        return show(ctx, result.entry, { ...result, near: result.near.filter(isOffered), before: line });
      case "talk": {
        const opening = [line, openingOf(result.talk)].filter((part) => part !== undefined).join("\n\n");
        if (result.entry !== undefined) return show(ctx, result.entry, { before: opening });
        if (isRemark) return otherwise();
        metrics.answer(result.talk.id);
        const { text: said, ways } = result.talk;
        // Who has not understood an answer is shown where it leads.
        const last = result.talk.id === "talk:notUnderstood" ? await lastTopicOf(ctx) : undefined;
        const screen = talkScreen(
          t,
          { text: said, ways: [...(last?.ways ?? []), ...ways] },
          await whereIs(ctx),
        );
        return reply(ctx, line === undefined ? screen : { ...screen, text: `${line}\n\n${screen.text}` });
      }
      case "unsure":
        if (isRemark) return otherwise();
        if (language !== undefined) return reply(ctx, foreignScreen(t, language));
        return reply(ctx, whichScreen(t, result.entries.filter(isOffered), await whereIs(ctx)));
      case "outOfScope":
        if (ctx.otherwise !== undefined) return otherwise();
        if (language !== undefined) return reply(ctx, foreignScreen(t, language));
        // The word on a button, but there is no button that it could mean.
        return typedWordIn(text) === undefined ? otherwise() : resumeGuide(deps, ctx);
    }
  };

  composer.on("message:text", async (ctx, next) => {
    const { text } = ctx.message;
    if (text.startsWith("/")) return next();
    const journey = await whereIs(ctx);
    const result = answers.find(text, { step: journey?.step, last: await lastOf(ctx) });
    metrics.question(result.kind);
    const suspicious = answers.entry("phishing");
    const isUncertain = result.kind === "unsure" || result.kind === "outOfScope";
    if (isUncertain && suspicious !== undefined && isSuspicious(ctx)) return show(ctx, suspicious, {});
    return answer(ctx, result, { text, otherwise: next });
  });

  composer.callbackQuery(callbacksWithArgs.topic.pattern, async (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic === undefined) return respond(ctx, oldButtonScreen(t));
    metrics.answer(topic.id);
    ctx.shown = topic.id;
    return respond(ctx, answerScreen(t, topic, { journey: await whereIs(ctx) }));
  });
  composer.callbackQuery(callbacksWithArgs.helped.pattern, async (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic === undefined) return respond(ctx, oldButtonScreen(t));
    metrics.helped(topic.id);
    return respond(ctx, answerScreen(t, topic, { journey: await whereIs(ctx), helped: true }));
  });
  composer.callbackQuery(callbacksWithArgs.unhelped.pattern, async (ctx) => {
    const [, id = "", near = ""] = ctx.match;
    const topic = answers.topic(id);
    if (topic !== undefined) metrics.unhelped(topic.id);
    const entries = near.split("~").flatMap((one) => answers.entry(one) ?? []);
    return respond(ctx, unhelpedScreen(t, entries, await whereIs(ctx)));
  });
  composer.callbackQuery(fixedCallbacks.noTopic, (ctx) => respond(ctx, noneScreen(t)));
  return composer;
};
