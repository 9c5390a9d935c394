import type { Translate } from "../../i18n.ts";
import { SecretScreen } from "../../chat/show-secret.ts";
import type { ChatContents } from "../../vault/chat-contents.ts";
import { fileName, fileText } from "./screens.ts";

/** Everything stored as a file, with the secrets in it. @param today in days since 1970 */
export const secretsFile = (t: Translate, contents: ChatContents, today: number): SecretScreen => {
  const text = fileText(t, contents, today, {
    ofKey: ({ key }) => ({ [t("data:file.secret")]: key.base32 }),
    ofCode: ({ digits }) => ({ [t("data:file.secret")]: digits }),
  });
  return SecretScreen.file({
    type: "document",
    bytes: Buffer.from(text),
    name: fileName(t, today),
    caption: t("data:secretCaption"),
  });
};
