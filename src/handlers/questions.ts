import { Composer } from "grammy";
import { unpackJourney, type Journey } from "../guide/walk.ts";
import { actions, carrying } from "../screens/actions.ts";
import { oldButtonScreen, otherScreen } from "../screens/other.ts";
import { answerScreen, unhelpedScreen, whichScreen } from "../screens/questions.ts";
import type { Context } from "../telegram/context.ts";
import type { Deps } from "./deps.ts";
import { redraw, say } from "./show.ts";

type QuestionDeps = Pick<Deps, "t" | "vault" | "answers" | "metrics">;

/** Questions in people's own words, answered from the question base; what was asked is kept nowhere. */
export const questions = (deps: QuestionDeps): Composer<Context> => {
  const { t, vault, answers, metrics } = deps;
  const composer = new Composer<Context>();

  const journeyOf = async (person: number): Promise<Journey | undefined> => {
    const { step } = await vault.holdings(person);
    return step === undefined ? undefined : unpackJourney(step);
  };

  composer.on("message:text", async (ctx, next) => {
    const { text } = ctx.message;
    if (text.startsWith("/")) return next();
    const journey = await journeyOf(ctx.person);
    const finding = answers.find(text, journey?.step);
    metrics.question(finding.kind);
    switch (finding.kind) {
      case "sure":
        metrics.answer(finding.topic.id);
        return say(ctx, answerScreen(t, finding.topic, { journey, near: finding.near }));
      case "unsure":
        return say(ctx, whichScreen(t, finding.topics));
      case "foreign":
        return next();
    }
  });

  composer.callbackQuery(carrying.topic.pattern, async (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic === undefined) return redraw(ctx, oldButtonScreen(t));
    metrics.answer(topic.id);
    return redraw(ctx, answerScreen(t, topic, { journey: await journeyOf(ctx.person) }));
  });
  composer.callbackQuery(carrying.helped.pattern, async (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic === undefined) return redraw(ctx, oldButtonScreen(t));
    metrics.helped(topic.id);
    return redraw(ctx, answerScreen(t, topic, { journey: await journeyOf(ctx.person), helped: true }));
  });
  composer.callbackQuery(carrying.unhelped.pattern, (ctx) => {
    const topic = answers.topic(ctx.match[1] ?? "");
    if (topic !== undefined) metrics.unhelped(topic.id);
    return redraw(ctx, unhelpedScreen(t));
  });
  composer.callbackQuery(actions.noTopic, (ctx) => redraw(ctx, otherScreen(t, "words")));
  return composer;
};
