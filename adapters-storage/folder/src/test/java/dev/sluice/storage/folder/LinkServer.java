package dev.sluice.storage.folder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.artifact.LinkedObjects.LinkedObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A minimal server for links, which answers them as the real one does. */
final class LinkServer implements AutoCloseable {
  private final HttpServer server;

  LinkServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  void serve(LinkedObjects objects) {
    server.createContext(LinkedObjects.PREFIX, exchange -> answer(objects, exchange));
  }

  private static Optional<LinkedObject> open(LinkedObjects objects, URI link) {
    Map<String, String> query =
        link.getRawQuery() == null
            ? Map.of()
            : Arrays.stream(link.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    return objects.open(
        link.getPath().substring(LinkedObjects.PREFIX.length()),
        query.getOrDefault("expires", ""),
        query.getOrDefault("signature", ""));
  }

  static boolean opens(LinkedObjects objects, URI link) {
    Optional<LinkedObject> found = open(objects, link);
    found.ifPresent(LinkedObject::close);
    return found.isPresent();
  }

  private static void answer(LinkedObjects objects, HttpExchange exchange) throws IOException {
    Optional<LinkedObject> found = open(objects, exchange.getRequestURI());
    try (exchange) {
      if (found.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      try (LinkedObject object = found.get()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) object.size());
        while (bytes.hasRemaining() && object.read(bytes.position(), bytes) >= 0) {
          // Until everything is read.
        }
        exchange.getResponseHeaders().add("Content-Type", object.contentType());
        exchange.sendResponseHeaders(200, bytes.capacity());
        exchange.getResponseBody().write(bytes.array());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
