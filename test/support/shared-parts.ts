import { lazyAnswers } from "../../src/faq/answers.ts";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";

/*
 * The slow parts of the product, one of each per test worker: a reading process takes 0.7 s to start and the question
 * base 0.13 s. Neither holds a chat's data, so journeys can share them; test/journeys/startup.test.ts starts the product
 * with its own.
 */

const reader = createQrReader();

/** Ends its processes with the worker: stopping one journey's product leaves them running for the next. */
export const sharedReader: QrReader = {
  read: (bytes) => reader.read(bytes),
  prepare: () => reader.prepare(),
  endIdle: () => undefined,
  close: () => Promise.resolve(),
};

export const sharedAnswers = lazyAnswers();
