import { writeFileSync } from "node:fs";
import { trainedModelFile, serializeTrainedModel } from "../trained-model.ts";
import { readTopics, topicFolder } from "../load-topics.ts";
import { train } from "./train.ts";
import { readPhrasings } from "./phrasings.ts";

// Trains the model on the topics and phrasings and writes it to its file, so that the bot is ready right after a start.
// Run it after a change to a title, an answer, a phrasing or the text processing.

writeFileSync(trainedModelFile, serializeTrainedModel(train(readTopics(topicFolder), readPhrasings())));
