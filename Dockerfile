# The tag names the exact version; its digest could not be looked up where this was written. To pin it as well:
# docker buildx imagetools inspect node:24.21.0-slim
FROM node:24.21.0-slim

WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    NODE_COMPILE_CACHE=/app/.compile-cache

COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY . .

# Node.js keeps a cache per user: it is filled by the user that reads it later, and then belongs to root like everything else.
RUN mkdir data .compile-cache && chown node:node data .compile-cache
USER node
RUN node --input-type=module --eval 'await import("/app/src/main.ts"); await import("/app/src/platforms/slack/index.ts"); await import("ws"); await import("/app/src/stores/postgres/index.ts")'
USER root
RUN chown -R root:root .compile-cache && chmod -R a=rX .compile-cache
USER node

VOLUME /app/data
EXPOSE 3000 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/reacji-bridge.cjs"]
CMD ["start"]
