import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** The rooms of the house. `may`: which other rooms a room may enter; nothing points back. */
const rooms = {
  answers: ["guide"],
  guide: [],
  otp: [],
  qr: [],
  store: [],
  strays: [],
  vault: ["otp", "store"],
  screens: ["answers", "guide", "otp", "strays", "i18n"],
  telegram: ["store", "vault", "i18n", "metrics"],
  handlers: ["screens", "answers", "guide", "otp", "strays", "qr", "vault", "telegram", "i18n", "metrics"],
};

/** Who owns a package: only these rooms (or single files of src/) may import it. */
const owners = {
  "@orama/*": ["answers"],
  "@bufbuild/*": ["otp"],
  "card-validator": ["strays"],
  "fastest-levenshtein": ["answers"],
  grammy: ["screens", "telegram", "handlers", "bot.ts", "app.ts"],
  "@grammyjs/*": ["bot.ts"],
  "@libsql/*": ["store"],
  libsql: ["store"],
  i18next: ["i18n.ts"],
  "libheif-js": ["qr"],
  otpauth: ["otp"],
  pino: ["log.ts"],
  "prom-client": ["metrics.ts"],
  qrcode: ["qr"],
  sharp: ["qr"],
  tinypool: ["qr"],
  undici: ["telegram"],
  "zxing-wasm": ["qr"],
};

const pinned = (place) =>
  Object.entries(owners)
    .filter(([, places]) => !places.includes(place))
    .map(([name]) => ({
      group: [name, `${name}/**`],
      message: `Only ${owners[name].join(", ")} may use ${name}.`,
    }));

const roomRules = Object.entries(rooms).map(([room, may]) => ({
  files: [`src/${room}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...pinned(room),
          {
            regex: `^\\.\\./(?!(${["log", ...may].join("|")})(/|\\.ts$))`,
            message: `src/${room} may enter only: ${may.join(", ") || "no other room"}.`,
          },
        ],
      },
    ],
  },
}));

const fileRules = [
  "app.ts",
  "backup.ts",
  "bot.ts",
  "config.ts",
  "i18n.ts",
  "keys.ts",
  "log.ts",
  "main.ts",
  "metrics.ts",
  "opening.ts",
  "tool.ts",
].map((file) => ({
  files: [`src/${file}`],
  rules: { "no-restricted-imports": ["error", { patterns: pinned(file) }] },
}));

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "data/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "max-lines": ["error", { max: 260, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "Only a program's entry reads the environment.",
        },
        {
          selector: "CallExpression[callee.property.name='transaction']",
          message: "Batches only: an open transaction blocks the event loop (docs/adr/0004).",
        },
      ],
    },
  },
  ...roomRules,
  ...fileRules,
  { files: ["src/{main,keys,backup}.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["demo/{main,bot}.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["**/*.js", "bench/**/*.mjs"], extends: [tseslint.configs.disableTypeChecked] },
  // The demo's page is plain JavaScript; what its names are, tsc -p demo/page knows.
  { files: ["demo/page/**/*.js"], rules: { "no-undef": "off" } },
  {
    // The bench draws and measures in plain JavaScript; part of it runs inside the browser.
    files: ["bench/**/*.mjs"],
    languageOptions: {
      parserOptions: { projectService: false },
      globals: Object.fromEntries(
        [
          "URL",
          "clearTimeout",
          "setTimeout",
          "document",
          "fetch",
          "innerHeight",
          "scrollBy",
          "scrollTo",
          "scrollX",
          "scrollY",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      "no-restricted-syntax": "off",
      "max-lines": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
