package dev.sluice.benchmarks.measure;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options that all comparisons share: where they work, how often, and where they print.
 *
 * @param root the project's folder, where {@code ./sluice} is
 * @param s3 whether objects go into a bucket, where a comparison leaves the choice
 * @param s3Endpoint an S3 server that runs already; if none is named, we start one
 * @param s3Bucket the bucket in it, which must exist
 * @param work a folder for sources (kept from run to run) and results (deleted)
 */
public record BenchOptions(
    List<String> names,
    Path root,
    Path work,
    OptionalInt rounds,
    OptionalInt megabytes,
    OptionalInt atOnce,
    OptionalInt jobs,
    OptionalInt seconds,
    boolean s3,
    Optional<URI> s3Endpoint,
    String s3Bucket,
    PrintStream out) {
  /** The bucket unless the caller names another. */
  public static final String DEFAULT_BUCKET = "films";

  /**
   * Reads the command line.
   *
   * @param known the names of all comparisons
   * @throws IllegalArgumentException with a sentence for the caller
   */
  public static BenchOptions from(List<String> arguments, List<String> known, PrintStream out) {
    List<String> names = new ArrayList<>();
    Path work = Path.of(System.getProperty("java.io.tmpdir"), "sluice-benchmarks");
    OptionalInt rounds = OptionalInt.empty();
    OptionalInt megabytes = OptionalInt.empty();
    OptionalInt atOnce = OptionalInt.empty();
    OptionalInt jobs = OptionalInt.empty();
    OptionalInt seconds = OptionalInt.empty();
    boolean s3 = false;
    Optional<URI> s3Endpoint = Optional.empty();
    String s3Bucket = DEFAULT_BUCKET;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--rounds" -> rounds = number(arguments, ++i);
        case "--megabytes" -> megabytes = number(arguments, ++i);
        case "--at-once" -> atOnce = number(arguments, ++i);
        case "--jobs" -> jobs = number(arguments, ++i);
        case "--seconds" -> seconds = number(arguments, ++i);
        case "--work" -> work = Path.of(value(arguments, ++i));
        case "--s3" -> s3 = true;
        case "--s3-endpoint" -> s3Endpoint = Optional.of(endpoint(arguments, ++i));
        case "--s3-bucket" -> s3Bucket = value(arguments, ++i);
        case "all" -> names.addAll(known);
        default -> {
          if (!known.contains(argument)) {
            throw new IllegalArgumentException("There is no comparison named " + argument);
          }
          names.add(argument);
        }
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("No comparison is named; name one, or all");
    }
    Path root = Path.of("").toAbsolutePath();
    if (!Files.isRegularFile(root.resolve("sluice"))) {
      throw new IllegalArgumentException(
          "There is no ./sluice here; run this from the project's folder");
    }
    return new BenchOptions(
        List.copyOf(names),
        root,
        work,
        rounds,
        megabytes,
        atOnce,
        jobs,
        seconds,
        s3,
        s3Endpoint,
        s3Bucket,
        out);
  }

  private static OptionalInt number(List<String> arguments, int index) {
    try {
      int number = Integer.parseInt(value(arguments, index));
      if (number > 0) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(arguments.get(index - 1) + " needs a number", e);
    }
    throw new IllegalArgumentException(arguments.get(index - 1) + " needs a number above 0");
  }

  private static URI endpoint(List<String> arguments, int index) {
    String value = value(arguments, index);
    if (!value.matches("https?://[^/?#@]+")) {
      throw new IllegalArgumentException(
          arguments.get(index - 1) + " needs http(s)://HOST[:PORT] without a path");
    }
    return URI.create(value);
  }

  private static String value(List<String> arguments, int index) {
    if (index >= arguments.size()) {
      throw new IllegalArgumentException(arguments.get(index - 1) + " needs a value");
    }
    return arguments.get(index);
  }

  public void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
