package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What must not be lost, in files of its own beside the H2 database: a commit of H2 is written by
 * background threads, and a kill right after it can lose it. An entry is appended after its commit
 * and before the caller is answered; entries that come together share one sync. At the next start
 * they are compared with the database. Thread-safe.
 *
 * <p>Each process writes files of its own and holds them locked, so files without a holder are a
 * dead process's, to be replayed. A file goes when the database is known to hold what it says: see
 * {@link #checkpointed()}.
 */
public final class Journal implements AutoCloseable {
  /**
   * How many checkpoints a file outlives. H2 loses what its writing threads have in hand, and a
   * checkpoint that overtakes them once was seen to leave something behind; of three in a row,
   * {@link JournalCompactor#PERIOD} apart, the first began after the file's last commit, and the
   * later ones wrote and synced everything that came before them, long after those threads were
   * through.
   */
  public static final int CHECKPOINTS_OUTLIVED = 3;

  private static final long LARGEST = 8L << 20;

  private final JournalFolder folder;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ClosedFile> closed = new ArrayList<>();
  private Group next = new Group();
  private boolean writing;
  private long groups;
  private JournalFile current;

  /** Entries that wait for the same sync. */
  private static final class Group {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean done;
    IOException failure = new IOException("the journal was not written");
  }

  private static final class ClosedFile {
    final JournalFile file;
    boolean closedBefore;
    int checkpoints;

    ClosedFile(JournalFile file) {
      this.file = file;
    }
  }

  private Journal(Path folder) {
    this.folder = new JournalFolder(folder);
  }

  /** Takes over the files of dead processes and begins one. */
  public static Journal open(Path folder) {
    Journal journal = new Journal(folder);
    boolean interrupted = Thread.interrupted();
    try {
      journal.begin();
      return journal;
    } catch (IOException e) {
      throw journal.unwritable(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void begin() throws IOException {
    folder.atTheGate(
        () -> {
          folder.filesOfTheDead().stream().map(ClosedFile::new).forEach(closed::add);
          current = folder.newFile();
        });
  }

  /** What the dead processes' files say. */
  public List<JournalEntry> takenOver() {
    List<JournalEntry> entries = new ArrayList<>();
    try {
      for (ClosedFile dead : closed) {
        for (byte[] record : dead.file.records()) {
          entries.add(JournalEntryDocument.read(record));
        }
      }
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The journal in %s cannot be read: it is damaged or was written by a newer Sluice; start that one, or move the journal files away and lose what only they hold"
              .formatted(folder),
          e);
    }
    return entries;
  }

  /**
   * Returns when the entry survives a loss of power.
   *
   * @throws SluiceException STORE_FULL, STORE_UNAVAILABLE: then it may or may not survive
   */
  public void append(JournalEntry entry) {
    byte[] framed = JournalFile.framed(JournalEntryDocument.toBytes(entry));
    lock.lock();
    try {
      Group mine = next;
      mine.bytes.writeBytes(framed);
      while (!mine.done) {
        if (writing) {
          changed.awaitUninterruptibly();
        } else {
          // Nobody writes, so mine is the next group: this thread writes it for all who joined.
          writeNext();
        }
      }
      if (mine.failure != null) {
        throw unwritable(mine.failure);
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeNext() {
    Group group = next;
    next = new Group();
    groups++;
    try {
      exclusively(
          () -> {
            if (current == null || current.length() > LARGEST) {
              rotate();
            }
            current.write(group.bytes.toByteArray());
            group.failure = null;
          });
    } catch (IOException e) {
      group.failure = e;
      abandonCurrent();
    } finally {
      group.done = true;
    }
  }

  // Whoever writes does so outside the lock, so that the next group can gather meanwhile.
  private void exclusively(JournalFolder.Work work) throws IOException {
    writing = true;
    lock.unlock();
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      lock.lock();
      writing = false;
      changed.signalAll();
    }
  }

  // What a failed sync left on the disk nobody knows, and a second sync would not tell: the next
  // group begins a file of its own.
  private void abandonCurrent() {
    if (current != null) {
      closed.add(new ClosedFile(current));
      current = null;
    }
  }

  private void rotate() throws IOException {
    folder.atTheGate(
        () -> {
          JournalFile fresh = folder.newFile();
          lock.lock();
          try {
            abandonCurrent();
            current = fresh;
          } finally {
            lock.unlock();
          }
        });
  }

  /** Closes the file that is being written if it holds anything, and begins another. */
  void beginNewFile() throws IOException {
    lock.lock();
    try {
      while (writing) {
        changed.awaitUninterruptibly();
      }
      if (current != null && current.hasRecords()) {
        exclusively(this::rotate);
      }
      closed.forEach(file -> file.closedBefore = true);
    } finally {
      lock.unlock();
    }
  }

  /** How often something was written since the beginning. */
  long writes() {
    lock.lock();
    try {
      return groups;
    } finally {
      lock.unlock();
    }
  }

  boolean hasClosedFiles() {
    lock.lock();
    try {
      return !closed.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * To be called when the database has written and synced all that was committed before {@link
   * #beginNewFile()}. Files that have seen this {@link #CHECKPOINTS_OUTLIVED} times are deleted.
   */
  void checkpointed() throws IOException {
    lock.lock();
    try {
      for (ClosedFile file : List.copyOf(closed)) {
        file.checkpoints += file.closedBefore ? 1 : 0;
        if (file.checkpoints >= CHECKPOINTS_OUTLIVED) {
          closed.remove(file);
          file.file.delete();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** For tests: a file that takes no more. */
  void breakCurrent() throws IOException {
    current.close();
  }

  private SluiceException unwritable(IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return full
        ? new SluiceException(
            FailureCode.STORE_FULL,
            "The journal in %s cannot be written: its disk is full; make room there"
                .formatted(folder),
            e)
        : new SluiceException(
            FailureCode.STORE_UNAVAILABLE,
            "The journal in %s cannot be written: the log has the reason".formatted(folder),
            e);
  }

  /** Leaves the files for the next start: whether the database holds everything is not asked. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      while (writing) {
        changed.awaitUninterruptibly();
      }
      for (ClosedFile file : closed) {
        file.file.close();
      }
      closed.clear();
      if (current != null && !current.hasRecords()) {
        current.delete();
      } else if (current != null) {
        current.close();
      }
      current = null;
    } finally {
      lock.unlock();
    }
  }
}
