/** What kind of phone somebody holds: asked once, it changes only what differs. */
export type Device = "android" | "iphone";

/** The kinds of phones. */
export const devices = ["android", "iphone"] as const satisfies readonly Device[];
