// The inside view: the bot's database, log, calls, process and clock.
import { byId, make } from "./dom.js";
import { follow, post } from "./net.js";
import { now } from "./time.js";

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
  seen_updates: "már elintézett üzenetek sorszáma",
};

/** @param {TableView} table */
const tableOf = ({ name, count, columns, rows }) => {
  const meaning = meanings[name] === undefined ? "" : ` – ${meanings[name]}`;
  const head = make("h4", {}, make("code", {}, name), ` ${count} sor`);
  const words = make("p", { class: "small" }, `${meaning.slice(3)}`);
  const block = make(
    "div",
    { class: "table", role: "region", tabindex: 0, "aria-label": `${name} tábla` },
    head,
  );
  if (meaning !== "") block.append(words);
  if (rows.length > 0) {
    const names = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
    const lines = rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))));
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
  refresh("tables", tables, () => tables.map(tableOf));
  refresh("log", log, () =>
    log.map(({ time, level, text }) => {
      const bad = ["warn", "error", "fatal"].includes(level) ? "bad" : "";
      return make("li", {}, make("time", {}, time), " ", make("span", { class: bad }, level), ` ${text}`);
    }),
  );
  refresh("calls", calls, () =>
    calls.map(({ time, method, summary, ok }) =>
      make(
        "li",
        {},
        make("time", {}, time),
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
  (open ? byId("panel-close") : toggle).focus({ preventScroll: true });
};

toggle.addEventListener("click", () => setOpen(panel.hidden !== false));
byId("panel-close").addEventListener("click", () => setOpen(false));
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") setOpen(false);
});
for (const action of ["start", "restart", "kill"]) {
  byId(`robot-${action}`).addEventListener("click", () => void post(`/api/robot/${action}`));
}
for (const button of panel.querySelectorAll("[data-forward]")) {
  const seconds = Number(/** @type {HTMLElement} */ (button).dataset["forward"]);
  button.addEventListener("click", () => void post("/api/clock", { seconds }));
}
