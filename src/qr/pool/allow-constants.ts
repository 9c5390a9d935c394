import { constants } from "node:fs";

/** The permission model forbids `process.binding`, which Emscripten calls when it starts, only for these constants. */
export const allowConstants = (): void => {
  Object.assign(process, { binding: () => ({ fs: constants }) });
};
