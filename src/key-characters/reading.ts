/** Why nothing was read from a picture. "no-characters": it shows neither a key nor a cancellation code. */
export type CharactersFailure =
  "no-characters" | "not-a-picture" | "broken" | "too-large" | "too-slow" | "busy";

/** One character as read. `doubtful`: the readings at several widths did not agree on it, or on its existence. */
export interface ReadCharacter {
  readonly char: string;
  readonly doubtful: boolean;
}

/**
 * What a screenshot shows. "key": upper-case letters and the digits 2 to 7, at least 16. "cancellation-code": the digits
 * beside the label TÖRLŐKÓD. Readings can agree and still be wrong, so the user has to compare every reading with the
 * original before it is used. `unusualLength`: longer or shorter than the keys (or cancellation codes) that are known,
 * so a character may be missing.
 */
export interface CharactersFound {
  readonly ok: true;
  readonly kind: "key" | "cancellation-code";
  readonly characters: readonly ReadCharacter[];
  readonly unusualLength: boolean;
}

/** The result of looking for a key, or a cancellation code, shown as text in a picture. */
export type CharactersReading = CharactersFound | { readonly ok: false; readonly why: CharactersFailure };
