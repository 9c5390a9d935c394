import type { CharactersFailure, CharactersFound, CharactersReading } from "../../key-characters/reading.ts";
import type { CharactersOutcome } from "../../observability/labels.ts";
import type { Deps } from "../deps.ts";

/** The outcomes as metrics name them. */
const outcomes: Readonly<Record<CharactersFound["kind"] | CharactersFailure, CharactersOutcome>> = {
  key: "key",
  "cancellation-code": "cancellationCode",
  "no-characters": "noCharacters",
  "not-a-picture": "notAPicture",
  broken: "broken",
  "too-large": "tooLarge",
  "too-slow": "tooSlow",
  busy: "busy",
};

/** Looks for the characters of a key, or of a törlőkód, in a picture without a QR code. @returns what is there, or why nothing */
export const findCharacters = async (
  { characters, metrics, log }: Pick<Deps, "characters" | "metrics" | "log">,
  bytes: Uint8Array,
): Promise<CharactersReading> => {
  try {
    const reading = await characters.read(bytes);
    metrics.charactersReading(outcomes[reading.ok ? reading.kind : reading.why]);
    return reading;
  } catch (thrown) {
    // The picture is then answered as one without a QR code.
    log.warn({ err: thrown }, "the characters in a picture could not be read");
    return { ok: false, why: "broken" };
  }
};
