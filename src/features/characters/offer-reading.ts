import { drawnKey } from "../../guide/drawn-key.ts";
import { captureStep } from "../../guide/walk.ts";
import type { CharactersFound } from "../../key-characters/reading.ts";
import { newId } from "../../vault/records.ts";
import type { ReplyTarget } from "../../chat/reply-target.ts";
import { drawnKeyScreen } from "../receive-key/screens.ts";
import { askToCompare, type CharactersDeps } from "./open-readings.ts";

/** Characters with the pictures they were read from. */
export interface FoundCharacters {
  readonly found: CharactersFound;
  /** The messages with those pictures. */
  readonly pictureIds: readonly number[];
}

/**
 * Asks the user to compare characters with the picture they were read from. Nothing is stored as a key before the
 * answer; until then the characters are sealed, and their picture stays to be looked at.
 */
export const offerReading = async (
  deps: CharactersDeps,
  target: ReplyTarget,
  { found: { kind, characters: read }, pictureIds }: FoundCharacters,
): Promise<void> => {
  const characters = read.map(({ char }) => char).join("");
  const contents = await target.session.contents();
  if (characters === drawnKey) return target.show(drawnKeyScreen(deps.t, captureStep(contents.step)));
  // A picture that is read again, as after a crash, is asked about once.
  const earlier = contents.readings.find((one) => one.pictureIds.some((id) => pictureIds.includes(id)));
  const doubtful = read.flatMap((one, position) => (one.doubtful ? [position] : []));
  const reading = earlier ?? { id: newId(), kind, characters, doubtful, pictureIds };
  return askToCompare(deps, target, reading, { why: "read" });
};
