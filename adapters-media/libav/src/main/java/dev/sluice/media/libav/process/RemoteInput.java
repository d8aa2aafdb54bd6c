package dev.sluice.media.libav.process;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.io.Spool;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** An input of the parent, in the child. */
final class RemoteInput implements MediaInput {
  private final ParentLink parent;
  private final int number;
  private final Call.InputInfo info;
  private final boolean readsAhead;
  private final NavigableMap<Long, Piece> pieces = new TreeMap<>();

  /** The bytes in shared memory that have been asked for, from their first one to the end. */
  private long sharedFrom;

  private long sharedEnd;

  /** How many bytes have been asked for in order. */
  private long inOrder;

  /**
   * @param isAlone whether the call has no other input, which would need the shared memory, too
   */
  RemoteInput(ParentLink parent, int number, Call.InputInfo info, boolean isAlone) {
    this.parent = parent;
    this.number = number;
    this.info = info;
    this.readsAhead = isAlone && info.seekable() && !info.inPieces();
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    SharedMemory shared = parent.shared();
    if (shared == null) {
      int most = Math.min(buffer.remaining(), Limits.MOST_DATA);
      ByteBuffer about = ByteBuffer.wrap(parent.askForBytes(buffer, question(position, most)));
      record(position, about);
      return parent.bytesRead() == 0 ? -1 : parent.bytesRead();
    }
    if (!readsAhead || position < sharedFrom || position >= sharedEnd) {
      ask(position, buffer.remaining());
    }
    int count = (int) Math.min(buffer.remaining(), sharedEnd - position);
    buffer.put(shared.input((int) (position - sharedFrom), count));
    return count == 0 ? -1 : count;
  }

  // A question costs more than its bytes, so more are asked for than libav wants at once: never
  // more than it has read in order.
  private void ask(long position, int wanted) {
    inOrder = position == sharedEnd ? inOrder : 0;
    long most = readsAhead ? Math.max(wanted, inOrder) : wanted;
    ByteBuffer question = question(position, (int) Math.min(most, SharedMemory.INPUT));
    // A read that fails may have changed the memory.
    sharedFrom = position;
    sharedEnd = position;
    ByteBuffer about = ByteBuffer.wrap(parent.ask(FrameType.READ, question));
    int count = about.getInt();
    inOrder += count;
    sharedEnd = position + count;
    record(position, about);
  }

  private ByteBuffer question(long position, int most) {
    return ByteBuffer.allocate(16).putInt(number).putLong(position).putInt(most).flip();
  }

  private void record(long position, ByteBuffer about) {
    // A caller asks for the pieces of the bytes that it read last.
    Long first = pieces.floorKey(position);
    if (first != null) {
      pieces.headMap(first, false).clear();
    }
    for (Piece piece : Values.readList(Piece.class, about)) {
      pieces.put(piece.from(), piece);
    }
  }

  @Override
  public Optional<Piece> pieceAt(long position) {
    return Optional.ofNullable(pieces.floorEntry(position)).map(Map.Entry::getValue);
  }

  @Override
  public List<String> missing() {
    byte[] sentences = parent.ask(FrameType.MISSING, number());
    return Values.readList(String.class, ByteBuffer.wrap(sentences));
  }

  private ByteBuffer number() {
    return ByteBuffer.allocate(4).putInt(number).flip();
  }

  @Override
  public OptionalLong size() {
    return info.size();
  }

  @Override
  public boolean seekable() {
    return info.seekable();
  }

  @Override
  public Optional<String> announcedType() {
    return info.announcedType();
  }

  @Override
  public Optional<Duration> duration() {
    return info.duration();
  }

  @Override
  public Optional<Duration> longest() {
    return info.longest();
  }

  @Override
  public boolean inPieces() {
    return info.inPieces();
  }

  @Override
  public Optional<Rendition> rendition() {
    return info.rendition();
  }

  /** Has the parent copy an input: the child has no files. */
  static Spool.Copy spooled(MediaInput input, byte[] head, StageMonitor monitor) {
    monitor.check();
    RemoteInput origin = (RemoteInput) input;
    byte[] size = origin.parent.ask(FrameType.SPOOL, origin.number(), ByteBuffer.wrap(head));
    return new Copied(origin, ByteBuffer.wrap(size).getLong());
  }

  /** An input of which the parent has made a copy, which it deletes when the call ends. */
  private static final class Copied extends MediaInput.Forwarding implements Spool.Copy {
    private final long size;

    Copied(RemoteInput origin, long size) {
      super(origin);
      this.size = size;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.of(size);
    }

    @Override
    public boolean seekable() {
      return true;
    }

    @Override
    public Optional<Duration> duration() {
      return Optional.empty();
    }

    @Override
    public Optional<Duration> longest() {
      return Optional.empty();
    }

    @Override
    public boolean inPieces() {
      return false;
    }

    @Override
    public Optional<Piece> pieceAt(long position) {
      return Optional.empty();
    }

    @Override
    public void close() {
      // The parent deletes the copy.
    }
  }
}
