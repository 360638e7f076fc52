# One Polis node. The base is any image with Node 24, npm and a shell; where no registry can be
# reached, scripts/base-image.sh makes one and the modules come from the build context:
#   docker build --build-arg BASE=polis-base --build-arg MODULES=copy -t polis .
ARG BASE=node:24-slim

FROM ${BASE} AS build
ARG MODULES=install
WORKDIR /opt/polis
COPY . .
RUN if [ "$MODULES" = install ]; then rm -rf node_modules && npm ci --omit=dev --ignore-scripts; fi

FROM ${BASE}
COPY --from=build /opt/polis /opt/polis
WORKDIR /opt/polis
VOLUME /var/lib/polis
EXPOSE 7070 7071 7053/udp 7053/tcp
ENTRYPOINT ["node", "/opt/polis/packages/cli/bin/polis.js"]
CMD ["up"]
