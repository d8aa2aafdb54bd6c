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
 * The configuration of Jetty: its address, its timeouts, how it stops, and its error pages.
 *
 * @param grace how long a stop waits for running requests
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

  // Opened here, so that a taken port is our exception; Javalin would log a page about it.
  private ServerConnector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    // How long a close waits for idle connections.
    connector.setShutdownIdleTimeout(200);
    try {
      connector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }
}
