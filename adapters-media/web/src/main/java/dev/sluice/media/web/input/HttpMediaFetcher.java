package dev.sluice.media.web.input;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.BodyReader;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.origin.Origin;
import dev.sluice.media.web.origin.OriginResponse;
import dev.sluice.media.web.origin.Transfer;
import dev.sluice.media.web.origin.TransferStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetches the file behind any http(s) URL: in chunks over several connections if the origin
 * supports ranges, else over one. Each response is checked against its request; a transfer that
 * breaks off is continued where it stopped. If the responses contradict each other, the file is
 * requested as a whole and read in order. Thread-safe. Closing it ends every open input.
 */
public final class HttpMediaFetcher implements MediaFetcher, AutoCloseable {
  private static final Logger LOG = System.getLogger(HttpMediaFetcher.class.getName());

  private static final int MAX_RING_BYTES = 8 << 20;
  private static final long IDLE_SECONDS = 5;

  /** How many lists may lead to a source, one after the other. */
  private static final int MAX_DEPTH = 3;

  /** How many inputs the pooled memory is enough for. */
  private static final int INPUTS = 2;

  private final WebClient web;
  private final HttpFetchSettings settings;
  private final List<ManifestFormat> formats;
  private final Optional<MediaFetcher> pages;
  private final ExecutorService executor;
  private final ChunkPool memory;

  /** Creates a fetcher of files, without manifests, with the default settings. */
  public HttpMediaFetcher(WebClient web) {
    this(web, HttpFetchSettings.DEFAULT);
  }

  public HttpMediaFetcher(WebClient web, HttpFetchSettings settings) {
    this(web, settings, List.of(), Optional.empty());
  }

  /**
   * Creates a fetcher with daemon threads of its own.
   *
   * @param formats open manifests; the first that recognises one opens it
   * @param pages opens web pages
   */
  public HttpMediaFetcher(
      WebClient web,
      HttpFetchSettings settings,
      List<ManifestFormat> formats,
      Optional<MediaFetcher> pages) {
    this(web, settings, formats, pages, daemons());
  }

  /**
   * Creates a fetcher.
   *
   * @param threads makes the threads that load: up to {@code connections} for each open input
   */
  public HttpMediaFetcher(
      WebClient web,
      HttpFetchSettings settings,
      List<ManifestFormat> formats,
      Optional<MediaFetcher> pages,
      ThreadFactory threads) {
    this.formats = List.copyOf(formats);
    this.pages = pages;
    this.web = Objects.requireNonNull(web);
    this.settings = Objects.requireNonNull(settings);
    this.memory = new ChunkPool(settings.chunkBytes(), INPUTS * (settings.connections() + 2));
    this.executor =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            threads);
  }

  /** Returns true for every http(s) URL: ask this fetcher last. */
  @Override
  public boolean handles(SourceUrl url) {
    return true;
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    return opened(request, monitor, web.session());
  }

  private Media opened(FetchRequest request, StageMonitor monitor, WebClient session) {
    return new SessionMedia(open(request, monitor, session, 0), new Session(session));
  }

  private Media open(FetchRequest request, StageMonitor monitor, WebClient session, int depth) {
    monitor.check();
    Opening opening = new Opening(request, monitor, session, depth);
    try {
      return opening.open();
    } catch (RuntimeException e) {
      opening.scope.close();
      // However a cancelled request fails, the job's own reason goes first.
      monitor.check();
      throw e;
    } finally {
      opening.parsing.close();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  ChunkPool memory() {
    return memory;
  }

  private Optional<ManifestFormat> formatOf(ContentSniffer sniffer) {
    String text = sniffer.text();
    return formats.stream().filter(known -> known.begins(text)).findFirst();
  }

  /** Opens the further files of a source. */
  private final class Session implements MediaFetcher {
    private final WebClient session;

    Session(WebClient session) {
      this.session = session;
    }

    @Override
    public boolean handles(SourceUrl url) {
      return true;
    }

    @Override
    public Media open(FetchRequest request, StageMonitor monitor) {
      return opened(request, monitor, session);
    }
  }

  /** Opens one source, or the one that a list leads to, with one session's cookies. Used once. */
  private final class Opening {
    private final FetchRequest request;
    private final StageMonitor monitor;
    private final FetchScope scope;

    /** Ends when a manifest has been parsed. */
    private final FetchScope parsing;

    private final WebClient session;
    private final int depth;
    private final Origin origin;

    /**
     * Creates an opening that has not begun.
     *
     * @param depth how many lists have led here
     */
    Opening(FetchRequest request, StageMonitor monitor, WebClient session, int depth) {
      this.request = request;
      this.monitor = monitor;
      this.session = session;
      this.depth = depth;
      this.scope = new FetchScope(monitor);
      this.parsing = new FetchScope(monitor);
      this.origin = new Origin(session, settings, request.url().uri());
    }

    Media open() {
      OriginResponse first = origin.open(scope);
      boolean isSmall = first.total() > 0 && first.total() <= settings.chunkBytes();
      return !first.compressed() && (first.ranges() || isSmall)
          ? ranged(first)
          : sequential(first, new DownloadProgress(monitor, -1));
    }

    private Media ranged(OriginResponse first) {
      DownloadProgress progress = new DownloadProgress(monitor, origin.total());
      FetchScope ranges = scope.child();
      RangedInput input =
          new RangedInput(origin, ranges, executor, progress, settings, memory, first.type());
      Chunk chunk = input.first();
      Transfer transfer = Transfer.ofPart(origin, chunk.scope, first, chunk.length);
      InputStream source = new TransferStream(transfer);
      ContentSniffer sniffer = ContentSniffer.of(origin, first.type(), chunk.length, source);
      Optional<ManifestFormat> format = formatOf(sniffer);
      if (format.isEmpty() && sniffer.isPage()) {
        return page(sniffer);
      }
      if (format.isPresent()) {
        // A manifest that is larger than a chunk is requested again as a whole.
        boolean all = origin.total() == chunk.length;
        Manifest manifest =
            all
                ? manifest(first, sniffer, source)
                : new HttpFiles(session, settings).readManifest(first.response().uri(), parsing);
        return described(format.get(), manifest);
      }
      chunk.begin(sniffer.bytes(), sniffer.length());
      try {
        input.begin(transfer);
      } catch (SluiceException e) {
        input.close();
        if (!Origin.isContradiction(e)) {
          throw e;
        }
        LOG.log(
            Level.INFO,
            "The server of {0} contradicts itself; the source is read in order ({1})",
            request.url(),
            e.getMessage());
        return sequential(origin.reopen(scope), progress);
      }
      return new HttpMedia(
          input,
          first.proposedName(),
          () -> {
            input.close();
            scope.close();
          });
    }

    private Media sequential(OriginResponse first, DownloadProgress progress) {
      progress.readInOrder(size(first));
      TransferStream raw = new TransferStream(Transfer.ofWhole(origin, scope, first));
      InputStream source = first.compressed() ? BodyReader.decompressed(origin, raw) : raw;
      ContentSniffer sniffer =
          ContentSniffer.of(origin, first.type(), ManifestFormat.HEAD_BYTES, source);
      Optional<ManifestFormat> format = formatOf(sniffer);
      if (format.isEmpty() && sniffer.isPage()) {
        return page(sniffer);
      }
      if (format.isPresent()) {
        return described(format.get(), manifest(first, sniffer, source));
      }
      // Known now: if the first response brought no byte, another one may have another length.
      long total = size(first);
      progress.readInOrder(total);
      int ring = (int) Math.min(MAX_RING_BYTES, Math.max(2L * settings.chunkBytes(), 1 << 17));
      SequentialInput input =
          new SequentialInput(
              origin,
              scope,
              progress,
              source,
              ring,
              settings.maxSourceBytes(),
              total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
              first.type());
      input.begin(sniffer.bytes(), sniffer.length(), executor);
      return new HttpMedia(input, first.proposedName(), scope::close);
    }

    private Media described(ManifestFormat format, Manifest manifest) {
      scope.close();
      Optional<SourceUrl> target = format.leadsTo(manifest);
      if (target.isEmpty()) {
        return format.open(manifest, session, request, monitor);
      }
      if (depth == MAX_DEPTH) {
        throw new SluiceException(
            FailureCode.STREAM_UNSUPPORTED,
            "The list leads to lists of channels or files only: " + request.url());
      }
      FetchRequest next =
          new FetchRequest(
              target.get(), request.output(), request.live(), request.tenant(), request.isProbe());
      return HttpMediaFetcher.this.open(next, monitor, session, depth + 1);
    }

    private long size(OriginResponse first) {
      return first.compressed() ? -1 : origin.total();
    }

    private Media page(ContentSniffer sniffer) {
      MediaFetcher reader = pages.orElseThrow(sniffer::unreadablePage);
      scope.close();
      return reader.open(request, monitor);
    }

    private Manifest manifest(OriginResponse first, ContentSniffer sniffer, InputStream source) {
      InputStream sniffed = new ByteArrayInputStream(sniffer.bytes(), 0, sniffer.length());
      return BodyReader.manifest(
          origin, first.response(), new SequenceInputStream(sniffed, source), parsing);
    }
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
