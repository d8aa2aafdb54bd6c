package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Expands the shows that a test offers, under their URLs or those of their feeds. Thread-safe. */
public final class FakeShowExpander implements ShowExpander {
  private final Map<SourceUrl, Object> offers = new ConcurrentHashMap<>();
  private final List<ShowQuery> asked = new CopyOnWriteArrayList<>();
  private final Gate gate = new Gate();
  private final InstantSource clock;

  /**
   * @param clock the engine's clock, which decides whether a deadline has passed
   */
  public FakeShowExpander(InstantSource clock) {
    this.clock = clock;
  }

  /** Serves this show under the URL. */
  public FakeShowExpander offer(String url, Show show) {
    offers.put(SourceUrl.parse(url), show);
    return this;
  }

  /** Makes every expansion of the URL fail. */
  public FakeShowExpander refuse(String url, SluiceException failure) {
    offers.put(SourceUrl.parse(url), failure);
    return this;
  }

  @Override
  public boolean recognises(ShowQuery query) {
    return offers.containsKey(key(query));
  }

  @Override
  public Show expand(ShowQuery query, Instant deadline) {
    Object offer = offers.get(key(query));
    if (offer == null) {
      throw new AssertionError("expanded " + query.url() + ", which this expander does not know");
    }
    if (!clock.instant().isBefore(deadline)) {
      throw new SluiceException(FailureCode.SHOW_TIMEOUT, "The deadline has passed");
    }
    asked.add(query);
    gate.pass(StageMonitor.none(), () -> false);
    if (offer instanceof SluiceException failure) {
      throw failure.copy();
    }
    return (Show) offer;
  }

  private static SourceUrl key(ShowQuery query) {
    return query.feed().orElse(query.url());
  }

  /** Returns a gate that, while it is closed, blocks every expansion. */
  public Gate gate() {
    return gate;
  }

  /** Returns every query, in order, with repetitions. */
  public List<ShowQuery> asked() {
    return List.copyOf(asked);
  }
}
