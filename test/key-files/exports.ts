/** Exports of other apps with invented data, in the shape of their public documentation. */

/** Invented secrets. */
export const secrets = {
  anna: "JBSWY3DPEHPK3PXP",
  bela: "KRSXG5CTMVRXEZLUKN2HE2LOM5ZWKY3S",
  new: "MFRGGZDFMZTWQ2LK",
} as const;

export const link = (secret: string, label: string, more = "") =>
  `otpauth://totp/${encodeURIComponent(label)}?secret=${secret}${more}`;

interface AegisOptions {
  readonly type?: string;
  readonly issuer?: string;
  readonly info?: Readonly<Record<string, unknown>>;
}

export const aegisEntry = (
  name: unknown,
  secret: unknown,
  { type = "totp", issuer = "Minta", info = {} }: AegisOptions = {},
) => ({
  type,
  uuid: "00000000-0000-4000-8000-000000000001",
  name,
  issuer,
  note: "",
  favorite: false,
  icon: null,
  info: { secret, algo: "SHA1", digits: 6, period: 30, ...info },
  groups: [],
});

export const aegis = (entries: readonly unknown[]) => ({
  version: 1,
  header: { slots: null, params: null },
  db: { version: 3, entries, groups: [] },
});

export const aegisEncrypted = {
  version: 1,
  header: {
    slots: [{ type: 1, uuid: "x", key: "00", n: 32768, r: 8, p: 1 }],
    params: { nonce: "00", tag: "00" },
  },
  db: "bWludGEgbWludGEgbWludGE=",
};

export const twoFasService = (
  name: string,
  secret: unknown,
  otp: Readonly<Record<string, unknown>> = {},
) => ({
  name,
  secret,
  updatedAt: 1700000000000,
  otp: {
    label: "",
    account: "",
    digits: 6,
    period: 30,
    algorithm: "SHA1",
    tokenType: "TOTP",
    source: "Manual",
    ...otp,
  },
  order: { position: 0 },
});

export const twoFas = (services: readonly unknown[]) => ({
  services,
  groups: [],
  updatedAt: 1700000000000,
  schemaVersion: 4,
  appOrigin: "android",
});

/** What cannot be read, by the app or kind it is recognised as. */
export const unread = {
  "Aegis with a password": aegisEncrypted,
  "2FAS with a password": {
    services: [],
    groups: [],
    servicesEncrypted: "bWlu:dGE=:bWludGE=",
    schemaVersion: 4,
  },
  "Ente Auth with a password": {
    version: 1,
    kdfParams: { memLimit: 4096, opsLimit: 3, salt: "bWludGE=" },
    encryptedData: "bWludGE=",
    encryptionNonce: "bWludGE=",
  },
  "Proton Authenticator with a password": { version: 1, salt: "bWludGE=", content: "bWludGE=" },
  andOTP: [
    {
      secret: secrets.anna,
      issuer: "Minta",
      label: "anna",
      digits: 6,
      type: "TOTP",
      algorithm: "SHA1",
      period: 30,
    },
  ],
  "Raivo OTP": [
    {
      issuer: "Minta",
      account: "anna",
      secret: secrets.anna,
      algorithm: "SHA1",
      digits: "6",
      kind: "TOTP",
      timer: "30",
    },
  ],
  "FreeOTP+": {
    tokenOrder: ["Minta:anna"],
    tokens: [{ algo: "SHA1", digits: 6, label: "anna", period: 30, secret: [-12, 34, 56], type: "TOTP" }],
  },
  Stratum: {
    Authenticators: [{ Type: 2, Issuer: "Minta", Username: "anna", Secret: secrets.anna }],
    Categories: [],
  },
  "LastPass Authenticator": {
    deviceId: "x",
    version: 3,
    accounts: [{ issuerName: "Minta", userName: "anna", secret: secrets.anna, timeStep: 30, digits: 6 }],
    folders: [],
  },
  Authy: { authenticator_tokens: [{ name: "Minta", encrypted_seed: "bWludGE=" }] },
  "Bitwarden, with passwords": {
    encrypted: false,
    folders: [],
    items: [
      { type: 1, name: "Minta", login: { username: "anna", password: "Titok1234", totp: secrets.anna } },
    ],
  },
  "Proton Pass": { version: "1.0", encrypted: false, vaults: { minta: { items: [] } } },
  "something unknown": { minta: [{ kulcs: secrets.anna }] },
} as const;

/** What is no JSON and cannot be read. */
export const unreadTexts = {
  "Bitwarden, a table": `folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\n,,login,Minta,,,0,,anna,Titok1234,${secrets.anna}`,
  "LastPass, a table": `url,username,password,totp,extra,name,grouping,fav\nhttps://pelda.hu,anna,Titok1234,${secrets.anna},,Minta,,0`,
  "1Password, a table": `Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nMinta,https://pelda.hu,anna,Titok1234,${link(secrets.anna, "Minta:anna")},false,false,,`,
  "KeePass, a table": `"Account","Login Name","Password","Web Site","Comments"\n"Minta","anna","Titok1234","https://pelda.hu",""`,
  "KeePass, XML": `<?xml version="1.0" encoding="utf-8"?>\n<KeePassFile><Root><Entry><String><Key>otp</Key><Value>${link(secrets.anna, "Minta:anna", "&amp;period=60")}</Value></String></Entry></Root></KeePassFile>`,
  "a web page": `<!DOCTYPE html><html><body><a href="${link(secrets.anna, "Minta:anna", "&amp;digits=8")}">Minta</a></body></html>`,
  OpenPGP: "-----BEGIN PGP MESSAGE-----\n\nbWludGE=\n-----END PGP MESSAGE-----",
  "JSON that is cut off": JSON.stringify(aegis([aegisEntry("anna", secrets.anna)])).slice(0, -20),
} as const;
