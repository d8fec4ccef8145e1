#!/usr/bin/env bash
# Restores, builds and tests everything that this machine can, and names what it cannot.
#
#   ./test.sh              everything
#   ./test.sh Core Journal only the test projects whose names hold one of the words
#   ACTORS_TEST_FAULTS=1   the contract suites and fault tests of the cluster, too: silos killed 20 times, 10,000 idle queues
#
# The last line is "N passed, N failed, N skipped" over all projects; the exit code is 0 only if nothing failed.
# Needs the .NET 10 SDK. The tests of the cluster need PostgreSQL: ACTORS_TEST_POSTGRES (a connection string) names one
# that runs; otherwise an installed one is started for the time of the tests, or installed first where that is possible.
# CONFIGURATION is Release unless set.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

configuration=${CONFIGURATION:-Release}
work=$(mktemp -d "${TMPDIR:-/tmp}/actors-test.XXXXXX") || exit 1
postgres_bin=
postgres_owner=()
group=
passed=0
failed=0
skipped=0
problems=()

# Nothing of this run outlives it: no build server, no compiler server, no telemetry.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
# A short simulation on every run; longer ones are for nights.
export ACTORS_SIMULATION_RUNS=${ACTORS_SIMULATION_RUNS:-12}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '== %s\n' "$*"; }

# Something that is no test failed, too: it counts as one.
problem() {
    problems+=("$*")
    failed=$((failed + 1))
    say "FAILED: $*"
}

# What a test leaves behind when it is killed ends with the process group it was in.
end_group() {
    if [ -n "$group" ]; then
        kill -KILL -- "-$group" 2>/dev/null
        group=
    fi
}

in_group() {
    set -m
    "$@" &
    group=$!
    set +m
    wait "$group"
    local code=$?
    end_group
    return "$code"
}

clean_up() {
    end_group
    if [ -n "$postgres_bin" ] && [ -f "$work/postgres/postmaster.pid" ]; then
        as_owner "$postgres_bin/pg_ctl" -D "$work/postgres" -m immediate -w stop >/dev/null 2>&1
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

finish() {
    if [ "${#problems[@]}" -gt 0 ]; then
        say "what failed:"
        printf '   %s\n' "${problems[@]}"
    fi
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ]
    exit
}

# Runs a step quietly: its output is shown only if it fails.
quietly() {
    local log="$work/step.log"
    "$@" >"$log" 2>&1 && return
    tail -n 60 "$log"
    return 1
}

# ---- PostgreSQL -----------------------------------------------------------------------------------------------------

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "${#postgres_owner[@]}" -gt 0 ]; then
        "${postgres_owner[@]}" "$@"
    else
        "$@"
    fi
}

find_postgres() {
    local candidate
    for candidate in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn) /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin; do
        if [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ]; then
            postgres_bin=$candidate
            return 0
        fi
    done
    candidate=$(command -v initdb) && postgres_bin=$(dirname "$candidate")
}

install_postgres() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    say "PostgreSQL is not installed; installing it with apt-get"
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        # Only the programs are wanted, not a server that starts by itself.
        mkdir -p /etc/postgresql-common
        echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
    fi
    export DEBIAN_FRONTEND=noninteractive
    quietly apt-get update -q
    quietly apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold postgresql && find_postgres
}

start_postgres() {
    local port attempt
    if [ "$(id -u)" -eq 0 ]; then
        local owner=nobody
        id postgres >/dev/null 2>&1 && owner=postgres
        postgres_owner=(runuser -u "$owner" --)
        chmod 711 "$work"
        install -d -o "$owner" "$work/postgres" "$work/socket"
    else
        mkdir -p "$work/postgres" "$work/socket"
    fi
    cd "$work" || return 1
    quietly as_owner "$postgres_bin/initdb" -D "$work/postgres" -U actors -A trust -E UTF8 --no-locale || return 1
    for attempt in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 12000))
        if as_owner "$postgres_bin/pg_ctl" -D "$work/postgres" -l "$work/postgres/log" -w -t 30 start \
            -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$work/socket -c max_connections=200 -c fsync=off" >/dev/null 2>&1; then
            export ACTORS_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=actors;Database=postgres"
            say "PostgreSQL $("$postgres_bin/postgres" --version | grep -o '[0-9][0-9.]*' | head -n 1) runs on port $port for the time of the tests"
            return 0
        fi
    done
    tail -n 20 "$work/postgres/log" 2>/dev/null
    return 1
}

# Says why there is none if there is none.
provide_postgres() {
    local here=$PWD
    if [ -n "${ACTORS_TEST_POSTGRES:-}" ]; then
        say "PostgreSQL: the one that ACTORS_TEST_POSTGRES names"
    elif ! find_postgres && ! install_postgres; then
        say "NOT RUN: what needs PostgreSQL, because it is not installed and could not be (apt-get as root would)"
        return 1
    elif ! start_postgres; then
        cd "$here" && problem "PostgreSQL in $postgres_bin does not start"
        return 1
    fi
    cd "$here" || exit 1
}

# ---- Clients of AMQP ------------------------------------------------------------------------------------------------

# Somebody else's clients. Those that are missing are installed where that is possible, and named where it is not.
provide_amqp_clients() {
    local missing=()
    /usr/bin/python3 -c 'import pika' 2>/dev/null || missing+=(python3-pika)
    command -v amqp-publish >/dev/null || missing+=(amqp-tools)
    if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        say "installing ${missing[*]} with apt-get, to test with"
        export DEBIAN_FRONTEND=noninteractive
        quietly apt-get update -q
        quietly apt-get install -y -q --no-install-recommends "${missing[@]}" && missing=()
    fi
    command -v npm >/dev/null || missing+=("npm (for amqplib)")
    [ "${#missing[@]}" -eq 0 ] || say "NOT RUN: what needs ${missing[*]}, because it is not installed and could not be"
}

# ---- Tests ----------------------------------------------------------------------------------------------------------

number() { sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

run_tests() {
    local project=$1 name=$2 started=$SECONDS
    local results="$work/results/$name"
    local hangs=5m
    local filter=()
    if [ "${ACTORS_TEST_FAULTS:-0}" = 1 ]; then
        hangs=30m
    elif [ "$name" = Actors.Cluster.Tests ]; then
        # They watch the clock of a machine that may be busy: their place is a quiet one.
        say "NOT RUN: the cluster's fault tests and contract suites; ACTORS_TEST_FAULTS=1 runs them"
        filter=(--filter 'FullyQualifiedName!~.Processes.&FullyQualifiedName!~.Contracts.')
    fi
    in_group dotnet test "$project" -c "$configuration" --no-build ${filter[@]+"${filter[@]}"} --results-directory "$results" \
        --logger "trx;LogFileName=results.trx" --blame-hang-timeout "$hangs" --blame-hang-dump-type none >"$work/test.log" 2>&1
    local code=$? total=0 good=0 bad=0
    if [ -f "$results/results.trx" ]; then
        total=$(number total "$results/results.trx")
        good=$(number passed "$results/results.trx")
        bad=$(number failed "$results/results.trx")
    fi
    total=${total:-0} good=${good:-0} bad=${bad:-0}
    local left=$((total - good - bad))
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left))
    say "$name: $good passed, $bad failed, $left skipped ($((SECONDS - started)) s)"
    if [ "$code" -ne 0 ] || [ "$bad" -gt 0 ]; then
        tail -n 150 "$work/test.log"
    fi
    if [ "$bad" -gt 0 ]; then
        problems+=("$name: $bad tests")
    elif [ "$code" -ne 0 ]; then
        problem "$name ended with exit code $code though no test failed: it crashed or hung"
    elif [ "$good" -eq 0 ]; then
        problem "$name ran no test"
    fi
}

wanted() {
    local word name=$1
    shift
    [ "$#" -eq 0 ] && return 0
    for word in "$@"; do
        case $name in *"$word"*) return 0 ;; esac
    done
    return 1
}

# ---- All of it ------------------------------------------------------------------------------------------------------

command -v dotnet >/dev/null || { problem "there is no dotnet: install the .NET 10 SDK"; finish; }

if dotnet restore Actors.sln -v q >"$work/restore.log" 2>&1; then
    solution=Actors.sln
    say "Actors.sln: everything, because the Orleans packages restore here"
else
    solution=Standalone.slnf
    reason=$(grep -m 1 -o 'error [A-Z]*[0-9]*: .*' "$work/restore.log" | cut -c 1-200)
    say "Standalone.slnf: NOT RUN is what needs Orleans, because its packages do not restore here (${reason:-no reason given})"
    quietly dotnet restore Standalone.slnf -v q || { problem "restore of Standalone.slnf"; finish; }
fi

quietly dotnet format whitespace . --folder --verify-no-changes || problem "the formatting; dotnet format whitespace . --folder puts it right"
quietly dotnet build "$solution" -c "$configuration" --no-restore -v q || { problem "build of $solution"; finish; }
say "built ($SECONDS s)"

# What tests write goes with this run, even if they are killed. Elsewhere the path may get too long for sockets.
if [ "$(uname)" = Linux ]; then
    mkdir "$work/temporary"
    export TMPDIR="$work/temporary"
fi

# One project after the other: several of them watch the clock, and starve if another one has the cores.
for project in $(grep -o 'tests[^"]*\.Tests\.csproj' "$solution" | tr '\\' '/' | tr -s '/' | sort); do
    name=$(basename "$project" .csproj)
    wanted "$name" "$@" || continue
    if [ "$name" = Actors.Cluster.Tests ] && ! provide_postgres; then
        say "NOT RUN: the tests in $name that need PostgreSQL"
    fi
    [ "$name" = Actors.Amqp.Tests ] && provide_amqp_clients
    run_tests "$project" "$name"
done

finish
