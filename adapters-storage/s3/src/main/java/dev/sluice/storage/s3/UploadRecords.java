package dev.sluice.storage.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Records of the uploads that this installation began and that have not ended: a small file each.
 * After a crash they say which unfinished uploads of a bucket are ours, since a store lists uploads
 * without the marks of their objects. Thread-safe, also among processes.
 */
final class UploadRecords {
  private static final Logger LOG = System.getLogger(UploadRecords.class.getName());

  private static final String LAYOUT = "1";
  private static final String ENDING = ".upload";
  private static final String LOST = "-lost";
  private static final String WRITING = ".writing";

  private final Optional<Path> folder;
  private final String bucket;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * An upload that has not ended.
   *
   * @param id empty if the store has not said it: the response to its begin was lost
   * @param since when it was begun, by the clock of this machine
   */
  record Upload(String mark, String key, Optional<String> id, Instant since) {}

  /**
   * @param folder empty to record nothing
   */
  UploadRecords(Optional<Path> folder, S3Settings settings) {
    this.folder = folder;
    this.bucket = settings.bucket();
  }

  /** Records an upload before it is begun. */
  void begins(String mark, String key) {
    write(mark, key, "");
  }

  /** Records the id of an upload. */
  void begun(String mark, String key, String id) {
    write(mark, key, id);
  }

  // A record that cannot be written fails no upload.
  private void write(String mark, String key, String id) {
    if (folder.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(folder.get());
      // A crash, or a full disk, must not cut the record that is there.
      Path whole = folder.get().resolve(mark + WRITING);
      Files.writeString(whole, String.join("\n", LAYOUT, bucket, key, id, ""));
      Files.move(whole, file(mark), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      warn(e);
    }
  }

  /**
   * Keeps the record of a begin whose response was lost, although the upload itself goes on with
   * the id of a later begin.
   */
  void beganTwice(String mark) {
    if (folder.isEmpty()) {
      return;
    }
    try {
      // Its time is that of the begin.
      Files.copy(
          file(mark),
          file(mark + LOST),
          StandardCopyOption.COPY_ATTRIBUTES,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      warn(e);
    }
  }

  /** Forgets an upload that has ended. */
  void ended(String mark) {
    if (folder.isPresent()) {
      remove(file(mark));
    }
  }

  /** Returns the uploads into this bucket that were begun before a moment and have not ended. */
  List<Upload> begunBefore(Instant moment) {
    List<Upload> found = new ArrayList<>();
    if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
      return found;
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(ENDING) && isOlder(file, moment)) {
          read(file).ifPresent(found::add);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      warn(e);
    }
    return found;
  }

  private static boolean isOlder(Path file, Instant moment) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(moment);
  }

  private Optional<Upload> read(Path file) throws IOException {
    String[] lines = Files.readString(file).split("\n", -1);
    if (lines.length != 5 || !lines[0].equals(LAYOUT)) {
      // Cut by a crash. Its upload cannot be found again.
      remove(file);
      return Optional.empty();
    }
    if (!lines[1].equals(bucket)) {
      return Optional.empty();
    }
    String name = String.valueOf(file.getFileName());
    return Optional.of(
        new Upload(
            name.substring(0, name.length() - ENDING.length()),
            lines[2],
            Optional.of(lines[3]).filter(id -> !id.isEmpty()),
            Files.getLastModifiedTime(file).toInstant()));
  }

  private void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      warn(e);
    }
  }

  private void warn(Exception e) {
    if (warned.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "uploads cannot be recorded in {0} ({1}); those of killed processes may be left in the"
              + " bucket",
          folder.orElseThrow(),
          e.toString());
    }
  }

  private Path file(String mark) {
    return folder.orElseThrow().resolve(mark + ENDING);
  }
}
