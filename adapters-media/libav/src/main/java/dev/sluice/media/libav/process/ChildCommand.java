package dev.sluice.media.libav.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;

/**
 * The command that starts a child: this program's Java and class path, unless the embedder names
 * others.
 *
 * @param mainClass the class that runs {@link ChildLoop}
 * @param arguments of the main class, after those of {@link ChildLoop}
 * @param java the program; empty for that of this process
 * @param classPath empty for that of this process
 * @param heapBytes the largest heap
 * @param memoryBytes the largest memory of all, heap included
 * @param sandbox empty for the strongest one that works
 * @param sharesMemory false if bytes pass through the streams wherever it runs
 */
public record ChildCommand(
    String mainClass,
    List<String> arguments,
    Optional<Path> java,
    Optional<String> classPath,
    long heapBytes,
    long memoryBytes,
    Optional<Sandbox> sandbox,
    boolean sharesMemory) {
  /**
   * Limits of the process, where there is a POSIX shell: no files are written, no core is dumped.
   * What native code and the JVM print goes to the standard error; frames have a stream to
   * themselves. The shared memory loses its name at once: a parent that is killed leaves none.
   */
  private static final String LIMITED =
      "ulimit -c 0 2>/dev/null; ulimit -f 0 2>/dev/null; ulimit -d %d 2>/dev/null;"
          + " exec 4<>\"${1:-/dev/null}\"; if [ -n \"$1\" ]; then rm -f \"$1\"; fi;"
          + " shift; exec \"$@\" 3>&1 1>&2 4<&4";

  private static final String NO_MEMORY = "";

  private static final String FRAMES = "/dev/fd/3";

  private static final String SHARED = "/dev/fd/4";

  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsfirst";

  private static final String LIBRARY_PATH = "java.library.path";

  private static final Path SHELL = Path.of("/bin/sh");

  /** Small and quick to start: libav does the work, not the JVM. */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=24m",
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:+DisplayVMOutputToStderr",
          "-XX:ErrorFile=/dev/null",
          "-Xshare:auto",
          "-Xms4m",
          "-Xmn2m",
          "-Dfile.encoding=UTF-8",
          // No logger of the class path starts: nobody reads its log, and it takes memory.
          "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
          "-Dslf4j.internal.verbosity=WARN");

  public ChildCommand {
    arguments = List.copyOf(arguments);
  }

  /**
   * Returns the words of the command that runs in this sandbox.
   *
   * @param natives the folders of the unpacked libraries
   * @param shared the file of the shared memory
   */
  List<String> in(Sandbox sandbox, List<String> natives, Optional<Path> shared) {
    List<String> command = new ArrayList<>(limits(shared));
    command.addAll(sandbox.prefix(readable(natives)));
    // JavaCPP would unpack them again where it may not write.
    String folders = String.join(File.pathSeparator, natives);
    command.addAll(
        java(
            canLimit() ? FRAMES : ChildLoop.NONE,
            canLimit() && shared.isPresent() ? SHARED : ChildLoop.NONE,
            List.of("-D" + PATHS_FIRST + "=true", "-D" + LIBRARY_PATH + "=" + folders)));
    return command;
  }

  /** Returns whether there is a shell, which limits the process and gives it its streams. */
  static boolean canLimit() {
    return Files.isExecutable(SHELL);
  }

  /** Returns whether a child can share memory with this process, if the system has any. */
  boolean canShare() {
    return sharesMemory && canLimit();
  }

  private List<String> limits(Optional<Path> shared) {
    if (!canLimit()) {
      return List.of();
    }
    String file = shared.map(Path::toString).orElse(NO_MEMORY);
    String script = String.format(Locale.ROOT, LIMITED, (memoryBytes + MemoryLimit.SLACK) >> 10);
    return List.of(SHELL.toString(), "-c", script, "sluice-child", file);
  }

  /**
   * Returns the words of the command that runs without limits: its child unpacks the libraries and
   * reads no media. It finds them where this process would.
   */
  List<String> unpacking() {
    List<String> properties = new ArrayList<>();
    for (String folder : List.of(CACHE, LIBRARY_PATH)) {
      Optional.ofNullable(System.getProperty(folder))
          .map(ChildCommand::absolute)
          .ifPresent(paths -> properties.add("-D" + folder + "=" + paths));
    }
    if (Boolean.getBoolean(PATHS_FIRST)) {
      properties.add("-D" + PATHS_FIRST + "=true");
    }
    return java(ChildLoop.NONE, ChildLoop.NONE, properties);
  }

  // The working directory of a child is another one.
  private static String absolute(String paths) {
    return Arrays.stream(paths.split(File.pathSeparator))
        .filter(path -> !path.isEmpty())
        .map(path -> Path.of(path).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private List<String> java(String frames, String shared, List<String> properties) {
    List<String> command = new ArrayList<>();
    command.add(program().toString());
    command.addAll(FLAGS);
    command.add("-Xmx" + heapBytes);
    // JavaCPP compares local times of unpacked files with those in the jar.
    command.add("-Duser.timezone=" + TimeZone.getDefault().getID());
    command.addAll(properties);
    command.add("-cp");
    command.add(
        classes().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass);
    command.add(frames);
    command.add(shared);
    command.add(Long.toString(memoryBytes));
    command.addAll(arguments);
    return command;
  }

  private Path program() {
    return java.orElseGet(() -> home().resolve("bin").resolve("java"));
  }

  private static Path home() {
    return Path.of(System.getProperty("java.home"));
  }

  private List<Path> classes() {
    String entries = classPath.orElseGet(() -> System.getProperty("java.class.path", ""));
    return Arrays.stream(entries.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(Files::exists)
        .toList();
  }

  private Set<Path> readable(List<String> natives) {
    Set<Path> readable =
        new LinkedHashSet<>(Sandbox.withLinks(java.map(this::homeOf).orElse(home())));
    readable.addAll(classes());
    natives.forEach(folder -> readable.add(Path.of(folder)));
    return readable;
  }

  private Path homeOf(Path program) {
    Path bin = program.toAbsolutePath().getParent();
    return bin == null || bin.getParent() == null ? program : bin.getParent();
  }
}
