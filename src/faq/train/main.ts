import { writeFileSync } from "node:fs";
import { trainedModelFile, written } from "../trained-model.ts";
import { readTopics, topicFolder } from "../load-topics.ts";
import { learn } from "./train.ts";
import { readPhrasings } from "./phrasings.ts";

// Learns from the topics and the ways people ask, and writes down what the bot then begins with: so it is ready at once
// after a start. To be run whenever a title, an answer, a paraphrase or the reading of words has changed.

writeFileSync(trainedModelFile, written(learn(readTopics(topicFolder), readPhrasings())));
