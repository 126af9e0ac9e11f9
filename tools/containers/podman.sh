#!/usr/bin/env bash
# Runs a command where testcontainers finds a container engine, without Docker: Debian's podman, whose socket speaks
# Docker's language, with an image that debootstrap makes of Debian and its PostgreSQL. As root, on Debian 12; what is
# missing is installed. The image is kept for the next run, and removed by: podman rmi localhost/holdfast-postgres:15
#
#   tools/containers/podman.sh                     holdfast verify postgres, on a server in a container
#   tools/containers/podman.sh npx vitest run --project postgres
set -euo pipefail
cd "$(dirname "$0")/../.."

image=localhost/holdfast-postgres:15
packages=(podman runc debootstrap)
here=$(mktemp -d)
service=

finish() {
  local status=$?
  trap - EXIT
  if [[ -n $service ]]; then kill "$service" && wait "$service" || true; fi
  rm -rf --one-file-system "$here"
  exit "$status"
}
trap finish EXIT

((EUID == 0)) || { echo "expected root: podman is to make network and file systems of containers" >&2; exit 2; }
if ! { command -v podman && command -v runc && command -v debootstrap; } >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

# Podman raises limits above what a machine may allow, and crun takes no hybrid of the two kinds of cgroups.
cat >"$here/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
CONF
export CONTAINERS_CONF=$here/containers.conf

if ! podman image exists "$image"; then
  mirror=$(apt-get indextargets --format '$(SITE)' | head -n 1)
  debootstrap --variant=minbase --include=postgresql-15 bookworm "$here/root" "$mirror" >"$here/debootstrap.log" ||
    { tail "$here/debootstrap.log" >&2; exit 1; }
  install -m 755 tools/containers/serve-postgres "$here/root/usr/local/bin/"
  tar -C "$here/root" --exclude=./proc/* --exclude=./sys/* --exclude=./dev/* -c . |
    podman import --change 'ENTRYPOINT ["/usr/local/bin/serve-postgres"]' --change 'EXPOSE 5432' - "$image"
  rm -rf --one-file-system "$here/root"
fi

# In a session of its own: it outlives what is interrupted, so that its containers can still be stopped.
setsid podman system service --time=0 "unix://$here/podman.sock" &
service=$!
export DOCKER_HOST=unix://$here/podman.sock TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
for _ in {1..100}; do [[ -S $here/podman.sock ]] && break || sleep 0.1; done

# An optional peer, which npm installs only where it is asked for as a dependency.
[[ -d node_modules/testcontainers ]] || npm install --no-save --save-dev --no-audit --no-fund testcontainers@11
[[ -e dist/holdfast.cjs ]] || npm run build
export HOLDFAST_POSTGRES=container:$image
if (($# > 0)); then "$@"; else node dist/holdfast.cjs verify postgres; fi
