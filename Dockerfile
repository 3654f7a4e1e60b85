# One build, two images: `--target api` and `--target worker`.
FROM node:22.12-bookworm-slim AS node

FROM eclipse-temurin:17-jdk-noble AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
# Results name it; .git itself stays out of the image.
ARG COMMIT=
RUN --mount=type=cache,target=/root/.m2 --mount=type=cache,target=/root/.npm \
    ./mvnw -q -B -ntp -DskipTests -Dcode.commit="$COMMIT" -pl api,worker -am package

FROM eclipse-temurin:17-jre-noble AS runtime
RUN useradd --system --uid 10001 --create-home flatsweep
USER flatsweep
WORKDIR /home/flatsweep

FROM runtime AS api
COPY --from=build /src/api/target/flatsweep-api.jar /opt/flatsweep/api.jar
ENV FLATSWEEP_BIND=0.0.0.0
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "/opt/flatsweep/api.jar"]

FROM runtime AS worker
# A named volume takes its owner from the folder it is first mounted on.
RUN mkdir -p /home/flatsweep/.flatsweep/checkpoints
COPY --from=build /src/worker/target/flatsweep-worker.jar /opt/flatsweep/worker.jar
ENTRYPOINT ["java", "-jar", "/opt/flatsweep/worker.jar"]
