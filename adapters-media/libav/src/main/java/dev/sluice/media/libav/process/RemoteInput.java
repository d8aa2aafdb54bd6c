package dev.sluice.media.libav.process;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.io.LendingInput;
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
final class RemoteInput implements LendingInput {
  /** The most bytes of a read that does not continue another one. */
  private static final int FIRST = 512 << 10;

  private final ParentLink parent;
  private final int number;
  private final Call.InputInfo info;
  private final NavigableMap<Long, Piece> pieces = new TreeMap<>();

  /** Its share of the shared memory. */
  private final int shareFrom;

  private final int share;
  private boolean isLent;

  /** How many bytes have been read in order, and up to where. */
  private long inOrder;

  private long end;

  /**
   * @param inputs how many inputs the call has
   */
  RemoteInput(ParentLink parent, int number, Call.InputInfo info, int inputs) {
    this.parent = parent;
    this.number = number;
    this.info = info;
    share = SharedMemory.INPUT / inputs;
    shareFrom = number * share;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    SharedMemory shared = parent.shared();
    if (shared == null || isLent) {
      int most = Math.min(buffer.remaining(), Limits.MOST_DATA);
      ByteBuffer question = question(position, most, SharedMemory.NOWHERE);
      record(position, ByteBuffer.wrap(parent.askForBytes(buffer, question)));
      return parent.bytesRead() == 0 ? -1 : parent.bytesRead();
    }
    int count = place(position, 0, Math.min(buffer.remaining(), share));
    buffer.put(shared.input(shareFrom, count));
    return count == 0 ? -1 : count;
  }

  @Override
  public Optional<ByteBuffer> lend() {
    SharedMemory shared = parent.shared();
    if (shared == null || isLent) {
      return Optional.empty();
    }
    isLent = true;
    return Optional.of(shared.input(shareFrom, share));
  }

  @Override
  public void takeBack() {
    isLent = false;
  }

  // libav fills its buffer after each seek, and may need little of it.
  @Override
  public int readLent(long position, int at, int most) {
    inOrder = position == end ? inOrder : 0;
    int count = place(position, at, (int) Math.min(most, Math.max(FIRST, inOrder)));
    inOrder += count;
    end = position + count;
    return count == 0 ? -1 : count;
  }

  private int place(long position, int at, int most) {
    ByteBuffer question = question(position, most, shareFrom + at);
    ByteBuffer about = ByteBuffer.wrap(parent.askForBytes(null, question));
    int count = about.getInt();
    record(position, about);
    return count;
  }

  private ByteBuffer question(long position, int most, int at) {
    return ByteBuffer.allocate(20).putInt(number).putLong(position).putInt(most).putInt(at).flip();
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
