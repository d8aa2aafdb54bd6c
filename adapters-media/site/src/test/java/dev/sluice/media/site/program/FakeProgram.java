package dev.sluice.media.site.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A script in place of yt-dlp. */
public final class FakeProgram {
  private FakeProgram() {}

  /** A program that runs these lines of {@code sh}. */
  public static Path running(Path folder, String lines) {
    try {
      Path program = Files.createTempFile(folder, "yt-dlp", "");
      Files.writeString(program, "#!/bin/sh\n" + lines + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that answers every question with this. */
  public static Path saying(Path folder, String json) {
    try {
      Path answer = Files.createTempFile(folder, "answer", ".json");
      Files.writeString(answer, json);
      return running(folder, "cat '" + answer + "'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program that ends with this complaint. */
  public static Path complaining(Path folder, String complaint) {
    return running(folder, "echo \"ERROR: " + complaint + "\" >&2\nexit 1");
  }
}
