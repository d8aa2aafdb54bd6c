package dev.sluice.media.libav;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux says of child processes, and what they leave behind. */
final class ChildProcesses {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private ChildProcesses() {}

  /** Returns the processes that live and have a word in their command, with those around them. */
  static List<ProcessHandle> with(String word) {
    return ProcessHandle.allProcesses()
        .filter(process -> words(process).contains(word))
        .filter(ChildProcesses::lives)
        .toList();
  }

  /** Returns the Java processes below this one that have a word in their command. */
  static List<ProcessHandle> javaWith(String word) {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> words(process).contains(word))
        .filter(process -> words(process).get(0).endsWith("java"))
        .filter(ChildProcesses::lives)
        .toList();
  }

  private static List<String> words(ProcessHandle process) {
    return List.of(read(process, "cmdline").split("\0"));
  }

  // A process that ended stays until its parent asks how.
  private static boolean lives(ProcessHandle process) {
    String state = read(process, "stat").replaceFirst(".*\\) ", "");
    return !state.isEmpty() && state.charAt(0) != 'Z';
  }

  private static String read(ProcessHandle process, String file) {
    try {
      Path path = PROCESSES.resolve(Long.toString(process.pid())).resolve(file);
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  /** Returns the names of memory that processes share or have left behind. */
  static Set<String> sharedMemory() {
    if (!Files.isDirectory(SHARED_MEMORY)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(SHARED_MEMORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("sluice-"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
