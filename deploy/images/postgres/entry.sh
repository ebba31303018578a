# What the official image promises and we use: POSTGRES_USER, POSTGRES_PASSWORD or _FILE, POSTGRES_INITDB_ARGS, PGDATA,
# any user, and the words after the image's name as the server's. The server becomes process 1.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if ! getent passwd "$(id -u)" > /dev/null; then # initdb asks for the name of who it is
    NSS_WRAPPER_PASSWD=$(mktemp) NSS_WRAPPER_GROUP=/etc/group LD_PRELOAD=libnss_wrapper.so
    echo "postgres:x:$(id -u):$(id -g):PostgreSQL:$PGDATA:/bin/false" > "$NSS_WRAPPER_PASSWD"
    export NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP LD_PRELOAD
  fi
  secret=${POSTGRES_PASSWORD_FILE:-$(mktemp)}
  [ -n "${POSTGRES_PASSWORD_FILE:-}" ] || printf %s "${POSTGRES_PASSWORD:?}" > "$secret"
  # shellcheck disable=SC2086 # several words
  initdb --username="${POSTGRES_USER:-postgres}" --pwfile="$secret" --auth=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  [ -n "${POSTGRES_PASSWORD_FILE:-}" ] || rm "$secret"
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
  [ -z "${LD_PRELOAD:-}" ] || rm "$NSS_WRAPPER_PASSWD"
  unset LD_PRELOAD
fi
exec "$@"
