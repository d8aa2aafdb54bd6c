package dev.sluice.shows.feed.fetch;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.shared.BoundedGzipStream;
import dev.sluice.shows.feed.parse.FeedBudget;
import dev.sluice.shows.feed.parse.FeedFailures;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.zip.ZipException;

/** The bytes of a feed as its publisher wrote them: inflated, counted, and within the time. */
final class FeedBody {
  private static final int BUFFER = 1 << 14;
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;

  private FeedBody() {}

  /**
   * The answer's body. What breaks on the way is a {@link SluiceException} and no {@link
   * IOException}.
   */
  static BufferedInputStream of(WebClient.Response answer, FeedBudget budget) throws IOException {
    String encoding = answer.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    boolean announced = encoding.equals("gzip") || encoding.equals("x-gzip");
    if (!announced && !encoding.isEmpty() && !encoding.equals("identity")) {
      throw FeedFailures.invalid(
          answer.uri(),
          "comes with the Content-Encoding %s, although only gzip was offered"
              .formatted(encoding.length() > 40 ? "of a long name" : encoding));
    }
    length(answer).ifPresent(bytes -> budget.announced(bytes, announced));
    Wire wire = new Wire(answer, budget);
    BufferedInputStream raw = new BufferedInputStream(wire, BUFFER);
    // Some name a file.xml.gz, or say gzip of what is not: the bytes know better than the head.
    if (!isGzip(raw)) {
      return new BufferedInputStream(new Counted(raw, budget::inflated), BUFFER);
    }
    InputStream counted = new Counted(raw, budget::compressed);
    return new BufferedInputStream(
        new Counted(new Inflated(counted, answer.uri()), budget::inflated), BUFFER);
  }

  private static OptionalLong length(WebClient.Response answer) {
    String text = answer.header("Content-Length").orElse("").strip();
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static boolean isGzip(BufferedInputStream raw) throws IOException {
    raw.mark(2);
    boolean found = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
    raw.reset();
    return found;
  }

  /** The bytes from the host, whose failures differ from those of their content. */
  private static final class Wire extends FilterInputStream {
    private final FeedBudget budget;
    private final URI at;

    Wire(WebClient.Response answer, FeedBudget budget) {
      super(answer.body());
      this.budget = budget;
      this.at = answer.uri();
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      budget.checkTime();
      try {
        return in.read(into, offset, length);
      } catch (SocketTimeoutException e) {
        budget.checkTime();
        throw new SluiceException(
            FailureCode.SOURCE_STALLED,
            "The feed %s stopped coming before its end".formatted(SourceUrl.redacted(at)),
            e);
      } catch (IOException e) {
        budget.checkTime();
        throw new SluiceException(
            FailureCode.SOURCE_CUT,
            "The connection broke before the end of the feed %s".formatted(SourceUrl.redacted(at)),
            e);
      }
    }
  }

  private static final class Counted extends FilterInputStream {
    private final IntConsumer counter;

    Counted(InputStream source, IntConsumer counter) {
      super(source);
      this.counter = counter;
    }

    @Override
    public int read() throws IOException {
      int found = in.read();
      if (found >= 0) {
        counter.accept(1);
      }
      return found;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      if (count > 0) {
        counter.accept(count);
      }
      return count;
    }

    // The JDK's gzip asks this before it looks for another member, and a network's stream says 0
    // wherever its buffer happens to end.
    @Override
    public int available() {
      return 1;
    }
  }

  private static final class Inflated extends InputStream {
    private final InputStream source;
    private final URI at;
    private BoundedGzipStream gzip;

    Inflated(InputStream source, URI at) {
      this.source = source;
      this.at = at;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        if (gzip == null) {
          gzip = new BoundedGzipStream(source, BUFFER);
        }
        return gzip.read(into, offset, length);
      } catch (ZipException | EOFException e) {
        throw FeedFailures.invalid(
            at, "is cut or damaged within its gzip; ask again later, or ask its publisher", e);
      }
    }
  }
}
