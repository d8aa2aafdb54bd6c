package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A journal in files of its own next to the H2 database. H2 writes a commit by background threads,
 * and a kill right after the commit can lose it. So an entry is appended after its commit and
 * before the caller is answered; concurrent entries share one sync. At the next start the entries
 * are compared with the database. Thread-safe.
 *
 * <p>Each process writes its own files and locks them, so an unlocked file belongs to a dead
 * process, and is replayed. A file is deleted when the database is known to contain its entries:
 * see {@link #checkpointed()}.
 */
public final class Journal implements AutoCloseable {
  /**
   * How many checkpoints a file outlives. H2 loses what its writing threads have not written yet,
   * and a checkpoint that overtook them once left something out. Of three checkpoints in a row,
   * {@link JournalCompactor#PERIOD} apart, the first began after the file's last commit, and the
   * later ones wrote and synced everything before them, long after those threads had finished.
   */
  public static final int CHECKPOINTS_OUTLIVED = 3;

  private static final long LARGEST = 8L << 20;

  private final JournalFolder folder;
  private final Optional<SecretBox> secrets;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ClosedFile> closed = new ArrayList<>();
  private Group next = new Group();
  private boolean writing;
  private long groups;
  private @Nullable JournalFile current;

  /** Entries that share a sync. */
  private static final class Group {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean done;
    @Nullable IOException failure = new IOException("the journal was not written");
  }

  private static final class ClosedFile {
    final JournalFile file;
    boolean closedBefore;
    int checkpoints;

    ClosedFile(JournalFile file) {
      this.file = file;
    }
  }

  private Journal(Path folder, Optional<SecretBox> secrets) {
    this.folder = new JournalFolder(folder);
    this.secrets = secrets;
  }

  /**
   * Opens the journal: takes over the files of dead processes, and begins a new file.
   *
   * @param secrets seals what is written
   */
  public static Journal open(Path folder, Optional<SecretBox> secrets) {
    Journal journal = new Journal(folder, secrets);
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
    folder.exclusively(
        () -> {
          folder.filesOfTheDead().stream().map(ClosedFile::new).forEach(closed::add);
          current = folder.newFile();
        });
  }

  /** Returns the entries in the files of dead processes. */
  public List<JournalEntry> takenOver() {
    List<JournalEntry> entries = new ArrayList<>();
    try {
      for (ClosedFile dead : closed) {
        for (byte[] record : dead.file.records()) {
          entries.add(JournalEntryDocument.read(record, secrets));
        }
      }
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The journal in %s cannot be read: it is damaged or was written by a newer Sluice; start that one, or move the journal files away and lose the changes that only they contain"
              .formatted(folder),
          e);
    }
    return entries;
  }

  /**
   * Appends an entry. Returns when it survives a loss of power.
   *
   * @throws SluiceException STORE_FULL, STORE_UNAVAILABLE: then it may or may not survive
   */
  public void append(JournalEntry entry) {
    byte[] framed = JournalFile.framed(JournalEntryDocument.toBytes(entry, secrets));
    lock.lock();
    try {
      Group mine = next;
      mine.bytes.writeBytes(framed);
      while (!mine.done) {
        if (writing) {
          changed.awaitUninterruptibly();
        } else {
          // No thread writes, so the next group is written by this thread, for all who have joined
          // it.
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
            Objects.requireNonNull(current).write(group.bytes.toByteArray());
            group.failure = null;
          });
    } catch (IOException e) {
      group.failure = e;
      abandonCurrent();
    } finally {
      group.done = true;
    }
  }

  // Writes without the lock, so that the next group can form meanwhile.
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

  // After a failed sync the file's content is unknown, and a second sync would not report it. The
  // next group begins a new file.
  private void abandonCurrent() {
    if (current != null) {
      closed.add(new ClosedFile(current));
      current = null;
    }
  }

  private void rotate() throws IOException {
    folder.exclusively(
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

  /** Closes the current file if it has entries, and begins another. */
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

  /** Returns how often the journal was written since it was opened. */
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
   * Called when the database has written and synced everything that was committed before {@link
   * #beginNewFile()}. Deletes files that have seen this {@link #CHECKPOINTS_OUTLIVED} times.
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

  /** Deletes all files of this journal. Called when the closed database has every entry. */
  public void deleteFiles() throws IOException {
    lock.lock();
    try {
      while (writing) {
        changed.awaitUninterruptibly();
      }
      abandonCurrent();
      for (ClosedFile file : List.copyOf(closed)) {
        closed.remove(file);
        file.file.delete();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes the current file fail. For tests. */
  void breakCurrent() throws IOException {
    Objects.requireNonNull(current).close();
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
            "The journal in %s cannot be written: see the log for the reason".formatted(folder),
            e);
  }

  /**
   * Closes the files without deleting those that have entries: the next start compares them with
   * the database.
   */
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
