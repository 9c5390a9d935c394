import { serveReadings } from "../qr/pool/serve.ts";
import { readCharacters } from "./read-characters.ts";
import { loadRecognizer } from "./recognizer.ts";

const recognizer = loadRecognizer();

export default serveReadings(
  () => recognizer,
  async ({ bytes, format }) => readCharacters(bytes, format, await recognizer),
);
