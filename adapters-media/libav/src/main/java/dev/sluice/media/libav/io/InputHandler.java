package dev.sluice.media.libav.io;

import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_SIZE;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.Failures;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds libav from a {@link MediaInput}. Keeps the first bytes, so that they can be inspected
 * before libav reads them, and records where the input ended.
 */
public final class InputHandler implements AvioHandler {
  /** Enough for all signatures, and for the size fields at the front of all containers. */
  private static final int HEAD = 4_096;

  /** Enough for the index in front of fragments, which does not list packets. */
  private static final int FRONT = 256 << 10;

  /** How much of an input that cannot seek can be read twice, in bytes. */
  public static final int MOST_REPEATED = FirstBytes.MOST;

  /** The maximum length of an Ogg page. */
  private static final int TAIL = 65_307;

  /** The first element of a Matroska file. */
  private static final int EBML = 0x1A45DFA3;

  private static final int FLV = 'F' << 24 | 'L' << 16 | 'V' << 8 | 1;
  private static final int RIFF = 'R' << 24 | 'I' << 16 | 'F' << 8 | 'F';

  /** The longest packet of a transport stream. Its table can only be read as a whole. */
  private static final int LONGEST_PACKET = 204;

  /** Demuxers seek far beyond it where a file of unknown size would end. */
  private static final long LAST_POSITION = 1L << 60;

  /** More pieces than the packets that are held until their times are known come from. */
  private static final int MAX_PIECES = 1 << 14;

  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;
  private static final int SEEK_END = 2;

  private final MediaInput input;
  private final StageMonitor monitor;
  private final byte[] head;
  private final ByteArrayOutputStream front = new ByteArrayOutputStream(HEAD);
  private final NavigableMap<Long, Piece> pieces = new TreeMap<>();
  private final FileParts parts;
  private final SampleTables samples = new SampleTables();
  private final Optional<TransportJoints> joints;
  private final Optional<ProgramPackets> packets;
  private final @Nullable ScrambledStreams scrambled;
  private final FirstBytes firstBytes = new FirstBytes();
  private final byte[] tail = new byte[TAIL];
  private int tailLength;
  private long tailEnd;
  private long position;
  private long end = -1;
  private byte[] rest = new byte[0];
  private long restAt = -1;
  private long joint = -1;
  private boolean stopsAtJoints;
  private boolean hasPassedJoint;
  private long lentFrom;
  private long lentTo;
  private @Nullable Throwable failure;

  /** Reads the first bytes. Exceptions of the input are passed on. */
  public InputHandler(MediaInput input, StageMonitor monitor) {
    this.input = input;
    this.monitor = monitor;
    ByteBuffer buffer = ByteBuffer.allocate(HEAD);
    while (buffer.hasRemaining()) {
      monitor.check();
      int at = buffer.position();
      int count = input.read(at, buffer);
      recordPieces(at, count);
      if (count < 0) {
        end = at;
        break;
      }
    }
    this.head = Arrays.copyOf(buffer.array(), buffer.position());
    parts = parts(ByteBuffer.wrap(head), input.inPieces());
    recordFront(0, ByteBuffer.wrap(head));
    joints = TransportJoints.of(head);
    packets = ProgramPackets.isBegunBy(head) ? Optional.of(new ProgramPackets()) : Optional.empty();
    scrambled =
        joints
            .map(TransportJoints::scrambled)
            .or(() -> packets.map(ProgramPackets::scrambled))
            .orElse(null);
    if (joints.isEmpty() || input.seekable()) {
      firstBytes.drop();
    }
  }

  private static FileParts parts(ByteBuffer head, boolean inPieces) {
    if (inPieces && AdtsFrames.isBegunBy(head)) {
      return new AdtsFrames();
    }
    return switch (head.remaining() < 4 ? 0 : head.getInt(0)) {
      case EBML -> new MatroskaElements();
      case FLV -> new FlvTags();
      case RIFF -> new RiffChunks();
      default -> new TopLevelBoxes();
    };
  }

  public byte[] head() {
    return head.clone();
  }

  /** Returns the first bytes as far as they were read sequentially, up to a limit. */
  public byte[] front() {
    return front.toByteArray();
  }

  /** Returns the parts that were seen; they mean something in an mp4, mov, mkv, flv, avi or wav. */
  public FileParts parts() {
    return parts;
  }

  /** Returns the numbers of samples that were seen; they mean something in an mp4 or mov. */
  public SampleTables samples() {
    return samples;
  }

  /** Returns the position of a frame in the input, given the one that libav's parser counts. */
  public long position(long counted) {
    return parts instanceof AdtsFrames frames ? frames.position(counted) : counted;
  }

  private void recordFront(long at, ByteBuffer bytes) {
    parts.record(at, bytes);
    samples.record(at, bytes);
    if (at == front.size() && at < FRONT) {
      byte[] more = new byte[(int) Math.min(bytes.remaining(), FRONT - at)];
      bytes.get(bytes.position(), more);
      front.writeBytes(more);
    }
  }

  // The input remembers only the pieces that were read last, and libav reads far ahead.
  private void recordPieces(long at, int count) {
    long until = at + count - 1;
    while (until >= at) {
      Optional<Piece> piece = input.pieceAt(until);
      if (piece.isEmpty()) {
        return;
      }
      pieces.put(piece.get().from(), piece.get());
      until = piece.get().from() - 1;
    }
    while (pieces.size() > MAX_PIECES && pieces.firstKey() < at) {
      pieces.pollFirstEntry();
    }
  }

  /** Returns the piece that contains a byte that has been read; null if nothing describes it. */
  public @Nullable Piece pieceAt(long at) {
    Map.Entry<Long, Piece> found = pieces.isEmpty() ? null : pieces.floorEntry(at);
    return found == null ? null : found.getValue();
  }

  /** Returns the last bytes that were read sequentially. */
  public byte[] tail() {
    return Arrays.copyOf(tail, tailLength);
  }

  private void recordTail(BytePointer buffer, int count) {
    if (position != tailEnd) {
      tailLength = 0;
    }
    int remaining = Math.min(tailLength, Math.max(0, TAIL - count));
    System.arraycopy(tail, tailLength - remaining, tail, 0, remaining);
    int added = Math.min(count, TAIL);
    new BytePointer(buffer).position(count - (long) added).get(tail, remaining, added);
    tailLength = remaining + added;
    tailEnd = position + count;
  }

  public boolean seekable() {
    return input.seekable();
  }

  /** Returns the input's size: as announced, or as found by reading to the end. */
  public OptionalLong size() {
    OptionalLong announced = input.size();
    return announced.isPresent() || end < 0 ? announced : OptionalLong.of(end);
  }

  /** Returns the position, which is the number of bytes read if they were read sequentially. */
  public long position() {
    return position;
  }

  /**
   * Goes back to the first byte, if the input can seek, or if all bytes of a transport stream that
   * were read are still in memory. The latter is possible once.
   *
   * @return whether the next byte that is read is the first one
   */
  public boolean rewind() {
    boolean isPossible = input.seekable() || firstBytes.rewind();
    if (isPossible) {
      moveTo(0);
      rest = new byte[0];
    }
    return isPossible;
  }

  /** Frees the memory that {@link #rewind} needs. */
  public void forgetFirstBytes() {
    if (!firstBytes.isRewound()) {
      firstBytes.drop();
    }
  }

  /** Returns whether a stream of a transport stream has begun, as far as it was read. */
  public boolean hasBegun(int pid) {
    return joints.filter(found -> found.hasBegun(pid)).isPresent();
  }

  /** Returns whether any packet of a transport or program stream was scrambled. */
  public boolean hasScrambled() {
    return scrambled != null && scrambled.isAny();
  }

  /**
   * Returns how much of a stream is scrambled between two positions.
   *
   * @param stream its PID, or its stream id in a program stream
   */
  public ScrambledStreams.Share scrambled(int stream, long from, long to) {
    return Objects.requireNonNull(scrambled).share(stream, from, to);
  }

  /** Returns true once for each stream that was scrambled for long before a position. */
  public boolean takeLongScrambled(long before) {
    return scrambled != null && scrambled.takeLongRun(before);
  }

  /**
   * Returns whether an elementary packet is scrambled, or holds a part of a frame only.
   *
   * @param stream its PID, or its stream id in a program stream
   * @param at its position
   */
  public boolean isTorn(int stream, long at) {
    return scrambled != null && scrambled.isTorn(stream, at);
  }

  /** Throws the recorded exception unchanged, if there is one. */
  public void rethrow() {
    Failures.rethrow(failure);
  }

  /**
   * Throws the recorded exception unchanged, if there is one, unless it is accepted. It is then
   * forgotten.
   *
   * @param accept returns if the exception can be accepted as the end of the input, and throws it
   *     otherwise
   * @return whether an exception was accepted
   */
  public boolean rethrow(Consumer<RuntimeException> accept) {
    if (failure instanceof RuntimeException exception) {
      accept.accept(exception);
      failure = null;
      return true;
    }
    Failures.rethrow(failure);
    return false;
  }

  /**
   * Sets whether reading stops, as at the end, where other streams replace all streams of a
   * transport stream. A demuxer then gives up what it still holds of the streams that end there.
   */
  public void stopAtJoints(boolean stops) {
    stopsAtJoints = stops;
    joint = -1;
  }

  /** Returns whether reading has stopped at a joint. */
  public boolean isAtJoint() {
    return joint >= 0 && joint == position;
  }

  /** Lets reading go on behind the joint. */
  public void passJoint() {
    joint = -1;
  }

  /** Returns whether a joint has been read without a stop. */
  public boolean hasPassedJoint() {
    return hasPassedJoint;
  }

  @Override
  public int read(BytePointer buffer, int size) {
    monitor.check();
    if (size <= 0) {
      return 0;
    }
    if (isAtJoint()) {
      return -1;
    }
    int count = fill(buffer, size);
    if (count > 0 && joints.isPresent()) {
      count = cut(joints.get(), new BytePointer(buffer).capacity(count).asByteBuffer());
    }
    if (count <= 0) {
      return isAtJoint() ? -1 : count;
    }
    if (packets.isPresent()) {
      packets.get().record(new BytePointer(buffer).capacity(count).asByteBuffer(), position);
    }
    recordTail(buffer, count);
    int known = (int) Math.min(count, Math.max(0, head.length - position));
    if (known < count) {
      ByteBuffer read = new BytePointer(buffer).capacity(count).asByteBuffer();
      recordFront(position + known, read.position(known).slice());
    }
    position += count;
    return count;
  }

  /** Reads what was kept, then from the head or the input; returns −1 at the end. */
  private int fill(BytePointer buffer, int size) {
    int kept = 0;
    if (rest.length > 0 && restAt == position) {
      kept = Math.min(size, rest.length);
      buffer.put(rest, 0, kept);
      rest = Arrays.copyOfRange(rest, kept, rest.length);
      restAt += kept;
      if (kept == size || rest.length > 0 || kept >= ProgramTables.PACKET) {
        return kept;
      }
    } else {
      rest = new byte[0];
    }
    long from = position + kept;
    if (from < head.length) {
      int count = (int) Math.min(size - kept, head.length - from);
      new BytePointer(buffer).position(kept).put(head, (int) from, count);
      return kept + count;
    }
    if (end >= 0 && from >= end) {
      return kept > 0 ? kept : -1;
    }
    ByteBuffer target = new BytePointer(buffer).capacity(size).asByteBuffer().position(kept);
    int count = kept;
    do {
      int more = firstBytes.read(target);
      if (more == 0) {
        more = readInput(position + count, buffer.address() + count, target);
        if (more < 0) {
          end = position + count;
          return count > 0 ? count : -1;
        }
        firstBytes.record(target.duplicate().flip().position(count));
        recordPieces(position + count, more);
      }
      count += more;
    } while (joints.isPresent() && count < LONGEST_PACKET && count < size);
    return count;
  }

  private int readInput(long at, long address, ByteBuffer target) {
    if (address < lentFrom || address >= lentTo) {
      return input.read(at, target);
    }
    int offset = (int) (address - lentFrom);
    int count = ((LendingInput) input).readLent(at, offset, target.remaining());
    target.position(target.position() + Math.max(0, count));
    return count;
  }

  /** Borrows memory of the input for at least so many bytes, if it lends any. */
  Optional<ByteBuffer> lend(int least) {
    Optional<ByteBuffer> found =
        input instanceof LendingInput lender ? lender.lend() : Optional.empty();
    Optional<ByteBuffer> memory = found.filter(lent -> lent.capacity() > least);
    if (found.isPresent() && memory.isEmpty()) {
      giveBack();
    }
    memory.ifPresent(
        lent -> {
          lentFrom = new BytePointer(lent).address();
          lentTo = lentFrom + lent.capacity();
        });
    return memory;
  }

  @Override
  public void giveBack() {
    lentTo = lentFrom;
    ((LendingInput) input).takeBack();
  }

  /** Returns how many bytes to pass on: whole packets, up to a joint. Keeps the others. */
  private int cut(TransportJoints found, ByteBuffer bytes) {
    int count = bytes.limit();
    int until = found.find(bytes, position);
    if (until == 0 && !stopsAtJoints) {
      hasPassedJoint = true;
      until = found.find(bytes, position);
    }
    if (until < 0) {
      int whole = found.whole(count, position);
      until = whole == 0 ? count : whole;
    } else if (stopsAtJoints) {
      joint = position + until;
    } else {
      hasPassedJoint = true;
    }
    byte[] more = new byte[count - until + rest.length];
    bytes.get(until, more, 0, count - until);
    System.arraycopy(rest, 0, more, count - until, rest.length);
    rest = more;
    restAt = position + until;
    return until;
  }

  @Override
  public void write(BytePointer buffer, int size) {
    throw new UnsupportedOperationException("an input");
  }

  @Override
  public long seek(long offset, int whence) {
    if ((whence & AVSEEK_SIZE) != 0) {
      return size().orElse(-1);
    }
    long target =
        switch (whence & 0xff) {
          case SEEK_SET -> offset;
          case SEEK_CUR -> position + offset;
          case SEEK_END -> size().isPresent() ? size().getAsLong() + offset : -1;
          default -> -1;
        };
    // An input that cannot seek can only stay where it is.
    boolean reachable = input.seekable() || target == position;
    if (target < 0 || target > LAST_POSITION || !reachable) {
      return -1;
    }
    if (target != position) {
      moveTo(target);
    }
    return target;
  }

  private void moveTo(long target) {
    joints.ifPresent(TransportJoints::reset);
    joint = -1;
    position = target;
  }

  @Override
  public void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }
}
