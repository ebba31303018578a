# The door of the image: what holds a password is a file secret of exports, so that `docker inspect` shows none of it.
# Then the module that is named becomes process 1 and hears SIGTERM itself.
set -eu
if [ -r /run/secrets/settings ]; then . /run/secrets/settings; fi
exec python -m "$@"
