package dev.sluice.media.web.subtitle;

import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converts subtitles to WebVTT while they are read, piece by piece. The first bytes tell the
 * format. An input in another format is passed on unchanged. For one reader, in order.
 */
final class SubtitleInput extends MediaInput.Forwarding {
  private static final int CHUNK = 64 << 10;

  /** Bytes for the cues that go on into the next piece, and for the cues of a small text. */
  private static final long RESERVED = 3L * SubtitleConverter.LARGEST;

  /** Further bytes of a conversion for each byte read: copies of the parser, cues and text. */
  private static final long FOR_EACH_BYTE = 8;

  /** What it takes at most, as only one document or box is in memory. In bytes. */
  private static final long LARGEST_CONVERSION = 7L * SubtitleConverter.LARGEST;

  /** How far the root of a TTML document may be from its beginning. */
  private static final int HEAD = 16 << 10;

  // Each attempt ends at the next "<", so that all of them together take linear time.
  private static final Pattern TTML = Pattern.compile("<(?:[\\w.-]+:)?tt\\s[^<>]*xmlns");

  private static final Set<String> BOXES =
      Set.of("ftyp", "styp", "moov", "moof", "sidx", "emsg", "prft", "free");

  /** Pictures begin with such a box, too. */
  private static final Set<String> PICTURES =
      Set.of("avif", "avis", "mif1", "msf1", "heic", "heix", "heim", "heis", "hevc", "hevx");

  private static final int BOX_NAME = 4;
  private static final int BRAND = 8;

  private static final String PURPOSE = "the conversion of subtitles";

  private final MediaInput origin;
  private final HeapBudget.Reservation memory;
  private final AtomicLong reserved = new AtomicLong();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);

  /** The position of the chunk's first byte. */
  private long chunkFrom;

  private boolean isDecided;
  private byte[] head = new byte[0];
  private @Nullable SubtitleConverter converter;
  private Optional<Piece> done = Optional.empty();
  private Optional<Piece> shown = Optional.empty();
  private ByteBuffer ready = ByteBuffer.allocate(0);
  private long out;
  private boolean ended;

  /** Bytes that the conversion of the current piece has reserved. */
  private long inUse;

  SubtitleInput(MediaInput origin, HeapBudget.Reservation memory) {
    super(origin);
    this.origin = origin;
    this.memory = memory;
  }

  /** Returns the memory; nothing is read afterwards. */
  void release() {
    memory.release(reserved.getAndSet(0));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.empty();
  }

  @Override
  public boolean seekable() {
    return false;
  }

  @Override
  public Optional<Piece> pieceAt(long position) {
    return isDecided && converter == null
        ? origin.pieceAt(position)
        : shown.filter(piece -> piece.from() <= position);
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    if (!isDecided) {
      decide();
    }
    if (converter == null) {
      return readUnchanged(position, buffer);
    }
    if (position != out && !(ended && position > out)) {
      throw new IllegalArgumentException(
          "this source can only be read in order: at " + out + ", not at " + position);
    }
    while (!ready.hasRemaining()) {
      if (ended) {
        return -1;
      }
      fill(converter);
    }
    int count = Math.min(ready.remaining(), buffer.remaining());
    buffer.put(ready.slice(ready.position(), count));
    ready.position(ready.position() + count);
    out += count;
    return count;
  }

  private int readUnchanged(long position, ByteBuffer buffer) {
    if (position >= head.length) {
      return origin.read(position, buffer);
    }
    int count = Math.min(buffer.remaining(), head.length - (int) position);
    buffer.put(head, (int) position, count);
    return count;
  }

  private void decide() {
    chunk.clear();
    do {
      if (origin.read(chunk.position(), chunk) < 0) {
        break;
      }
    } while (isUndecided(chunk));
    chunk.flip();
    isDecided = true;
    converter = converter();
    if (converter == null) {
      head = Arrays.copyOf(chunk.array(), chunk.limit());
    } else {
      memory.require(RESERVED, PURPOSE);
      reserved.set(RESERVED);
    }
  }

  private @Nullable SubtitleConverter converter() {
    if (isMp4(StandardCharsets.ISO_8859_1.decode(chunk.duplicate()).toString())) {
      return new FragmentConverter();
    }
    return TTML.matcher(text(chunk)).find() ? new TtmlConverter() : null;
  }

  private static boolean isUndecided(ByteBuffer bytes) {
    if (bytes.position() < BRAND + BOX_NAME) {
      return true;
    }
    String text = text(bytes.duplicate().flip());
    return bytes.position() < HEAD && text.strip().startsWith("<") && !TTML.matcher(text).find();
  }

  /** Returns the text of any Unicode encoding, as far as it is ASCII. */
  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1
        .decode(bytes.duplicate())
        .toString()
        .replace("\0", "")
        .replaceFirst("^(\u00ef\u00bb\u00bf|\u00fe\u00ff|\u00ff\u00fe)", "");
  }

  private static boolean isMp4(String text) {
    return text.length() >= BRAND + BOX_NAME
        && BOXES.contains(text.substring(BOX_NAME, BRAND))
        && !PICTURES.contains(text.substring(BRAND, BRAND + BOX_NAME));
  }

  /** Converts the next piece, or all of an input without pieces. */
  private void fill(SubtitleConverter converting) {
    try {
      convert(converting);
    } finally {
      memory.release(inUse);
      inUse = 0;
    }
  }

  private void reserve(long bytes) {
    long more = Math.min(FOR_EACH_BYTE * bytes, LARGEST_CONVERSION - inUse);
    memory.require(more, PURPOSE);
    inUse += more;
  }

  private void convert(SubtitleConverter converting) {
    CueText text = converting.text();
    Optional<Piece> current = Optional.empty();
    boolean endsSection = false;
    while (true) {
      if (!chunk.hasRemaining() && !readChunk()) {
        ended = true;
        endsSection = true;
        break;
      }
      Optional<Piece> found = nextPiece();
      if (current.isPresent() && found.isPresent() && !found.equals(current)) {
        endsSection = found.get().section() != current.get().section();
        break;
      }
      current = current.or(() -> found);
      current.ifPresent(text::enter);
      int count = chunk.remaining();
      reserve(count);
      converting.add(chunk);
      chunkFrom += count;
      chunk.limit(0);
    }
    converting.endPiece();
    if (endsSection) {
      text.finish();
    }
    done = current.or(() -> done);
    shown = current.or(() -> shown).map(piece -> text.placed(piece, out));
    ready = ByteBuffer.wrap(text.take());
    if (endsSection) {
      text.begin();
    }
  }

  /** Returns the piece of the chunk; empty for the init segment in front of one. */
  private Optional<Piece> nextPiece() {
    return origin.pieceAt(chunkFrom).filter(piece -> !done.equals(Optional.of(piece)));
  }

  private boolean readChunk() {
    chunk.clear();
    int count = origin.read(chunkFrom, chunk);
    chunk.flip();
    return count >= 0;
  }
}
