package dev.sluice.media.http;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.WebClient;
import dev.sluice.core.request.SourceUrl;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Fetches the file behind any http(s) URL: in chunks over several connections where the origin
 * answers the first question with a range, in one go where it does not. Each answer is checked
 * against the question; a cut is taken up where it happened. Thread-safe. Closing it ends every
 * input that is still open.
 */
public final class HttpMediaFetcher implements MediaFetcher, AutoCloseable {
  private static final int LARGEST_RING = 8 << 20;
  private static final long IDLE_SECONDS = 5;

  private final WebClient web;
  private final HttpFetchSettings settings;
  private final ExecutorService executor;

  /** With the default settings and daemon threads of its own. */
  public HttpMediaFetcher(WebClient web) {
    this(web, HttpFetchSettings.DEFAULT);
  }

  public HttpMediaFetcher(WebClient web, HttpFetchSettings settings) {
    this(web, settings, daemons());
  }

  /**
   * @param threads makes the threads that load: up to {@code connections} for each open input
   */
  public HttpMediaFetcher(WebClient web, HttpFetchSettings settings, ThreadFactory threads) {
    this.web = Objects.requireNonNull(web);
    this.settings = Objects.requireNonNull(settings);
    this.executor =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads);
  }

  /** Every http(s) URL: this is the fetcher to ask last. */
  @Override
  public boolean handles(SourceUrl url) {
    return true;
  }

  @Override
  public Media open(SourceUrl url, StageMonitor monitor) {
    monitor.check();
    FetchScope scope = new FetchScope(monitor);
    try {
      Origin origin = new Origin(web, settings, url.uri());
      OriginAnswer first = origin.open(scope);
      MediaInput input = input(origin, first, scope, monitor);
      return new HttpMedia(scope, input, first.proposedName());
    } catch (RuntimeException e) {
      scope.close();
      // Whatever a cancelled request looks like from below, the reason is the monitor's.
      monitor.check();
      throw e;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private MediaInput input(
      Origin origin, OriginAnswer first, FetchScope scope, StageMonitor monitor) {
    boolean small = first.total() > 0 && first.total() <= settings.chunkBytes();
    if (!first.compressed() && (first.ranges() || small)) {
      return ranged(origin, first, scope, monitor);
    }
    return sequential(origin, first, scope, monitor);
  }

  private MediaInput ranged(
      Origin origin, OriginAnswer first, FetchScope scope, StageMonitor monitor) {
    Arrivals arrivals = new Arrivals(monitor, origin.total());
    RangedInput input = new RangedInput(origin, scope, executor, arrivals, settings, first.type());
    Chunk chunk = input.first();
    Transfer transfer = new Transfer(origin, chunk.scope, first, chunk.length);
    chunk.filled =
        head(origin, first.type(), chunk.bytes, chunk.length, new TransferStream(transfer));
    input.begin(transfer);
    return input;
  }

  private MediaInput sequential(
      Origin origin, OriginAnswer first, FetchScope scope, StageMonitor monitor) {
    long total = first.compressed() ? -1 : origin.total();
    TransferStream raw = new TransferStream(new Transfer(origin, scope, first, origin.total()));
    InputStream source = first.compressed() ? decompressed(origin, raw) : raw;
    int ring = (int) Math.min(LARGEST_RING, Math.max(2L * settings.chunkBytes(), 1 << 17));
    SequentialInput input =
        new SequentialInput(
            origin,
            scope,
            new Arrivals(monitor, total),
            source,
            ring,
            settings.maxSourceBytes(),
            total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
            first.type());
    byte[] head = new byte[WebPages.HEAD_BYTES];
    int length = head(origin, first.type(), head, head.length, source);
    input.begin(head, length, executor);
    return input;
  }

  private static InputStream decompressed(Origin origin, InputStream raw) {
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (ZipException | EOFException e) {
      throw origin.failure(FailureCode.SOURCE_CUT, "The source's compressed bytes are damaged", e);
    } catch (IOException e) {
      throw new SluiceException(FailureCode.INTERNAL, "The source cannot be decompressed", e);
    }
  }

  /** Reads the first bytes: at least one, and as many as it takes to see whether it is a page. */
  private static int head(
      Origin origin, Optional<String> type, byte[] into, int length, InputStream source) {
    int most = Math.min(length, WebPages.HEAD_BYTES);
    int least = WebPages.announced(type) ? most : 1;
    int filled = 0;
    try {
      while (filled < least) {
        int count = source.read(into, filled, most - filled);
        if (count < 0) {
          break;
        }
        filled += count;
      }
    } catch (IOException e) {
      throw origin.failure(FailureCode.SOURCE_CUT, "The source's first bytes are damaged", e);
    }
    if (filled == 0) {
      throw origin.empty();
    }
    if (WebPages.recognised(type, into, filled)) {
      throw origin.failure(
          FailureCode.NOT_MEDIA,
          "A web page was found where media was expected; give the address of the media file itself",
          null);
    }
    return filled;
  }

  private static ThreadFactory daemons() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "sluice-fetch-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
