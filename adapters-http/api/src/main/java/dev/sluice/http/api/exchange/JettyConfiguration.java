package dev.sluice.http.api.exchange;

import io.javalin.config.JettyConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/**
 * The container below the routes: where it listens, how it stops, what it says by itself.
 *
 * @param grace how long a stop waits for requests under way
 */
public record JettyConfiguration(String host, int port, Duration grace, RequestIds ids) {
  /** Longer than the longest long poll, which sends nothing meanwhile. */
  private static final Duration IDLE = Duration.ofSeconds(90);

  public void configure(JettyConfig jetty) {
    jetty.addConnector(this::connector);
    jetty.modifyServer(
        server -> {
          server.setStopTimeout(grace.toMillis());
          server.insertHandler(new GracefulHandler());
          server.setErrorHandler(new JettyErrorHandler(ids));
        });
  }

  // Opened here and not at the start of the whole: Javalin would write a page about it to the log.
  private ServerConnector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    // How long a close looks at connections on which nothing happens.
    connector.setShutdownIdleTimeout(200);
    try {
      connector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }
}
