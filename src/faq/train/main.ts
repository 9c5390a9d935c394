import { writeFileSync } from "node:fs";
import { readTopics, topicFolder } from "../load-topics.ts";
import { readTrainedModel, serializeTrainedModel, trainedModelFile } from "../trained-model.ts";
import { missedBy } from "./compare.ts";
import { readMessages } from "./messages.ts";
import { trainingTexts } from "./texts.ts";
import { train } from "./train.ts";

// Trains the model on titles, phrasings and authors' messages, writes it to its file, so that the bot is ready right
// after a start, and lists the questions that the earlier model answered and this one does not. Run it after a new entry,
// title or phrasing; a reworded answer does not need it.

const say = (line: string) => process.stdout.write(`${line}\n`);
const topics = readTopics(topicFolder);
const messages = readMessages();

/** Nothing if there is no earlier model that can be read. */
const missedBefore = (): readonly string[] => {
  try {
    return missedBy(readTrainedModel(), topics, messages);
  } catch {
    return [];
  }
};

const model = train(trainingTexts(messages));
const before = missedBefore();
writeFileSync(trainedModelFile, serializeTrainedModel(model));
const missed = missedBy(model, topics, messages);
const fallen = missed.filter((line) => !before.includes(line));
say(
  `Trained. The model misses ${missed.length} of the topics' and authors' questions; the earlier one missed ${before.length}.`,
);
for (const line of fallen) say(`newly missed: ${line}`);
