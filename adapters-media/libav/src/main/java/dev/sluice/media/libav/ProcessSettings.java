package dev.sluice.media.libav;

import dev.sluice.media.libav.process.ChildCommand;
import dev.sluice.media.libav.process.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The settings of a {@link ProcessTranscoder}. Immutable: each setter returns a changed copy. */
public final class ProcessSettings {
  private static final ProcessSettings STANDARD = new ProcessSettings(new Values());

  private final Values values;

  private ProcessSettings(Values values) {
    this.values = values;
  }

  /**
   * Returns the defaults: 4 children of at most 50 calls each, with 128 MiB of heap and 4 GiB of
   * memory, 1.5 seconds to end a cancelled call, and 5 minutes before idle children end.
   */
  public static ProcessSettings standard() {
    return STANDARD;
  }

  /** Sets the settings of libav in the children. Copies are spooled by the parent. */
  public ProcessSettings libav(LibavSettings libav) {
    return with(changed -> changed.libav = libav);
  }

  /**
   * Sets how many children there are at most, which is how many calls run at a time. Others wait.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ProcessSettings children(int most) {
    requirePositive("children", most);
    return with(changed -> changed.children = most);
  }

  /**
   * Sets after how many calls a child is replaced. With 1, a file that takes over its child never
   * meets another file.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ProcessSettings callsPerChild(int calls) {
    requirePositive("callsPerChild", calls);
    return with(changed -> changed.callsPerChild = calls);
  }

  /**
   * Sets how long a child may be idle before it ends. The last one stays, so that a call seldom
   * waits for a start.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ProcessSettings idleLimit(Duration limit) {
    requirePositive("idleLimit", limit.toMillis());
    return with(changed -> changed.idleLimit = limit);
  }

  /**
   * Sets the memory of a child, in bytes. A call that needs more fails with MEDIA_LIMITS_EXCEEDED.
   *
   * @param heap the memory of Java objects
   * @param all the memory of libav and of the JVM together; enforced where there is a POSIX shell
   * @throws IllegalArgumentException if {@code heap} is not positive or not less than {@code all}
   */
  public ProcessSettings memory(long heap, long all) {
    requirePositive("heap", heap);
    if (heap >= all) {
      throw new IllegalArgumentException("the heap must be less than all memory");
    }
    return with(
        changed -> {
          changed.heap = heap;
          changed.memory = all;
        });
  }

  /**
   * Sets how long a child may take to end a cancelled call before it is killed.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ProcessSettings grace(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("the grace must not be negative");
    }
    return with(changed -> changed.grace = grace);
  }

  /**
   * Sets the program and the class path that start a child, for programs whose classes are in no
   * plain class path, such as nested jars. The defaults are those of this process.
   *
   * @param java the program {@code java}, of version 17 or later
   * @param classPath with sluice-media-libav, its dependencies and the natives
   */
  public ProcessSettings command(Path java, String classPath) {
    return with(
        changed -> {
          changed.java = Optional.of(java);
          changed.classPath = Optional.of(classPath);
        });
  }

  /** Sets the main class, for children that behave as a test needs. */
  ProcessSettings mainClass(String name, String... arguments) {
    return with(
        changed -> {
          changed.mainClass = Optional.of(name);
          changed.arguments = List.of(arguments);
        });
  }

  /** Sets the sandbox of the children; without, it is the strongest one that works. */
  ProcessSettings sandbox(Sandbox sandbox) {
    return with(changed -> changed.sandbox = Optional.of(sandbox));
  }

  /** Lets the bytes pass through the streams, as on a system without shared memory. */
  ProcessSettings withoutSharedMemory() {
    return with(changed -> changed.sharesMemory = false);
  }

  LibavSettings libav() {
    return values.libav;
  }

  int children() {
    return values.children;
  }

  int callsPerChild() {
    return values.callsPerChild;
  }

  Duration idleLimit() {
    return values.idleLimit;
  }

  Duration grace() {
    return values.grace;
  }

  ChildCommand command() {
    List<String> standard =
        List.of(
            Integer.toString(values.libav.limits().threads()),
            Long.toString(values.libav.limits().maxPixels()));
    return new ChildCommand(
        values.mainClass.orElse(TranscoderChild.class.getName()),
        values.mainClass.isPresent() ? values.arguments : standard,
        values.java,
        values.classPath,
        values.heap,
        values.memory,
        values.sandbox,
        values.sharesMemory);
  }

  private ProcessSettings with(Consumer<Values> change) {
    Values changed = values.copy();
    change.accept(changed);
    return new ProcessSettings(changed);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
  }

  private static final class Values implements Cloneable {
    LibavSettings libav = LibavSettings.standard();
    int children = 4;
    int callsPerChild = 50;
    long heap = 128L << 20;
    long memory = 4L << 30;
    Duration grace = Duration.ofMillis(1_500);
    Duration idleLimit = Duration.ofMinutes(5);
    Optional<Path> java = Optional.empty();
    Optional<String> classPath = Optional.empty();
    Optional<String> mainClass = Optional.empty();
    List<String> arguments = List.of();
    Optional<Sandbox> sandbox = Optional.empty();
    boolean sharesMemory = true;

    Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
