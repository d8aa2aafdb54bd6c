package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Serves media from memory, and is stricter than the web: it reports misuse when media is read
 * after it was closed or after it said that the job is cancelled, when an input has two readers at
 * once, and when a stream is read out of order. A test ends with {@link #assertNothingIsOpen()}.
 * Thread-safe.
 */
public final class FakeMediaFetcher implements MediaFetcher {
  private final Map<SourceUrl, FakeSource> sources = new ConcurrentHashMap<>();
  private final List<FetchRequest> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final MisuseLog misuses = new MisuseLog();
  private final Gate openGate = new Gate();
  private final Gate readGate = new Gate();
  private volatile Predicate<SourceUrl> handled = url -> true;
  private volatile @Nullable FakeSource standard;

  /** A fetcher that serves this source under every URL without one of its own. */
  public static FakeMediaFetcher serving(FakeSource source) {
    FakeMediaFetcher fetcher = new FakeMediaFetcher();
    fetcher.standard = source;
    return fetcher;
  }

  /** A fetcher without sources: every URL fails with SOURCE_NOT_FOUND. */
  public static FakeMediaFetcher empty() {
    return new FakeMediaFetcher();
  }

  private FakeMediaFetcher() {}

  /** Serves this source under the URL. */
  public FakeMediaFetcher offer(String url, FakeSource source) {
    sources.put(SourceUrl.parse(url), source);
    return this;
  }

  /** Handles only these URLs; without this call, all. */
  public FakeMediaFetcher handlingOnly(Predicate<SourceUrl> urls) {
    handled = urls;
    return this;
  }

  @Override
  public boolean handles(SourceUrl url) {
    return handled.test(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    SourceUrl url = request.url();
    if (!handles(url)) {
      throw misuses.about("opened " + url + ", which this fetcher does not handle");
    }
    asked.add(request);
    openGate.pass(monitor, () -> false);
    monitor.check();
    FakeSource own = sources.get(url);
    FakeSource source = own == null ? standard : own;
    if (source == null) {
      throw new SluiceException(
          FailureCode.SOURCE_NOT_FOUND, "The origin has nothing under " + url + " (404)");
    }
    if (source.openFailure().isPresent()) {
      throw source.openFailure().get().copy();
    }
    open.incrementAndGet();
    return new FakeMedia(source, monitor, readGate, misuses, open::decrementAndGet);
  }

  /** Returns a gate that, while it is closed, blocks every open before the origin responds. */
  public Gate openGate() {
    return openGate;
  }

  /** Returns a gate that, while it is closed, blocks every read before the next bytes. */
  public Gate readGate() {
    return readGate;
  }

  /** Returns every URL that was opened, in order, with repetitions. */
  public List<SourceUrl> opened() {
    return asked.stream().map(FetchRequest::url).toList();
  }

  /** Returns the requests, in order. */
  public List<FetchRequest> asked() {
    return List.copyOf(asked);
  }

  /** Returns how many media are open. */
  public int openCount() {
    return open.get();
  }

  /** Returns what callers did that the port forbids. */
  public List<String> misuses() {
    return misuses.all();
  }

  /** Asserts that all media was closed and that no caller misused the port. */
  public void assertNothingIsOpen() {
    if (open.get() != 0) {
      throw new AssertionError(open.get() + " opened media was not closed");
    }
    if (!misuses.all().isEmpty()) {
      throw new AssertionError("the fetcher was misused: " + misuses.all());
    }
  }
}
