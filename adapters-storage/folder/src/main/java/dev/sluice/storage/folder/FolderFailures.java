package dev.sluice.storage.folder;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.ObjectPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a file system's exceptions into sentences that help. Pure. */
final class FolderFailures {
  private FolderFailures() {}

  static SluiceException nameTaken(ObjectPath path) {
    return new SluiceException(
        FailureCode.NAME_TAKEN,
        "There is a file named '" + path + "' already; choose another name.");
  }

  static SluiceException full(Path root, @Nullable IOException cause) {
    return new SluiceException(
        FailureCode.STORE_FULL,
        "No space is left on the disk of the folder %s; make room and try again.".formatted(root),
        cause);
  }

  static SluiceException nearlyFull(Path root) {
    return new SluiceException(
        FailureCode.STORE_FULL,
        "Less than 16 MB are left on the disk of the folder %s; make room and try again."
            .formatted(root));
  }

  /** Returns the failure for an exception about the folder as a whole. */
  static SluiceException explain(IOException e, Path root) {
    return explain(e, root, Optional.empty());
  }

  /** Returns the failure for an exception about one object. */
  static SluiceException explain(IOException e, Path root, ObjectPath path) {
    return explain(e, root, Optional.of(path));
  }

  private static SluiceException explain(IOException e, Path root, Optional<ObjectPath> path) {
    String reason = reason(e);
    if (says(reason, "no space left", "not enough space", "disk full", "quota exceeded")) {
      return full(root, e);
    }
    if (path.isPresent() && says(reason, "name too long", "path too long")) {
      return refused(tooLong(path.get()), e);
    }
    if (says(reason, "not a directory") || e instanceof NotDirectoryException) {
      return refused(
          "A file exists where %s needs a folder; remove it or choose another name."
              .formatted(what(root, path)),
          e);
    }
    if (says(reason, "is a directory", "directory not empty")) {
      return refused(
          "A folder exists where %s needs a file; remove it or choose another name."
              .formatted(what(root, path)),
          e);
    }
    if (says(reason, "read-only file system")) {
      return refused(
          "The folder %s is on a read-only file system; choose another folder.".formatted(root), e);
    }
    if (e instanceof AccessDeniedException || says(reason, "not permitted", "permission denied")) {
      return refused(
          "The folder %s is not writable for this user; grant the right or choose another folder."
              .formatted(root),
          e);
    }
    if (e instanceof NoSuchFileException) {
      return new SluiceException(
          FailureCode.STORE_MISSING,
          "The folder %s cannot be created, or was removed while it was in use; check that it exists."
              .formatted(root),
          e);
    }
    return new SluiceException(
        FailureCode.STORE_UNAVAILABLE,
        "The file system of the folder %s failed (%s); check the disk."
            .formatted(root, reason.isEmpty() ? "no reason given" : reason),
        e);
  }

  private static SluiceException refused(String sentence, IOException cause) {
    return new SluiceException(FailureCode.STORE_REFUSED, sentence, cause);
  }

  private static String what(Path root, Optional<ObjectPath> path) {
    return path.map(name -> "'" + name + "'").orElse(root.toString());
  }

  private static String tooLong(ObjectPath path) {
    int longest =
        path.parts().stream()
            .mapToInt(part -> part.getBytes(StandardCharsets.UTF_8).length)
            .max()
            .orElse(0);
    return "The name has a part of "
        + longest
        + " bytes; the file system takes fewer, most take 255.";
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
    return reason == null ? "" : reason;
  }

  private static boolean says(String reason, String... words) {
    String text = reason.toLowerCase(Locale.ROOT);
    for (String word : words) {
      if (text.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
