package dev.sluice.testkit.site;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.sample.ByteSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small web site on 127.0.0.1 that serves what a test registers, over HTTP/1.1 with kept-alive
 * connections, with the faults that a {@link SiteResource} injects. It records every request.
 * Thread-safe; all its threads are daemons and end with {@link #close()}.
 */
public final class LoopbackSite implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Map<String, SiteResource> resources = new ConcurrentHashMap<>();
  private final List<SiteRequest> requests = new CopyOnWriteArrayList<>();
  private final Set<SiteConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean closed;

  private LoopbackSite(ServerSocketChannel server) {
    this.server = server;
  }

  /** A running site without resources: every path is 404. */
  public static LoopbackSite start() {
    try {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress("127.0.0.1", 0), 200);
      LoopbackSite site = new LoopbackSite(server);
      daemon("loopback-site", site::accept);
      return site;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the port on 127.0.0.1. */
  public int port() {
    return server.socket().getLocalPort();
  }

  /** Returns {@code http://127.0.0.1:<port><path>}; a query may follow the path. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** Returns {@link #uri} as a source URL. */
  public SourceUrl url(String path) {
    return SourceUrl.parse(uri(path).toString());
  }

  /** Serves these bytes under a path such as {@code /talk.mp4}; replaces an earlier resource. */
  public SiteResource serve(String path, byte[] bytes) {
    return serve(path, ByteSource.of(bytes));
  }

  /** Serves a file. */
  public SiteResource serve(String path, Path file) {
    return serve(path, ByteSource.of(file));
  }

  /** Serves a source of bytes. */
  public SiteResource serve(String path, ByteSource source) {
    SiteResource resource = new SiteResource(source);
    resources.put(path, resource);
    return resource;
  }

  /** Redirects requests for the path with 302. */
  public SiteResource redirect(String path, String location) {
    return serve(path, new byte[0]).redirect(302, location);
  }

  /** Returns all requests so far, in the order of their arrival. */
  public List<SiteRequest> requests() {
    return List.copyOf(requests);
  }

  /** Returns the requests for this path so far. */
  public List<SiteRequest> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  /** Returns how many connections were accepted so far. */
  public int acceptedConnections() {
    return accepted.get();
  }

  /**
   * Returns how many bytes were sent so far, heads included. What the operating system has taken
   * counts, even if the client never read it.
   */
  public long sentBytes() {
    return sent.get();
  }

  /** Returns how many connections are open. */
  public int openConnections() {
    return connections.size();
  }

  /** Returns how many requests are being answered. */
  public int openTransfers() {
    return (int) connections.stream().filter(SiteConnection::busy).count();
  }

  /** Ends all connections at once, as a crash would; new ones are accepted. */
  public void dropConnections() {
    connections.forEach(SiteConnection::close);
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dropConnections();
  }

  /** Returns whether the connection can take another request. */
  boolean answer(SiteRequest request, Writer writer) throws IOException {
    requests.add(request);
    SiteResource resource = resources.get(request.path());
    if (resource == null) {
      return writer.write(SiteResponse.plain(404, "Nothing here"));
    }
    resource.begins();
    try {
      SiteResponse answer = resource.answer(request);
      return answer != null && writer.write(answer);
    } finally {
      resource.ends();
    }
  }

  /** Sends a response. */
  @FunctionalInterface
  interface Writer {
    boolean write(SiteResponse answer) throws IOException;
  }

  void sent(int bytes) {
    sent.addAndGet(bytes);
  }

  void ended(SiteConnection connection) {
    connections.remove(connection);
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel channel = server.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        int number = accepted.incrementAndGet();
        SiteConnection connection = new SiteConnection(this, channel, number);
        connections.add(connection);
        daemon("loopback-site-" + number, connection);
        if (closed) {
          connection.close();
        }
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
