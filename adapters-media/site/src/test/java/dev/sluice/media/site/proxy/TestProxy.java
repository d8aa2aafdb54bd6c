package dev.sluice.media.site.proxy;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.media.web.client.HttpProxy;
import dev.sluice.testkit.site.FaultyProxy;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Optional;

/** Somebody's proxy, with a password: our own one for programs is one. */
public final class TestProxy implements AutoCloseable {
  private final GuardProxy proxy;
  private final FaultyProxy counting;

  private TestProxy(GuardProxy proxy) {
    this.proxy = proxy;
    this.counting = FaultyProxy.to(proxy.address().getPort());
  }

  /**
   * @param policy what it dials
   */
  public static TestProxy start(AddressPolicy policy) {
    return new TestProxy(
        GuardProxy.start(
            policy, new UpstreamDialer(Optional.empty()), new SecureRandom(), 64L << 20));
  }

  public HttpProxy address() {
    URI behind = proxy.address();
    return HttpProxy.parse(
        "http://%s@127.0.0.1:%s".formatted(behind.getUserInfo(), counting.port()));
  }

  /** How many requests came; each has a connection of its own. */
  public int asked() {
    return counting.acceptedConnections();
  }

  @Override
  public void close() {
    counting.close();
    proxy.close();
  }
}
