package dev.sluice.storage.jdbc.journal;

import dev.sluice.storage.jdbc.h2.PrivateFolder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;

/**
 * One file of the journal: a header of eight bytes, then records. A record is its length and its
 * CRC32C, of four bytes each, and its bytes. The file is locked as long as it is open, so that no
 * other process takes it for a dead process's. It is written through {@link RandomAccessFile},
 * since an interrupted thread closes a channel. Not thread-safe.
 */
final class JournalFile implements AutoCloseable {
  /** The start of each file. The last byte is the format's version. */
  private static final byte[] HEADER = {'S', 'l', 'u', 'i', 'c', 'e', 'J', 2};

  private static final int RECORD_HEADER = 8;
  private static final System.Logger LOG = System.getLogger(JournalFile.class.getName());

  // Closing any handle of a file releases this process's lock on it, so a file that is open here
  // must not be opened a second time.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final RandomAccessFile file;
  private final FileLock lock;
  private long length;

  private JournalFile(Path path, RandomAccessFile file, FileLock lock) throws IOException {
    this.path = path;
    this.file = file;
    this.lock = lock;
    this.length = file.length();
  }

  /** Creates a file, and syncs it and its name to the disk. */
  static JournalFile create(Path path) throws IOException {
    PrivateFolder.createFile(path);
    JournalFile made =
        tryOpen(path).orElseThrow(() -> new IOException("a new journal file is locked: " + path));
    try {
      made.write(HEADER);
      syncFolder(Objects.requireNonNull(path.getParent()));
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Opens and locks a file; empty if a living process has locked it. */
  static Optional<JournalFile> tryOpen(Path path) throws IOException {
    if (!HELD.add(path)) {
      return Optional.empty();
    }
    JournalFile opened = null;
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    try {
      FileLock lock = file.getChannel().tryLock();
      opened = lock == null ? null : new JournalFile(path, file, lock);
      return Optional.ofNullable(opened);
    } finally {
      if (opened == null) {
        HELD.remove(path);
        file.close();
      }
    }
  }

  /** Returns the record with its length and checksum, as {@link #write} expects it. */
  static byte[] framed(byte[] record) {
    CRC32C sum = new CRC32C();
    sum.update(record);
    ByteArrayOutputStream framed = new ByteArrayOutputStream(RECORD_HEADER + record.length);
    DataOutputStream out = new DataOutputStream(framed);
    try {
      out.writeInt(record.length);
      out.writeInt((int) sum.getValue());
      out.write(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return framed.toByteArray();
  }

  /** Appends bytes. When it returns they survive a loss of power. */
  void write(byte[] framed) throws IOException {
    file.seek(length);
    file.write(framed);
    file.getFD().sync();
    length += framed.length;
  }

  boolean hasRecords() {
    return length > HEADER.length;
  }

  long length() {
    return length;
  }

  /**
   * Returns all records up to the first incomplete one, which was being written when the process
   * died, and whose caller was never answered.
   *
   * @throws IOException if the file cannot be read or is of another format
   */
  List<byte[]> records() throws IOException {
    byte[] bytes = new byte[Math.toIntExact(file.length())];
    file.seek(0);
    file.readFully(bytes);
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    if (rest.remaining() < HEADER.length || isBlank(bytes)) {
      return List.of();
    }
    byte[] header = new byte[HEADER.length];
    rest.get(header);
    if (!Arrays.equals(header, HEADER)) {
      throw new IOException("another journal format");
    }
    List<byte[]> records = new ArrayList<>();
    while (rest.remaining() > 0) {
      Optional<byte[]> next = next(rest);
      if (next.isEmpty()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "The last {0} bytes of {1} are no complete record; their callers were never answered,"
                + " so they are ignored",
            rest.remaining(),
            path.getFileName());
        break;
      }
      records.add(next.get());
    }
    return records;
  }

  private static Optional<byte[]> next(ByteBuffer rest) {
    if (rest.remaining() < RECORD_HEADER) {
      return Optional.empty();
    }
    ByteBuffer peek = rest.duplicate();
    int size = peek.getInt();
    int expected = peek.getInt();
    if (size <= 0 || size > peek.remaining()) {
      return Optional.empty();
    }
    byte[] record = new byte[size];
    peek.get(record);
    CRC32C sum = new CRC32C();
    sum.update(record);
    if ((int) sum.getValue() != expected) {
      return Optional.empty();
    }
    rest.position(peek.position());
    return Optional.of(record);
  }

  // After a loss of power a file may have its length and none of its bytes.
  private static boolean isBlank(byte[] bytes) {
    for (byte each : bytes) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  // A file's name is safe only when its folder is. Where a folder cannot be synced (Windows), the
  // file system's own journal must do.
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.TRACE, "A folder cannot be synced here", e);
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
    close();
  }

  @Override
  public void close() throws IOException {
    try {
      if (lock.isValid()) {
        lock.release();
      }
    } finally {
      file.close();
      HELD.remove(path);
    }
  }
}
