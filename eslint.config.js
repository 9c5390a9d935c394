import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * The rooms of src. `may`: which other rooms a room may import from; every arrow points down this list, and
 * `import-x/no-cycle` keeps it so inside a room. Every room may import the log's type.
 */
const rooms = {
  features: [
    ...["chat", "faq", "guide", "key-files", "key-characters", "pasted-key", "qr", "sensitive-data", "totp"],
    ...["telegram", "jobs", "vault", "clock", "facts", "i18n", "observability"],
  ],
  chat: ["telegram", "jobs", "vault", "clock", "i18n"],
  telegram: ["jobs", "vault", "storage", "clock", "observability"],
  jobs: ["vault", "storage", "clock"],
  vault: ["totp", "storage"],
  observability: [],
  storage: ["clock"],
  clock: [],
  facts: [],
  faq: ["guide"],
  "pasted-key": ["totp"],
  "sensitive-data": [],
  guide: [],
  totp: [],
  "key-characters": ["pasted-key", "qr"],
  "key-files": ["totp", "pasted-key"],
  qr: [],
  cli: [
    "clock",
    "i18n",
    "vault",
    "storage",
    "config",
    "env-file",
    "open-storage",
    "operator-error",
    "observability",
    "version",
  ],
};

/** Who owns a package: only these rooms (or single files of src/) may import it. */
const owners = {
  "@bufbuild/*": ["totp"],
  "card-validator": ["sensitive-data"],
  esbuild: ["qr"],
  "fastest-levenshtein": ["features", "setting-names.ts"],
  grammy: ["chat", "telegram", "features", "bot.ts", "app.ts", "owner.ts"],
  "@grammyjs/*": ["bot.ts"],
  "@libsql/*": ["storage"],
  libsql: ["storage"],
  i18next: ["i18n.ts"],
  "libheif-js": ["qr"],
  "@cwasm/*": ["qr"],
  otpauth: ["totp"],
  pino: ["observability"],
  "prom-client": ["observability"],
  qrcode: ["qr"],
  "@gutenye/*": ["key-characters"],
  "onnxruntime-web": ["key-characters"],
  sharp: ["key-characters", "qr"],
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

const roomRules = Object.keys(rooms).map((room) => ({
  files: [`src/${room}/**/*.ts`],
  rules: { "no-restricted-imports": ["error", { patterns: pinned(room) }] },
}));

const source = `${import.meta.dirname}/src/`;
/** A room may import from itself and from the rooms under `may`. */
const zones = Object.entries(rooms).map(([room, may]) => ({
  target: `${source}${room}`,
  from: source,
  except: [room, "observability/log.ts", ...may.flatMap((name) => [name, `${name}.ts`])],
  message: `src/${room} may import only from: ${may.join(", ") || "no other room"}.`,
}));

const fileRules = [
  "app.ts",
  "bot.ts",
  "config.ts",
  "database-place.ts",
  "env-file.ts",
  "version.ts",
  "i18n.ts",
  "instrument.ts",
  "listen.ts",
  "main.ts",
  "open-storage.ts",
  "operator-error.ts",
  "owner.ts",
  "setting-names.ts",
  "setting-values.ts",
  "watch-npm.ts",
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
      // One style everywhere; generators cannot be arrows.
      "func-style": ["error", "expression"],
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
  {
    files: ["src/**/*.ts"],
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts"] })] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
    },
  },
  { files: ["src/{main,cli/keys,cli/backup,cli/notice}.ts"], rules: { "no-restricted-syntax": "off" } },
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
    files: ["test/**/*.ts", "bench/**/*.ts", "src/faq/train/**/*.ts"],
    rules: {
      "no-restricted-syntax": "off",
      "max-lines": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
