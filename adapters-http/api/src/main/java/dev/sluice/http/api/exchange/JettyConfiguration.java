package dev.sluice.http.api.exchange;

import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import dev.sluice.http.api.limits.ConnectionLimiter;
import io.javalin.config.JettyConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.BufferedResponseHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The configuration of Jetty: its address, its threads, its timeouts, how it stops, and its error
 * pages.
 *
 * @param grace how long a stop waits for running requests
 */
public record JettyConfiguration(
    String host, int port, Duration grace, RequestIds ids, Limits limits) {
  private static final int MAX_LARGE_BODIES = 32;
  private static final int MAX_LARGE_BODIES_PER_ADDRESS = 16;

  /** Jetty's own threads only move bytes. */
  private static final int JETTY_THREADS = 32;

  /** Longer than the longest long poll, which sends nothing meanwhile. */
  private static final Duration IDLE = Duration.ofSeconds(90);

  /**
   * What clients may use.
   *
   * @param workers how many requests may wait for a database or a source at a time
   * @param bodyWindow how long a client may take for a part of a body
   */
  public record Limits(
      int workers, Duration bodyWindow, ConnectionLimiter connections, UnreadResponses unread) {}

  public void configure(JettyConfig jetty) {
    QueuedThreadPool threads = new QueuedThreadPool(JETTY_THREADS);
    threads.setName("sluice-jetty");
    jetty.threadPool = threads;
    jetty.addConnector(this::connector);
    jetty.modifyServer(
        server -> {
          server.setStopTimeout(grace.toMillis());
          server.insertHandler(dispatcher());
          server.insertHandler(buffered());
          server.insertHandler(limits.unread());
          server.insertHandler(new GracefulHandler());
          server.setErrorHandler(new JettyErrorHandler(ids));
        });
  }

  private RequestDispatcher dispatcher() {
    ConcurrencyLimiter<String> largeBodies =
        ConcurrencyLimiter.perAddress(
            "large request bodies", MAX_LARGE_BODIES, MAX_LARGE_BODIES_PER_ADDRESS);
    return new RequestDispatcher(
        limits.workers(), new RequestBodyReader(largeBodies, limits.bodyWindow()), limits.unread());
  }

  // A client that does not read an answer holds memory for it, and no thread.
  private static BufferedResponseHandler buffered() {
    BufferedResponseHandler buffered = new BufferedResponseHandler();
    buffered.includeMethod("POST", "PATCH", "DELETE");
    buffered.excludeMimeType("text/event-stream");
    buffered.excludePath(LinkedObjects.PREFIX + "*", "/swagger/*", "/openapi.json");
    return buffered;
  }

  // Opened here, so that a taken port is our exception; Javalin would log a page about it.
  private ServerConnector connector(Server server, HttpConfiguration http) {
    http.setSendServerVersion(false);
    ServerConnector connector =
        new ServerConnector(server, new HttpConnectionFactory(http)) {
          @Override
          protected SocketChannelEndPoint newEndPoint(
              SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            return new WatchedEndPoint(
                channel, selector, key, getScheduler(), IDLE, limits.connections());
          }
        };
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
