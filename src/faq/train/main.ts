import { writeFileSync } from "node:fs";
import { serializeTrainedModel, trainedModelFile } from "../trained-model.ts";
import { readMessages } from "./messages.ts";
import { trainingTexts } from "./texts.ts";
import { train } from "./train.ts";

// Trains the model on titles, phrasings and authors' messages, and writes it to its file, so that the bot is ready right
// after a start. Run it after a new entry or phrasing; a reworded answer does not need it.

writeFileSync(trainedModelFile, serializeTrainedModel(train(trainingTexts(readMessages()))));
