import { writeFileSync } from "node:fs";
import { learntFile, written } from "../../src/answers/learnt.ts";
import { readTopics, topicFolder } from "../../src/answers/reading.ts";
import { learn } from "./learning.ts";
import { readPhrasings } from "./phrasings.ts";

// Learns from the topics and the ways people ask, and writes down what the bot then begins with: so it is ready at once
// after a start. To be run whenever a title, an answer, a paraphrase or the reading of words has changed.

writeFileSync(learntFile, written(learn(readTopics(topicFolder), readPhrasings())));
