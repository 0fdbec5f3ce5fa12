# syntax=docker/dockerfile:1
# The server and the worker in one image. The stores are services of their own (docker-compose.yml), so the embedded ones
# are left out: they are optional packages.

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund --loglevel=error
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY libs libs
COPY src src
RUN npm run build

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund --loglevel=error \
    && npm cache clean --force \
    && install -d -o node -g node /data
COPY --from=build /app/dist dist
COPY libs/embedded-model/model libs/embedded-model/model
USER node
VOLUME /data
EXPOSE 3000
# /health/live answers without a key and without asking a store.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "--min-semi-space-size=16", "--max-semi-space-size=32", "dist/src/main.js"]
