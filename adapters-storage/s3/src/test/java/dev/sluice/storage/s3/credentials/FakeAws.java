package dev.sluice.storage.s3.credentials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The services by which AWS gives out credentials, on one port of 127.0.0.1: the metadata of EC2
 * (version 2 only), the service of containers, and STS. Each checks what the real one checks.
 */
public final class FakeAws implements AutoCloseable {
  /** The value of {@code Authorization} for the container's service. */
  public static final String CONTAINER_TOKEN = "container-token";

  /** The path of the container's credentials. */
  public static final String CONTAINER_PATH = "/v2/credentials/4d0c";

  /** The web identity that STS knows. */
  public static final String WEB_TOKEN = "header.payload.signature";

  public static final String ROLE = "arn:aws:iam::123456789012:role/sluice";

  private static final String METADATA_TOKEN = "metadata-token";

  /** A request. */
  public record Asked(String method, String target, Map<String, String> headers, String body) {
    /** Returns the parameters of the body, or else of the query. */
    Map<String, String> parameters() {
      String text = body.isEmpty() ? URI.create(target).getRawQuery() : body;
      Map<String, String> found = new TreeMap<>();
      for (String pair : (text == null ? "" : text).split("&")) {
        String[] parts = pair.split("=", 2);
        found.put(parts[0], URLDecoder.decode(parts[parts.length - 1], StandardCharsets.UTF_8));
      }
      return found;
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** The keys that it gives out. */
  public volatile String accessKey = "ASIAFAKE";

  public volatile String secretKey = "fake-secret";
  public volatile String sessionToken = "fake-session-token";
  public volatile Instant expiration = Instant.parse("2100-01-01T00:00:00Z");

  /** The status of each response; not 200 for an outage. */
  public volatile int status = 200;

  /** The body of each response; null for that of the service. */
  public volatile String body;

  public FakeAws() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Asked> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    Asked request =
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    asked.add(request);
    Reply reply = body == null && status == 200 ? reply(request) : new Reply(status, body);
    byte[] bytes = (reply.text() == null ? "" : reply.text()).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private record Reply(int status, String text) {}

  private Reply reply(Asked request) {
    String path = request.target().replaceFirst("\\?.*", "");
    return switch (path) {
      case "/latest/api/token" ->
          request.method().equals("PUT")
                  && request.headers().containsKey("X-aws-ec2-metadata-token-ttl-seconds")
              ? new Reply(200, METADATA_TOKEN)
              : new Reply(400, "");
      case "/latest/meta-data/iam/security-credentials/" -> metadata(request, "sluice-role");
      case "/latest/meta-data/iam/security-credentials/sluice-role" -> metadata(request, json());
      case CONTAINER_PATH ->
          CONTAINER_TOKEN.equals(request.headers().get("Authorization"))
              ? new Reply(200, json())
              : new Reply(400, "{\"code\":\"NoToken\",\"message\":\"no authorization token\"}");
      case "/" -> sts(request);
      default -> new Reply(404, "");
    };
  }

  private static Reply metadata(Asked request, String text) {
    return METADATA_TOKEN.equals(request.headers().get("X-aws-ec2-metadata-token"))
        ? new Reply(200, text)
        : new Reply(401, "");
  }

  private String json() {
    return """
    {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s",
     "LastUpdated":"2026-01-01T00:00:00Z","Expiration":"%s"}\
    """
        .formatted(accessKey, secretKey, sessionToken, expiration);
  }

  private Reply sts(Asked request) {
    Map<String, String> asks = request.parameters();
    String action = String.valueOf(asks.get("Action"));
    boolean isWeb = action.equals("AssumeRoleWithWebIdentity");
    boolean isKnown = isWeb ? WEB_TOKEN.equals(asks.get("WebIdentityToken")) : true;
    if (!isKnown || !ROLE.equals(asks.get("RoleArn")) || !asks.containsKey("RoleSessionName")) {
      return new Reply(
          403,
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
              + "<Message>Not authorized to perform sts:"
              + action
              + "</Message></Error></ErrorResponse>");
    }
    return new Reply(
        200,
        """
        <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
        <AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>%3$s</SecretAccessKey>
        <SessionToken>%4$s</SessionToken><Expiration>%5$s</Expiration>
        </Credentials></%1$sResult></%1$sResponse>\
        """
            .formatted(action, accessKey, secretKey, sessionToken, expiration));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
