# npm run image:check runs these steps without Docker; it supports only the instructions used here.
# The digest is that of node:24-slim for all platforms on 6 October 2026, Node 24.21.0; Dependabot proposes newer ones.

FROM node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY locales locales
COPY src src
RUN npm run build

FROM node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20 AS modules
WORKDIR /app
COPY package.json package-lock.json ./
COPY deploy deploy
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && deploy/strip-modules.sh

FROM node:24-slim@sha256:d6aa754f16b3197301076f047b5def2f02ea1dbbc2ca920407d46d7ec7f87b20
ENV NODE_ENV=production
ENV DATABASE_URL=file:/data/kapuseged.db
# In a container, what is reachable from outside is decided by the published ports.
ENV HOST=0.0.0.0
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY locales locales
COPY package.json LICENSE NOTICE THIRD-PARTY-NOTICES.txt ./
# The only folders that are written to: the image runs with a read-only root. compose.yaml mounts a volume on each.
RUN mkdir /data /backups /keys && chown node:node /data /backups /keys
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
# Not npm, which does not forward signals. Node ends its own child processes, so no init is needed.
CMD ["node", "dist/main.js"]
