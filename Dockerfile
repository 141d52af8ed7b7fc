# The portal's image (web, worker, beat, migrate) and, as the target `proxy`, the one in front of it. docs/operations.md tells how to run them.

FROM node:22-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY static/js/editor static/js/editor
RUN npm run build

FROM python:3.13-slim AS packages
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim AS portal
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal && mkdir /data && chown portal:portal /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /app/node_modules node_modules
# The values only let the settings load; nothing of them stays in the image.
RUN pybabel -q compile --directory locale --domain django \
    && DATABASE_URL=postgresql://build@build/build SECRET_KEY=build MFA_SECRETS_KEY=build ALLOWED_HOSTS=build \
       python manage.py collectstatic --noinput --verbosity 0
USER portal
CMD ["gunicorn", "--config", "python:portal.deploy.gunicorn"]

FROM caddy:2 AS proxy
RUN adduser -D -H -u 10002 proxy && mkdir -p /data /config && chown proxy /data /config
COPY portal/deploy/Caddyfile /etc/caddy/Caddyfile
USER proxy
