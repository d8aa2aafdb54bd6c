# shellcheck shell=sh
# Starts sluice.jar. ./sluice, the Debian package and the container image read this file and call launch.
#
# The caller sets:
#   jar       sluice.jar
#   archive   the class archive that archive_classes makes
#   natives   a folder with FFmpeg's libraries; empty: sluice.jar carries them
# SLUICE_JAVA_OPTS adds flags for the JVM, such as -Xmx512m.

fail() {
  echo "sluice: $1" >&2
  exit 1
}

# Java names files in the locale's characters, and a plain container has a locale of ASCII alone.
use_utf8() {
  if [ "$(uname)" = Linux ]; then
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
      *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
      *) export LC_ALL=C.UTF-8 ;;
    esac
  fi
}

# The JDK's release file is read without starting Java.
java_version() {
  home=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")
  if [ -r "$home/release" ]; then
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$home/release"
  else
    "$java" -version 2>&1 | sed -n 's/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1
  fi
}

# Takes the first Java that is new enough: that of JAVA_HOME, that of the path, or another one of Debian's.
find_java() {
  old=
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} "$(command -v java || :)" /usr/lib/jvm/*/bin/java; do
    if [ -x "$java" ]; then
      version=$(java_version)
      [ "${version:-0}" -lt 17 ] || return 0
      old="${old:-$java is ${version:-of an unknown version}}"
    fi
  done
  [ -z "$old" ] || fail "Java 17 or later is needed, and $old; set JAVA_HOME to a newer one"
  fail "there is no Java here; install a JDK of version 17 or later (Debian: openjdk-17-jdk-headless)"
}

set_flags() {
  # A small heap is enough: media flows through in pieces, and libav's memory lies beside the heap.
  # The serial collector and few malloc arenas keep the resident memory low. The JVM's own warnings
  # are off: it warns of an archive that another JDK made, and does well without it.
  # A process that ran out of heap may hang or lose its threads one by one: it ends instead, and whoever
  # starts it again finds every accepted job in the queue.
  flags="-XX:+UseSerialGC -Xms32m -Xmx256m -XX:+ExitOnOutOfMemoryError -Xlog:disable -Xlog:all=error:stderr"
  # On one or two processors a JVM optimizes with one thread alone, which gets its turn among all those
  # that serve: under load a new server stayed slow for a minute. With three it is through within twenty seconds.
  if [ "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 4)" -le 2 ]; then
    flags="$flags -XX:CICompilerCount=4"
  fi
  if [ -n "${natives:-}" ]; then
    # Without these JavaCPP looks into the jar first, and unpacks into the user's home.
    flags="$flags -Dorg.bytedeco.javacpp.pathsfirst=true -Djava.library.path=$natives"
  fi
  export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
}

# An archive of the classes that a start needs halves the time of all later starts. Where it cannot
# be made an empty file stands for it, so that this is tried once for each build.
archive_classes() {
  rm -f "$archive"
  # shellcheck disable=SC2086 # several flags in one variable are meant to be split
  "$java" $flags "-XX:ArchiveClassesAtExit=$archive" -jar "$jar" warm-up >/dev/null 2>&1 || :
  [ -s "$archive" ] || : >"$archive" 2>/dev/null || :
}

prepare() {
  use_utf8
  find_java
  set_flags
}

# launch ARGUMENT...: becomes the Java process.
launch() {
  if [ -t 2 ]; then terminal=true; else terminal=false; fi
  if [ -t 1 ]; then terminal_out=true; else terminal_out=false; fi
  # With -jar the manifest permits native code, of which Java 25 would warn; the flag for that would
  # cost the archive.
  # shellcheck disable=SC2086 # several flags in one variable are meant to be split
  exec "$java" $flags -Xshare:auto "-XX:SharedArchiveFile=$archive" \
    -Dsluice.terminal=$terminal -Dsluice.terminal.out=$terminal_out ${SLUICE_JAVA_OPTS:-} -jar "$jar" "$@"
}
