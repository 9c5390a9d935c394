/** The kind of the user's phone. It is asked once and changes only the texts and pictures that differ. */
export type Device = "android" | "iphone";

/** All kinds of phones. */
export const devices = ["android", "iphone"] as const satisfies readonly Device[];
