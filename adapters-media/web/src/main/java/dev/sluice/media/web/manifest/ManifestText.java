package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A text in UTF-8, as its bytes came: in pieces, which are decoded whenever they are read. So a
 * text takes no more memory than its bytes, also while it is received and read. Immutable.
 */
public final class ManifestText {
  private static final int PIECE = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final List<byte[]> pieces;
  private final int length;

  private ManifestText(List<byte[]> pieces, int length) {
    this.pieces = pieces;
    this.length = length;
  }

  /** Returns this text. */
  static ManifestText of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ManifestText(List.of(bytes), bytes.length);
  }

  /**
   * Reads a text to its end.
   *
   * @param tooLarge makes the failure of a text that has more than {@code maxBytes}
   * @param memory receives the number of bytes of each piece before it is kept
   */
  static ManifestText read(
      InputStream source, int maxBytes, Supplier<SluiceException> tooLarge, IntConsumer memory)
      throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    int length = 0;
    while (true) {
      byte[] piece = source.readNBytes(PIECE);
      length += piece.length;
      if (length > maxBytes) {
        throw tooLarge.get();
      }
      if (piece.length > 0) {
        memory.accept(piece.length);
        pieces.add(piece);
      }
      if (piece.length < PIECE) {
        return new ManifestText(pieces, length);
      }
    }
  }

  /** Returns how many bytes the text has. */
  public int length() {
    return length;
  }

  /** Returns whether the text ends without a line end. */
  public boolean endsInsideLine() {
    if (pieces.isEmpty()) {
      return true;
    }
    byte[] piece = pieces.get(pieces.size() - 1);
    byte last = piece[piece.length - 1];
    return last != '\n' && last != '\r';
  }

  /** Returns the first bytes as a text, as far as they are whole characters. */
  public String head(int bytes) {
    byte[] first = new byte[bytes];
    try (InputStream in = bytes()) {
      int count = in.readNBytes(first, 0, bytes);
      return new String(first, 0, count, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the characters, without a byte order mark. */
  public Reader reader() {
    return new InputStreamReader(bytes(), StandardCharsets.UTF_8);
  }

  private InputStream bytes() {
    List<InputStream> streams = new ArrayList<>();
    for (byte[] piece : pieces) {
      int from = streams.isEmpty() && startsWithMark(piece) ? BYTE_ORDER_MARK.length : 0;
      streams.add(new ByteArrayInputStream(piece, from, piece.length - from));
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  private static boolean startsWithMark(byte[] piece) {
    return piece.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            piece, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }

  /**
   * Returns the lines without their ends.
   *
   * @param tooLong makes the failure of a line that has more than {@code maxLength} characters
   */
  public Stream<String> lines(int maxLength, Supplier<SluiceException> tooLong) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            new Lines(reader(), maxLength, tooLong), Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private static final class Lines implements Iterator<String> {
    private static final int END = -1;

    private final Reader in;
    private final int maxLength;
    private final Supplier<SluiceException> tooLong;
    private final char[] buffer = new char[8_192];
    private int at;
    private int filled;
    private @Nullable String next;

    Lines(Reader in, int maxLength, Supplier<SluiceException> tooLong) {
      this.in = in;
      this.maxLength = maxLength;
      this.tooLong = tooLong;
    }

    @Override
    public boolean hasNext() {
      next = next == null ? line() : next;
      return next != null;
    }

    @Override
    public String next() {
      String line = next == null ? line() : next;
      next = null;
      if (line == null) {
        throw new NoSuchElementException();
      }
      return line;
    }

    private @Nullable String line() {
      int c = read();
      if (c == END) {
        return null;
      }
      StringBuilder line = new StringBuilder();
      for (; c != END && c != '\n' && c != '\r'; c = read()) {
        if (line.length() == maxLength) {
          throw tooLong.get();
        }
        line.append((char) c);
      }
      // A carriage return and the line feed behind it are one end.
      if (c == '\r' && read() != '\n' && at > 0) {
        at--;
      }
      return line.toString();
    }

    private int read() {
      if (at == filled && filled >= 0) {
        at = 0;
        try {
          filled = in.read(buffer);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return filled < 0 ? END : buffer[at++];
    }
  }
}
