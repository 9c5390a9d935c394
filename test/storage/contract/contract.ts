import { describe } from "vitest";
import { callsAnswered } from "./calls.ts";
import { claimsHeld } from "./claims.ts";
import { idleChatsFound } from "./inactivity.ts";
import { jobsPlanned } from "./jobs.ts";
import { listingsFollow } from "./manifests.ts";
import { recordsKept } from "./records.ts";
import { settingOn, type Ground } from "./fixture.ts";
import { turnsTaken } from "./locks.ts";
import { writesRepeat } from "./twice.ts";
import { upkeepDone } from "./maintenance.ts";
import { wholeDatabase } from "./whole.ts";

/** What the rest of the program may rely on, whatever the database is. */
export const storeContract = (where: string, ground: Ground): void => {
  describe(where, () => {
    const setting = settingOn(ground);
    callsAnswered(setting);
    wholeDatabase(setting);
    recordsKept(setting);
    listingsFollow(setting);
    claimsHeld(setting);
    jobsPlanned(setting);
    idleChatsFound(setting);
    turnsTaken(setting);
    writesRepeat(setting);
    upkeepDone(setting);
  });
};

/** The part of it in which ways to the same server may differ. */
export const shortContract = (where: string, ground: Ground): void => {
  describe(where, () => {
    const setting = settingOn(ground);
    callsAnswered(setting);
    wholeDatabase(setting);
    claimsHeld(setting);
  });
};
