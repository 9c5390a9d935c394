import type { Methods } from "./method.ts";

/** Bot API: "getMe" and the commands, descriptions and name of the bot. */
export const profile: Methods = {
  getMe: (cloud) => cloud.me,
  setMyCommands: (cloud, params) => {
    cloud.profile.setCommands(params.commands, params.scope, params.language_code ?? "");
    return true;
  },
  deleteMyCommands: (cloud, params) => {
    cloud.profile.deleteCommands(params.scope, params.language_code ?? "");
    return true;
  },
  getMyCommands: (cloud, params) => cloud.profile.commandsOf(params.scope, params.language_code ?? ""),
  setMyDescription: (cloud, params) => {
    cloud.profile.setText("Description", params.description ?? "", params.language_code ?? "");
    return true;
  },
  getMyDescription: (cloud, params) => ({
    description: cloud.profile.text("Description", params.language_code ?? ""),
  }),
  setMyShortDescription: (cloud, params) => {
    cloud.profile.setText("ShortDescription", params.short_description ?? "", params.language_code ?? "");
    return true;
  },
  getMyShortDescription: (cloud, params) => ({
    short_description: cloud.profile.text("ShortDescription", params.language_code ?? ""),
  }),
  setMyName: (cloud, params) => {
    cloud.profile.setText("Name", params.name ?? "", params.language_code ?? "");
    return true;
  },
  getMyName: (cloud, params) => ({
    name: cloud.profile.text("Name", params.language_code ?? "") || cloud.me.first_name,
  }),
};
