# One image for web, worker and beat. docker-compose.yml says which is which.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    THROUGHLINE_DATA=/data \
    THROUGHLINE_STATIC=/app/collected

WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN pip install --requirement requirements.txt --constraint constraints.txt

COPY . .
RUN useradd --system --create-home throughline \
    && mkdir /data \
    && SECRET_KEY=only-for-this-step python manage.py collectstatic --no-input --verbosity 0 \
    && chown -R throughline /data
USER throughline
VOLUME /data
EXPOSE 8000

CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "throughline.wsgi:application"]
