import { Composer } from "grammy";
import type { Entry } from "../../faq/entries.ts";
import type { Topic } from "../../faq/topic.ts";
import { unpackJourney, type Journey } from "../../guide/walk.ts";
import { fixedCallbacks, callbacksWithArgs } from "../../chat/callback-data.ts";
import { oldButtonScreen, otherScreen } from "../fallback/screens.ts";
import { answerScreen, unhelpedScreen, whichScreen } from "./screens.ts";
import type { Context } from "../../telegram/context.ts";
import type { Deps } from "../deps.ts";
import { respond, reply } from "../../chat/reply.ts";

const topicsOf = (entries: readonly Entry[]): readonly Topic[] =>
  entries.flatMap((entry) => (entry.to === "topic" ? [entry.topic] : []));

type QuestionDeps = Pick<Deps, "t" | "answers" | "metrics">;

/** Questions in users' own words, answered from the question base; what they ask is not stored. */
export const questionsHandler = (deps: QuestionDeps): Composer<Context> => {
  const { t, answers, metrics } = deps;
  const composer = new Composer<Context>();

  const journeyOf = async ({ session }: Context): Promise<Journey | undefined> => {
    const { step } = await session.contents();
    return step === undefined ? undefined : unpackJourney(step);
  };

  composer.on("message:text", async (ctx, next) => {
    const { text } = ctx.message;
    if (text.startsWith("/")) return next();
    const journey = await journeyOf(ctx);
    const finding = answers.find(text, { step: journey?.step });
    metrics.question(finding.kind);
    switch (finding.kind) {
      case "sure":
        if (finding.entry.to !== "topic") return next();
        metrics.answer(finding.entry.id);
        return reply(ctx, answerScreen(t, finding.entry.topic, { journey, near: topicsOf(finding.near) }));
      case "talk":
        metrics.answer(finding.talk.id);
        return reply(ctx, answerScreen(t, finding.talk, { journey }));
      case "unsure":
        // A few words under a picture are rarely a question.
        if (ctx.otherwise !== undefined && !text.includes("?")) return next();
        return reply(ctx, whichScreen(t, topicsOf(finding.entries)));
      case "outOfScope":
        return next();
    }
  });

  composer.callbackQuery(callbacksWithArgs.topic.pattern, async (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic === undefined) return respond(ctx, oldButtonScreen(t));
    metrics.answer(topic.id);
    return respond(ctx, answerScreen(t, topic, { journey: await journeyOf(ctx) }));
  });
  composer.callbackQuery(callbacksWithArgs.helped.pattern, async (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic === undefined) return respond(ctx, oldButtonScreen(t));
    metrics.helped(topic.id);
    return respond(ctx, answerScreen(t, topic, { journey: await journeyOf(ctx), helped: true }));
  });
  composer.callbackQuery(callbacksWithArgs.unhelped.pattern, (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic !== undefined) metrics.unhelped(topic.id);
    return respond(ctx, unhelpedScreen(t));
  });
  composer.callbackQuery(fixedCallbacks.noTopic, (ctx) => respond(ctx, otherScreen(t, "words")));
  return composer;
};
