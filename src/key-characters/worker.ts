import { serveReading } from "../qr/pool/serve.ts";

await serveReading(async () => {
  const [{ readCharacters }, { loadRecognizer }] = await Promise.all([
    import("./read-characters.ts"),
    import("./recognizer.ts"),
  ]);
  const recognizer = await loadRecognizer();
  return ({ bytes, format }) => readCharacters(bytes, format, recognizer);
});
