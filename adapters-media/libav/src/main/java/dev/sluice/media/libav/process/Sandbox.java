package dev.sluice.media.libav.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The system's means to confine a child process. */
public enum Sandbox {
  /** Bubblewrap: no network, own processes, and a read-only view of what a child needs. */
  BUBBLEWRAP("bubblewrap: no network, and a read-only view of Java and FFmpeg"),
  /** {@code unshare}: no network and own processes. */
  NAMESPACES("user namespaces: no network"),
  /** Nothing but the limits of the process. */
  NONE("none");

  /** Folders of a system's libraries; those that exist. */
  private static final List<String> SYSTEM =
      List.of("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/nix");

  private static final List<String> PROGRAMS = List.of("/usr/bin", "/bin", "/usr/local/bin");

  private static final long PATIENCE = 5;

  /** How deep links are looked for. */
  private static final int MOST_DEPTH = 4;

  private final String description;

  Sandbox(String description) {
    this.description = description;
  }

  /** Returns what it keeps from a child, in a few words. */
  public String description() {
    return description;
  }

  /** Returns the strongest one that works here, which is tried. */
  public static Sandbox find() {
    for (Sandbox sandbox : List.of(BUBBLEWRAP, NAMESPACES)) {
      if (program("true").filter(nothing -> sandbox.runs(nothing)).isPresent()) {
        return sandbox;
      }
    }
    return NONE;
  }

  private boolean runs(Path program) {
    List<String> command = new ArrayList<>(prefix(List.of()));
    if (command.isEmpty()) {
      return false;
    }
    command.add(program.toString());
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(PATIENCE, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Returns the command that runs another one in this sandbox; empty if there is none.
   *
   * @param readable files and folders that the other one reads
   */
  List<String> prefix(Collection<Path> readable) {
    return switch (this) {
      case BUBBLEWRAP ->
          program("bwrap").map(program -> bubblewrap(program, readable)).orElse(List.of());
      case NAMESPACES ->
          program("unshare")
              .map(
                  program ->
                      List.of(
                          program.toString(),
                          "--map-root-user",
                          "--net",
                          "--pid",
                          "--fork",
                          "--kill-child"))
              .orElse(List.of());
      case NONE -> List.of();
    };
  }

  private static List<String> bubblewrap(Path program, Collection<Path> readable) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    // Not all namespaces: a hardened service may make no more than these.
    command.addAll(List.of("--unshare-user", "--unshare-net", "--unshare-pid", "--unshare-ipc"));
    command.addAll(List.of("--die-with-parent", "--new-session", "--cap-drop", "ALL"));
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    Set<String> shown = new LinkedHashSet<>(SYSTEM);
    readable.forEach(path -> shown.add(path.toString()));
    for (String path : shown) {
      command.addAll(List.of("--ro-bind-try", path, path));
    }
    command.addAll(List.of("--chdir", "/"));
    return command;
  }

  private static Optional<Path> program(String name) {
    return PROGRAMS.stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Returns a folder, and where the links in it lead to if that is elsewhere. */
  static Set<Path> withLinks(Path folder) {
    Set<Path> found = new LinkedHashSet<>(List.of(folder));
    try {
      Path real = folder.toRealPath();
      found.add(real);
      Files.walkFileTree(
          folder,
          Set.of(),
          MOST_DEPTH,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isSymbolicLink()) {
                Path target = new File(file.toString()).getCanonicalFile().toPath();
                if (!target.startsWith(real)) {
                  found.add(target);
                }
              }
              return FileVisitResult.CONTINUE;
            }

            // It is not readable, or was removed meanwhile: nothing that a child needs.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // A link that leads nowhere is nothing that a child needs.
    }
    return found;
  }
}
