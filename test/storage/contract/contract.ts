import { describe } from "vitest";
import { callTests } from "./calls.ts";
import { claimTests } from "./claims.ts";
import { inactivityTests } from "./inactivity.ts";
import { jobTests } from "./jobs.ts";
import { contentsTests } from "./contents.ts";
import { chatTests } from "./chats.ts";
import { setUp, type DatabaseLocation } from "./fixture.ts";
import { lockTests } from "./locks.ts";
import { repeatedWriteTests } from "./twice.ts";
import { maintenanceTests } from "./maintenance.ts";
import { databaseTests } from "./whole.ts";

/** What the rest of the program may rely on with any kind of database. */
export const storageContract = (where: string, location: DatabaseLocation): void => {
  describe(where, () => {
    const testDatabase = setUp(location);
    callTests(testDatabase);
    databaseTests(testDatabase);
    chatTests(testDatabase);
    contentsTests(testDatabase);
    claimTests(testDatabase);
    jobTests(testDatabase);
    inactivityTests(testDatabase);
    lockTests(testDatabase);
    repeatedWriteTests(testDatabase);
    maintenanceTests(testDatabase);
  });
};

/** The part that may differ between protocols to the same server. */
export const shortContract = (where: string, location: DatabaseLocation): void => {
  describe(where, () => {
    const testDatabase = setUp(location);
    callTests(testDatabase);
    databaseTests(testDatabase);
    claimTests(testDatabase);
  });
};
