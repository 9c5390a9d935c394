// The inside view: the bot's database, log, calls, process and clock.
import { byId, make } from "./dom.js";
import { follow, post } from "./net.js";
import { dateOf, now, stampOf } from "./time.js";

/** @typedef {import("../wire.ts").PanelView} PanelView */
/** @typedef {import("../wire.ts").TableView} TableView */

/** @type {Record<import("../wire.ts").RobotState, string>} */
export const robotStates = {
  starting: "indul…",
  running: "fut",
  stopping: "leáll…",
  stopped: "áll",
};

/** The purpose of each table; a table that is not listed shows only its name. */
/** @type {Record<string, string>} */
const meanings = {
  chats: "beszélgetések: kulcsok és lépések, titkosítva",
  facts: "az adatbázis saját adatai",
  jobs: "tervezett teendők, titkosítva",
  migrations: "a szerkezet változatai",
  pictures: "a robot saját képei a Telegramnál",
  records: "egy korábbi változat rekordjai",
  turns: "melyik példány dolgozik éppen egy beszélgetésen; csak akkor kell, ha több is fut",
  seen_updates: "már elintézett üzenetek sorszáma",
};

/**
 * A value for people: moments and days are stored as numbers.
 * @param {string} column
 * @param {string} value
 */
const cellOf = (column, value) => {
  if (/_at$/.test(column) && Number(value) > 0) return stampOf(Number(value));
  return /_day$/.test(column) && Number(value) > 0 ? dateOf(Number(value) * 86_400) : value;
};

/** @param {TableView} table */
const tableOf = ({ name, count, columns, rows }) => {
  const meaning = meanings[name];
  const head = make("h4", {}, make("code", {}, name), ` ${count} sor`);
  const block = make("div", { class: "table", role: "region", "aria-label": `${name} tábla` }, head);
  if (meaning !== undefined) block.append(make("p", { class: "small" }, meaning));
  if (rows.length > 0) {
    const names = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
    const lines = rows.map((row) =>
      make("tr", {}, ...row.map((cell, index) => make("td", {}, cellOf(columns[index] ?? "", cell)))),
    );
    block.append(make("table", {}, make("thead", {}, names), make("tbody", {}, ...lines)));
  }
  return block;
};

/** The data of each drawn part, so that an unchanged part is not rebuilt while the user reads it. */
/** @type {Map<string, string>} */
const drawn = new Map();

/**
 * @param {string} id
 * @param {unknown} data
 * @param {() => (Node | string)[]} build
 */
const refresh = (id, data, build) => {
  const text = JSON.stringify(data);
  if (drawn.get(id) === text) return;
  drawn.set(id, text);
  byId(id).replaceChildren(...build());
};

/** @param {number} ms */
const aheadWords = (ms) => {
  const seconds = Math.round(ms / 1000);
  if (seconds === 0) return "a gép órája szerint";
  const parts = [
    [Math.floor(seconds / 86_400), "nappal"],
    [Math.floor((seconds % 86_400) / 3600), "órával"],
    [Math.floor((seconds % 3600) / 60), "perccel"],
    [seconds % 60, "másodperccel"],
  ];
  const words = parts.filter(([amount]) => amount !== 0).map(([amount, unit]) => `${amount} ${unit}`);
  return `${words.join(", ")} előbbre`;
};

/** @param {PanelView} view */
const show = ({ robot, pid, ahead, tables, log, calls }) => {
  byId("robot-state").textContent =
    robot === "running" ? `Fut, a folyamat száma ${pid}.` : `Állapota: ${robotStates[robot]}`;
  byId("robot-start").hidden = robot !== "stopped";
  byId("robot-kill").hidden = robot !== "running";
  byId("robot-restart").hidden = robot === "stopped";
  refresh("clock", ahead, () => [
    make("span", { id: "clock-now" }, new Date(now()).toLocaleString("hu-HU", { timeStyle: "medium" })),
    " ",
    make("small", {}, aheadWords(ahead)),
  ]);
  // What is written without a date today has one tomorrow.
  const today = new Date(now()).toDateString();
  refresh("tables", [tables, today], () => tables.map(tableOf));
  refresh("log", [log, today], () =>
    log.map(({ at, level, text }) => {
      const bad = ["warn", "error", "fatal"].includes(level) ? "bad" : "";
      return make(
        "li",
        {},
        make("time", {}, stampOf(at)),
        " ",
        make("span", { class: bad }, level),
        ` ${text}`,
      );
    }),
  );
  refresh("calls", [calls, today], () =>
    calls.map(({ at, method, summary, ok }) =>
      make(
        "li",
        {},
        make("time", {}, stampOf(at)),
        " ",
        make("span", { class: ok ? "" : "bad" }, method),
        ` ${summary}`,
      ),
    ),
  );
};

const panel = byId("panel");
const toggle = byId("panel-toggle");
/** @type {(() => void) | undefined} */
let stopFollowing;

/** @param {boolean} open */
const setOpen = (open) => {
  panel.hidden = !open;
  toggle.setAttribute("aria-expanded", String(open));
  stopFollowing?.();
  stopFollowing = open ? follow("/api/panel", show) : undefined;
};

/** @param {boolean} open */
const openAndFocus = (open) => {
  setOpen(open);
  (open ? byId("panel-close") : toggle).focus({ preventScroll: true });
};
// A wide window has room for both.
if (matchMedia("(width >= 1200px)").matches) setOpen(true);

toggle.addEventListener("click", () => openAndFocus(panel.hidden !== false));
byId("panel-close").addEventListener("click", () => openAndFocus(false));
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") openAndFocus(false);
});
for (const action of ["start", "restart", "kill"]) {
  byId(`robot-${action}`).addEventListener("click", () => void post(`/api/robot/${action}`));
}
for (const button of panel.querySelectorAll("[data-forward]")) {
  const seconds = Number(/** @type {HTMLElement} */ (button).dataset["forward"]);
  button.addEventListener("click", () => void post("/api/clock", { seconds }));
}
