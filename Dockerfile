FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=alliance.config.settings.prod \
    DATA_DIR=/data \
    STATIC_ROOT=/app/collected

RUN useradd --system --uid 10001 --home-dir /app portal \
    && install -d -o portal -g portal /data
WORKDIR /app

# What PDF files are made with, and letters for Chinese in them.
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

# Dependencies change less often than code: this layer is kept between builds.
COPY requirements/prod.lock requirements/prod.lock
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/prod.lock

COPY . .
# Collecting reads no database; the values only satisfy the settings' own checks.
RUN SECRET_KEY="$(head -c 48 /dev/urandom | base64)" ALLOWED_HOSTS=build \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput

USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "alliance.config.wsgi", "--bind", "0.0.0.0:8000", "-w", "2", "--threads", "4", "--no-control-socket"]
