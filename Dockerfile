# One image, three commands: the bot, the action server, and the preparation of the database (docker-compose.yml).
FROM python:3.11-slim AS built
WORKDIR /app
COPY ops/uv.txt ops/uv.txt
RUN pip install --no-cache-dir -r ops/uv.txt
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-cache --python /usr/local/bin/python3 && .venv/bin/python -m compileall -q .venv

FROM python:3.11-slim
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --system --uid 10001 --home-dir /tmp mutuelle
COPY --from=built /app/.venv .venv
COPY alembic.ini ./
COPY migrations migrations
COPY mutuelle mutuelle
COPY actions actions
COPY bot bot
COPY web web
USER mutuelle
EXPOSE 8080
CMD ["python", "-m", "bot"]
