#!/usr/bin/env bash
# Builds what the installation of @tensorflow/tfjs-node downloads, from packages of PyPI and npm alone: a machine that tests may
# reach the registries and nothing else. The Python wheel of TensorFlow holds the C library of the same version; the add-on is
# compiled from the sources in the npm package.
#
#   build.sh FOLDER    writes FOLDER/libtensorflow.tar.gz and FOLDER/addon.tar.gz; Linux on x64 only
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
mkdir -p "$1"
out="$(cd "$1" && pwd)"

for tool in g++ python3 nm tar npm; do
  command -v "$tool" >/dev/null || { echo "$tool is needed to build the native backend" >&2; exit 1; }
done
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "the wheel is for Linux on x64, this is $(uname -sm)" >&2; exit 1; }
# The folder of node_api.h: beside the running Node, or that of the system.
headers="$(dirname "$(dirname "$(node -p process.execPath)")")/include/node"
[ -f "$headers/node_api.h" ] || headers=/usr/include/node
[ -f "$headers/node_api.h" ] || { echo "the headers of Node are not in $headers" >&2; exit 1; }

work="$(mktemp -d "$out/build.XXXXXX")"
trap 'rm -rf "$work"' EXIT
cd "$work"

pip="$root/.jupyter-env/bin/pip"
[ -x "$pip" ] || pip="python3 -m pip"
$pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --python-version 3.10 \
  --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64 tensorflow-cpu==2.9.1
python3 - <<'PYTHON'
import glob, zipfile
wheel = zipfile.ZipFile(glob.glob('*.whl')[0])
wanted = ('tensorflow/libtensorflow_framework.so.2', 'tensorflow/python/_pywrap_tensorflow_internal.so')
for name in wheel.namelist():
    if name in wanted or name.startswith('tensorflow/include/tensorflow/'):
        wheel.extract(name)
PYTHON
rm ./*.whl
version="$(node -p "require('$root/package.json').optionalDependencies['@tensorflow/tfjs-node']")"
npm pack --silent "@tensorflow/tfjs-node@$version" >/dev/null
tar -xzf tensorflow-tfjs-node-*.tgz

# The layout of Google's archive. The library's own name is that of the Python module, and the loader looks for that.
mkdir -p lib
mv tensorflow/python/_pywrap_tensorflow_internal.so lib/
mv tensorflow/libtensorflow_framework.so.2 lib/
mv tensorflow/include .
for name in libtensorflow.so libtensorflow.so.2 libtensorflow.so.2.9.1; do
  ln -s _pywrap_tensorflow_internal.so "lib/$name"
done
for name in libtensorflow_framework.so libtensorflow_framework.so.2.9.1; do
  ln -s libtensorflow_framework.so.2 "lib/$name"
done

# Python is never called, but its names must be there when the library is loaded: 187 of them.
nm -D --undefined-only lib/_pywrap_tensorflow_internal.so | awk '$2 ~ /^_?Py/ { print $2 }' |
  awk '/_Type$|Struct$|^PyExc_/ { print "char " $1 "[512];"; next } { print "void " $1 "(void) { __builtin_trap(); }" }' >python.c
gcc -w -fno-builtin -shared -fPIC -o lib/libpython_names.so python.c

# As binding.gyp says, with the names of Python beside it.
mkdir -p napi-v8
g++ -w -O2 -std=c++17 -shared -fPIC -DNAPI_VERSION=8 -D_GLIBCXX_USE_CXX11_ABI=0 \
  -Ipackage -Iinclude -I"$headers" \
  package/binding/tfjs_backend.cc package/binding/tfjs_binding.cc -o napi-v8/tfjs_binding.node \
  -Llib -Wl,--no-as-needed -lpython_names -ltensorflow -ltensorflow_framework \
  -Wl,--allow-shlib-undefined '-Wl,-rpath,$ORIGIN/../../deps/lib'

tar -czf addon.tar.gz napi-v8
# Only the headers that binding.gyp names are looked for.
tar -c lib include/tensorflow/c | gzip -1 >libtensorflow.tar.gz
mv addon.tar.gz libtensorflow.tar.gz "$out/"
