# One build of the sources, three images: --target api, --target worker (CPU) and --target worker-cuda.
#
# PyTorch's native libraries, several gigabytes with CUDA, are fetched and unpacked apart from the sources. They are the
# first layer over the Java runtime and stay in the cache until PyTorch changes; a commit changes the last layer, of less
# than a megabyte.

# That of pom.xml, which the build checks.
ARG PYTORCH_VERSION=2.7.1

FROM node:22.12.0-bookworm-slim AS node

FROM eclipse-temurin:17.0.19_10-jdk-noble AS jdk

FROM jdk AS natives
WORKDIR /natives
COPY .mvn/wrapper .mvn/wrapper
COPY mvnw .
ARG PYTORCH_VERSION

FROM natives AS natives-cpu
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory=. \
        -Dartifact="ai.djl.pytorch:pytorch-native-cpu:$PYTORCH_VERSION:jar:linux-$(uname -m)" \
    && jar --extract --file pytorch-native-cpu-*.jar pytorch \
    && mv "pytorch/cpu/linux-$(uname -m)" lib \
    && rm -r pytorch pytorch-native-cpu-*.jar

FROM natives AS natives-cuda
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory=. \
        -Dartifact="ai.djl.pytorch:pytorch-native-cu128:$PYTORCH_VERSION:jar:linux-$(uname -m)" \
    && jar --extract --file pytorch-native-cu128-*.jar pytorch \
    && mv "pytorch/cu128/linux-$(uname -m)" lib \
    && rm -r pytorch pytorch-native-cu128-*.jar

FROM jdk AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
ARG PYTORCH_VERSION
# Results name it; .git itself stays out of the image.
ARG COMMIT=
RUN --mount=type=cache,target=/root/.m2 --mount=type=cache,target=/root/.npm \
    grep -q "<pytorch.version>$PYTORCH_VERSION</pytorch.version>" pom.xml \
    && ./mvnw -q -B -ntp -DskipTests -Dcode.commit="$COMMIT" -pl api,worker -am package \
    && java -Djarmode=tools -jar api/target/flatsweep-api.jar extract --layers --destination /layers/api \
    && java -Djarmode=tools -jar worker/target/flatsweep-worker.jar extract --layers --destination /layers/worker \
    && rm /layers/worker/dependencies/lib/pytorch-native-*.jar

FROM eclipse-temurin:17.0.19_10-jre-noble AS runtime
RUN groupadd --system --gid 10001 flatsweep \
    && useradd --system --no-log-init --uid 10001 --gid 10001 --create-home flatsweep \
    # A named volume takes its owner from the folder it is first mounted on.
    && install --directory --owner=10001 --group=10001 /checkpoints /datasets
# By number, from which Kubernetes sees that it is not root.
USER 10001:10001
WORKDIR /home/flatsweep

FROM runtime AS api
COPY --from=build /layers/api/dependencies/ /opt/flatsweep/
COPY --from=build /layers/api/application/ /opt/flatsweep/
ENV FLATSWEEP_BIND=0.0.0.0
EXPOSE 8080
# curl is part of the base image.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "http://localhost:8080/readyz"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "/opt/flatsweep/flatsweep-api.jar"]

FROM runtime AS worker-base
# DJL unpacks its glue there, a few megabytes, so that the rest of the file system can be read-only.
ENV FLATSWEEP_DATASETS=/datasets \
    FLATSWEEP_CHECKPOINTS=/checkpoints \
    FLATSWEEP_HEARTBEAT_FILE=/tmp/heartbeat \
    DJL_CACHE_DIR=/tmp/djl \
    PYTORCH_LIBRARY_PATH=/opt/pytorch
ARG PYTORCH_VERSION
ENV PYTORCH_VERSION=$PYTORCH_VERSION
# Old only where the thread that renews leases hangs, in the GPU's driver for one. Whether the database is there, or the
# training gets anywhere, is not for this to judge.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["sh", "-c", "test -z \"$(find \"$FLATSWEEP_HEARTBEAT_FILE\" -mmin +2)\""]
# Most of a worker's memory is PyTorch's, outside the heap.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=25", "-jar", "/opt/flatsweep/flatsweep-worker.jar"]

FROM worker-base AS worker
COPY --link --from=natives-cpu /natives/lib /opt/pytorch
ENV PYTORCH_FLAVOR=cpu
COPY --from=build /layers/worker/dependencies/ /opt/flatsweep/
COPY --from=build /layers/worker/application/ /opt/flatsweep/

FROM worker-base AS worker-cuda
COPY --link --from=natives-cuda /natives/lib /opt/pytorch
# utility brings nvidia-smi, from which a worker reads how busy its GPU is, and whose numbers are by PCI bus. CUDA's are
# only where it is told so.
ENV PYTORCH_FLAVOR=cu128 \
    CUDA_DEVICE_ORDER=PCI_BUS_ID \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=build /layers/worker/dependencies/ /opt/flatsweep/
COPY --from=build /layers/worker/application/ /opt/flatsweep/
