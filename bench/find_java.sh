# Sourced by bench/run, bench/compare, bench/cold-start, docs/measure-few-normals and tests/sanitizers/run, which define
# fail.
# find_java sets java_home to a JDK 25 or newer.

# Prints the major version of the JDK in folder $1, 0 when there is none.
java_version() {
    local version=0
    if [ -x "$1/bin/javac" ] && [ -r "$1/release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
    fi
    echo "${version:-0}"
}

find_java() {
    local home on_path=
    if [ -n "${DIFFCONT_JAVA_HOME:-}" ]; then
        [ "$(java_version "$DIFFCONT_JAVA_HOME")" -ge 25 ] ||
            fail "DIFFCONT_JAVA_HOME is $DIFFCONT_JAVA_HOME, which is no JDK 25 or newer"
        java_home=$DIFFCONT_JAVA_HOME
        return
    fi
    if on_path=$(command -v javac); then on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")"); fi
    for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* /opt/*; do
        if [ "$(java_version "$home")" -ge 25 ]; then
            java_home=$home
            return
        fi
    done
    fail "a JDK 25 or newer is missing; install one, or name its folder with DIFFCONT_JAVA_HOME"
}
