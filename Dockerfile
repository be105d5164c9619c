# Every image of Civic Community, one target each (docs/decisions/0007):
#
#   service      one of the four services: --build-arg SERVICE=ideas|budgets|volunteers|reporting
#   prepare      one-shot jobs of a deployment: secrets, certificate, the broker's definitions, roles
#   front-door   nginx, the one way in
#   demo         the demonstration's issuer and the cases; in no council's deployment
#
# docker-compose.yml builds them. Base images are pinned by tag; requirements by hash.

# ---- requirements, and what builds packages -----------------------------------------------------
FROM python:3.13-slim AS build
COPY requirements/run.txt /build/requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    python -m venv --without-pip /opt/civic \
 && pip --python /opt/civic/bin/python install --progress-bar off \
        --require-hashes --no-deps --only-binary=:all: -r /build/requirements.txt

# The same without the build tools that are locked with it.
FROM build AS requirements
RUN pip --python /opt/civic/bin/python uninstall --yes --quiet \
        hatchling editables pathspec pluggy tomlkit trove-classifiers

# ---- our packages as wheels ---------------------------------------------------------------------
FROM build AS libraries
WORKDIR /build
COPY --chmod=0555 deploy/wheels /usr/local/bin/wheels
COPY libs libs
RUN wheels libs/contracts libs/reference libs/servicekit libs/pagekit

FROM libraries AS service-wheels
ARG SERVICE
COPY services/${SERVICE} services/${SERVICE}
RUN wheels services/${SERVICE}

FROM libraries AS prepare-wheels
COPY deploy/prepare deploy/prepare
RUN wheels deploy/prepare

FROM libraries AS demo-wheels
COPY stack stack
COPY demo demo
RUN wheels stack demo

# ---- what all Python images run on --------------------------------------------------------------
FROM python:3.13-slim AS runtime
RUN groupadd --system --gid 10001 civic \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin civic
COPY --from=requirements /opt/civic /opt/civic
COPY --chmod=0555 deploy/health/answers /usr/local/bin/answers
ENV PATH=/opt/civic/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CIVIC_SECRETS_DIR=/run/civic
LABEL org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.vendor="Civic Community"

# ---- one service --------------------------------------------------------------------------------
FROM runtime AS service
ARG SERVICE
# --no-index: whatever is not in the lock and not ours fails the build.
RUN --mount=type=bind,from=service-wheels,source=/wheels,target=/wheels \
    pip --python /opt/civic/bin/python install --quiet --no-cache-dir --no-index \
        --find-links /wheels civic-${SERVICE} \
 && pip --python /opt/civic/bin/python check
COPY --chmod=0755 deploy/reference /etc/civic/reference
COPY --chmod=0755 deploy/policies /etc/civic/policies
ENV CIVIC_SERVICE=${SERVICE} \
    CIVIC_HOST=0.0.0.0 \
    CIVIC_PORT=8080 \
    CIVIC_OIDC_CLIENT_ID=civic-${SERVICE} \
    CIVIC_REFERENCE=/etc/civic/reference/westminster.json \
    CIVIC_POLICIES=/etc/civic/policies
LABEL org.opencontainers.image.title="civic-${SERVICE}"
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
CMD ["sh", "-c", "exec python -m servicekit.serve \"$CIVIC_SERVICE.app:SERVICE\""]

# ---- one-shot jobs of a deployment --------------------------------------------------------------
FROM runtime AS prepare
RUN --mount=type=bind,from=prepare-wheels,source=/wheels,target=/wheels \
    pip --python /opt/civic/bin/python install --quiet --no-cache-dir --no-index \
        --find-links /wheels civic-prepare
COPY --chmod=0444 deploy/rabbitmq/broker.conf deploy/front-door/issuer.conf /etc/civic/
LABEL org.opencontainers.image.title="civic-prepare"
USER 10001:10001
ENTRYPOINT ["civic-prepare"]

# ---- the front door -----------------------------------------------------------------------------
FROM debian:trixie-slim AS front-door
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/nginx/* /etc/nginx/sites-enabled \
 && groupadd --system --gid 10002 front-door \
 && useradd --system --uid 10002 --gid 10002 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin front-door
COPY --chmod=0444 deploy/front-door/nginx.conf /etc/nginx/nginx.conf
COPY --chmod=0555 deploy/health/answers /usr/local/bin/answers
LABEL org.opencontainers.image.title="civic-front-door" \
      org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.vendor="Civic Community"
USER 10002:10002
EXPOSE 8443
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]

# ---- the demonstration --------------------------------------------------------------------------
FROM runtime AS demo
# Without the servers that the demonstration brings where there is no container engine.
RUN --mount=type=bind,from=demo-wheels,source=/wheels,target=/wheels \
    pip --python /opt/civic/bin/python install --quiet --no-cache-dir --no-index --no-deps \
        --find-links /wheels civic-demo civic-stack civic-contracts civic-reference
LABEL org.opencontainers.image.title="civic-demo"
USER 10001:10001
CMD ["python", "-m", "civic_demo.issuer"]
