package dev.sluice.app.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.serve.ServerProcess;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that may use 127.0.0.1 alone connects to no other private address, in whatever spelling
 * and every place that can name it. A listener on all addresses of this machine records the
 * connections. The server's JVM resolves names by a file of this test.
 */
class ForbiddenAddressesTest {
  /** Names of an address of this machine other than 127.0.0.1, which the listener hears. */
  private static final List<String> OF_THIS_MACHINE =
      List.of(
          "127.0.0.2",
          "127.0.0.2.",
          "127.2",
          "127.0.2",
          "2130706434",
          "0x7f000002",
          "0x7f.0.0.2",
          "0177.0.0.02",
          "%31%32%37.0.0.2",
          "１２７.0.0.2",
          "①②⑦.⓪.⓪.②",
          "127。0。0。2",
          "0.0.0.0",
          "0",
          "[::]",
          "[::1]",
          "[0:0:0:0:0:0:0:1]",
          "[::ffff:127.0.0.2]",
          "[::ffff:7f00:2]",
          "[0:0:0:0:0:ffff:127.0.0.2]",
          "ip6-localhost",
          "two.example",
          "TWO.EXAMPLE.",
          "six.example",
          "mapped.example",
          "user@127.0.0.2",
          "user:pass@[::1]");

  /** Names that also resolve to 127.0.0.1, where connections are permitted. */
  private static final List<String> PERMITTED_TOO = List.of("both.example", "turning.example");

  /** Names of other private addresses, where a connection would fail or hang. */
  private static final List<String> ELSEWHERE =
      List.of(
          "169.254.169.254",
          "10.0.0.1",
          "172.16.0.1",
          "192.168.1.1",
          "100.64.0.1",
          "224.0.0.1",
          "255.255.255.255",
          "[::127.0.0.2]",
          "[64:ff9b::7f00:2]",
          "[2002:7f00:2::]",
          "[fe80::1]",
          "[fe80::1%25lo]",
          "[fd00::1]",
          "[fec0::1]",
          "[::ffff:10.0.0.1]",
          "[::ffff:a9fe:a9fe]",
          "private.example",
          "metadata.google.internal");

  private static final String NAMES =
      """
      127.0.0.1 localhost
      ::1 ip6-localhost
      127.0.0.2 two.example
      ::1 six.example
      ::ffff:127.0.0.2 mapped.example
      127.0.0.1 both.example
      127.0.0.2 both.example
      10.0.0.1 private.example
      169.254.169.254 metadata.google.internal
      """;

  /** Who names the address. */
  private enum Way {
    URL,
    REDIRECT,
    REDIRECT_307,
    HLS_VARIANT,
    HLS_RENDITION,
    HLS_SUBTITLES,
    HLS_SEGMENT,
    HLS_KEY,
    HLS_MAP,
    HLS_SEGMENT_REDIRECT,
    DASH_BASE_URL,
    DASH_SEGMENT,
    DASH_LOCATION,
    FEED,
    FEED_REDIRECT,
    FEED_NEW_URL,
    FEED_NEXT_PAGE,
    FEED_ENCLOSURE,
    FEED_TRANSCRIPT,
    FEED_COVER,
    WEBHOOK,
    STORE,
    METADATA,
    PLAN,
    IS_SHORT
  }

  private static final int ENOUGH_WEBHOOKS = 20;

  private static byte[] clip;

  @TempDir Path folder;
  private final LoopbackSite site = LoopbackSite.start();
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<String> withWebhooks = new ArrayList<>();
  private final Set<String> wrong = new TreeSet<>();
  private ServerSocket listener;
  private ServerProcess server;
  private long calls;

  /** A connection, and the first line that came over it. */
  private record Connection(InetAddress to, String line) {
    /** The number of the attempt that named the address; it is the first part of the path. */
    int attempt() {
      Matcher path = Pattern.compile("[A-Z]+ /(\\d+)/.*").matcher(line);
      return path.matches() ? Integer.parseInt(path.group(1)) : -1;
    }
  }

  /** What a request for the address led to, once it is over. */
  private record Attempt(Way way, String host, Supplier<String> result) {}

  @BeforeEach
  void start() throws Exception {
    clip = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(1)).bytes();
    site.serve("/clip.ts", clip);
    listener = new ServerSocket(0, 100);
    Thread counter = new Thread(this::listen, "listener");
    counter.setDaemon(true);
    counter.start();
  }

  private ServerProcess started(String... more) throws Exception {
    List<String> options =
        new ArrayList<>(List.of("--allow-networks=127.0.0.1/32", "--read-timeout=5s"));
    options.addAll(List.of(more));
    Path names = turn(0);
    return ServerProcess.on(
        folder.resolve("data"),
        List.of(),
        List.of("-Djdk.net.hosts.file=" + names, "-Dsun.net.inetaddr.ttl=0"),
        options.toArray(String[]::new));
  }

  /** Writes the file of names, in which one name turns from one address to the other. */
  private Path turn(int time) throws IOException {
    Path names = folder.resolve("hosts");
    Path next = folder.resolve("hosts.next");
    String address = time % 2 == 0 ? "127.0.0.1" : "127.0.0.2";
    Files.writeString(next, NAMES + address + " turning.example\n");
    return Files.move(next, names, StandardCopyOption.REPLACE_EXISTING);
  }

  private void listen() {
    while (true) {
      try (Socket connection = listener.accept()) {
        connections.add(new Connection(connection.getLocalAddress(), firstLine(connection)));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static String firstLine(Socket connection) {
    StringBuilder line = new StringBuilder();
    try {
      connection.setSoTimeout(200);
      for (int c = connection.getInputStream().read();
          c >= 0 && c != '\r';
          c = connection.getInputStream().read()) {
        line.append((char) c);
      }
    } catch (IOException e) {
      // Silent, or closed.
    }
    return line.toString();
  }

  @AfterEach
  void stop() throws Exception {
    listener.close();
    site.close();
  }

  @Test
  void the_listener_hears_connections_to_each_address_of_this_machine() throws Exception {
    for (String address : List.of("127.0.0.1", "127.0.0.2", "0.0.0.0")) {
      new Socket(address, listener.getLocalPort()).close();
    }

    Awaitility.await().until(() -> connections.size() == 3);
  }

  @Test
  void no_way_leads_to_a_forbidden_address() throws Exception {
    attempt(List.of("127.0.0.2"));

    assertNoConnection();
  }

  @Test
  @Tag("torture")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void no_way_leads_to_a_forbidden_address_in_any_spelling() throws Exception {
    List<String> hosts = hosts();
    attempt(hosts);

    report("", hosts);
    assertNoConnection();
  }

  @Test
  @Tag("torture")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void no_way_leads_to_a_forbidden_address_through_a_proxy() throws Exception {
    List<String> hosts = hosts();
    Path credentials = folder.resolve("credentials");
    try (RecordingProxy proxy = RecordingProxy.to(site.port())) {
      Files.writeString(credentials, "*\t-\t" + proxy.address() + "\n");
      attempt(hosts, "--site-credentials=" + credentials);
      for (String line : proxy.others()) {
        // The proxy dials a name again; the guard has seen that it is permitted, too.
        if (PERMITTED_TOO.stream().noneMatch(line::contains)) {
          wrong.add("the proxy got " + line);
        }
      }

      report(" through a proxy, which forwarded " + proxy.forwarded() + " requests", hosts);
      assertThat(proxy.forwarded()).isPositive();
    }
    assertNoConnection();
  }

  private static List<String> hosts() throws IOException {
    List<String> hosts = new ArrayList<>(OF_THIS_MACHINE);
    hosts.addAll(ELSEWHERE);
    hosts.addAll(PERMITTED_TOO);
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address.isSiteLocalAddress())
        .map(InetAddress::getHostAddress)
        .forEach(hosts::add);
    return hosts;
  }

  private void report(String how, List<String> hosts) throws IOException {
    judge();
    Torture.report(
        attempts.size()
            + " tries of "
            + hosts.size()
            + " addresses by "
            + Way.values().length
            + " ways"
            + how
            + ", "
            + calls
            + " webhooks called; wrong: "
            + wrong);
  }

  /** Makes all requests, and then waits for what became of them: retries pause for seconds. */
  private void attempt(List<String> hosts, String... options) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    try (ServerProcess started = started(options)) {
      server = started;
      Thread turning = new Thread(() -> turnUntil(isOver), "turning name");
      turning.start();
      for (String host : hosts) {
        for (Way way : Way.values()) {
          Attempt attempt = attempt(way, host);
          attempts.add(attempt);
        }
      }
      for (Attempt attempt : attempts) {
        judge(attempt);
      }
      // The others wait for a pause of the circuit breaker: they have no host that Java can read.
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> calledWebhooks() >= Math.min(withWebhooks.size(), ENOUGH_WEBHOOKS));
      calls = calledWebhooks();
      isOver.set(true);
      turning.join();
    } finally {
      isOver.set(true);
    }
  }

  private void turnUntil(AtomicBoolean isOver) {
    for (int time = 0; !isOver.get(); time++) {
      try {
        turn(time);
        Thread.sleep(20);
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void judge(Attempt attempt) {
    boolean isOptional =
        Set.of(
                Way.WEBHOOK,
                Way.FEED_COVER,
                Way.FEED_TRANSCRIPT,
                Way.HLS_SUBTITLES,
                Way.FEED_NEW_URL,
                Way.DASH_LOCATION)
            .contains(attempt.way());
    String result = attempt.result().get();
    if (result.contains("INTERNAL") || !isOptional && result.contains("Completed")) {
      wrong.add(attempt.way() + " to " + attempt.host() + " is " + result);
    }
  }

  /** Finds the connections that no attempt was allowed to make. */
  private void judge() {
    for (Connection connection : connections) {
      int number = connection.attempt();
      String host = number < 0 ? "an unknown host" : attempts.get(number).host();
      boolean isPermitted =
          connection.to().getHostAddress().equals("127.0.0.1") && PERMITTED_TOO.contains(host);
      if (!isPermitted) {
        String way = number < 0 ? "some way" : attempts.get(number).way().toString();
        wrong.add(way + " connects to " + connection + " for " + host);
      }
    }
  }

  private void assertNoConnection() {
    judge();
    assertThat(wrong).isEmpty();
  }

  private Attempt attempt(Way way, String host) {
    int tries = attempts.size();
    String origin = "http://" + host + ":" + listener.getLocalPort();
    String there = origin + "/" + tries;
    Supplier<String> result =
        switch (way) {
          case URL -> job(there + "/clip.ts", "");
          case REDIRECT -> job(redirect("/r" + tries + ".ts", 302, there + "/clip.ts"), "");
          case REDIRECT_307 -> job(redirect("/r" + tries + ".ts", 307, there + "/clip.ts"), "");
          case HLS_VARIANT ->
              job(playlist("#EXT-X-STREAM-INF:BANDWIDTH=1\n" + there + "/list.m3u8\n"), "");
          case HLS_RENDITION ->
              job(
                  rendition("TYPE=AUDIO,GROUP-ID=\"g\",NAME=\"a\",DEFAULT=YES", "AUDIO", there),
                  "");
          case HLS_SUBTITLES ->
              job(
                  rendition("TYPE=SUBTITLES,GROUP-ID=\"g\",NAME=\"a\"", "SUBTITLES", there),
                  "download_subtitles");
          case HLS_SEGMENT -> job(segments("", there + "/clip.ts"), "");
          case HLS_KEY ->
              job(
                  segments("#EXT-X-KEY:METHOD=AES-128,URI=\"" + there + "/k\"\n", good("/clip.ts")),
                  "");
          case HLS_MAP ->
              job(segments("#EXT-X-MAP:URI=\"" + there + "/i\"\n", good("/clip.ts")), "");
          case HLS_SEGMENT_REDIRECT ->
              job(segments("", redirect("/s" + tries + ".ts", 302, there + "/clip.ts")), "");
          case DASH_BASE_URL -> job(manifest("", there + "/", "clip.mp4"), "");
          case DASH_SEGMENT -> job(manifest("", good("/"), there + "/clip.mp4"), "");
          case DASH_LOCATION ->
              job(
                  manifest("<Location>" + there + "/m.mpd</Location>", good("/"), "nothing.mp4"),
                  "");
          case FEED -> job(there + "/feed.xml", "");
          case FEED_REDIRECT ->
              job(redirect("/feed" + tries + ".xml", 302, there + "/feed.xml"), "");
          case FEED_NEW_URL ->
              job(
                  feed(
                      "<itunes:new-feed-url>" + there + "/feed.xml</itunes:new-feed-url>",
                      good("/clip.ts"),
                      ""),
                  "");
          case FEED_NEXT_PAGE ->
              job(
                  feed(
                      "<atom:link rel=\"next\" href=\"" + there + "/feed.xml\"/>",
                      good("/clip.ts"),
                      ""),
                  "");
          case FEED_ENCLOSURE -> job(feed("", there + "/clip.ts", ""), "");
          case FEED_TRANSCRIPT ->
              job(
                  feed(
                      "",
                      good("/clip.ts"),
                      "<podcast:transcript url=\"" + there + "/t.vtt\" type=\"text/vtt\"/>"),
                  "download_subtitles");
          case FEED_COVER ->
              job(
                  feed(
                      "<itunes:image href=\"" + there + "/c.jpg\"/>",
                      good("/clip.ts"),
                      "<itunes:image href=\"" + there + "/c.jpg\"/>"),
                  "download_thumbnail");
          case WEBHOOK -> webhook(there + "/hook");
          case STORE -> posted("/user/s3", store(origin));
          case METADATA -> posted("/metadata", body(there + "/clip.ts"));
          case PLAN -> posted("/plan", body(there + "/clip.ts"));
          case IS_SHORT -> posted("/is-short", body(there + "/clip.ts"));
        };
    return new Attempt(way, host, result);
  }

  /** The statuses and codes of what the server makes of this URL. */
  private Supplier<String> job(String url, String option) {
    ObjectNode body = body(url);
    if (!option.isEmpty()) {
      body.put(option, true);
    }
    return result(server.post("/jobs", body, Optional.empty()));
  }

  private Supplier<String> result(ServerProcess.Reply reply) {
    if (reply.status() != 201) {
      String error = reply.status() < 500 ? reply.body().path("code").asText() : status(reply);
      return () -> error;
    }
    List<String> ids = new ArrayList<>();
    reply.body().path("episode_jobs").forEach(id -> ids.add(id.asText()));
    if (ids.isEmpty()) {
      ids.add(reply.body().path("job_id").asText());
    }
    return () -> {
      StringBuilder ends = new StringBuilder();
      for (String id : ids) {
        JsonNode job = server.ended(id);
        ends.append(job.path("status").asText())
            .append(' ')
            .append(job.path("error_code").asText());
      }
      return ends.toString();
    };
  }

  private static String status(ServerProcess.Reply reply) {
    return reply.status() == 500 ? "INTERNAL" : reply.body().toString();
  }

  private Supplier<String> webhook(String hook) {
    ServerProcess.Reply reply =
        server.post("/jobs", body(good("/clip.ts")).put("webhook_url", hook), Optional.empty());
    if (reply.status() == 201) {
      withWebhooks.add(reply.body().path("job_id").asText());
    }
    return result(reply);
  }

  /** How many webhooks were called, or rejected by the guard. */
  private long calledWebhooks() {
    return withWebhooks.stream()
        .filter(id -> server.job(id).path("webhook_attempts").asInt() > 0)
        .count();
  }

  private Supplier<String> posted(String path, ObjectNode body) {
    ServerProcess.Reply reply = server.post(path, body, Optional.empty());
    String result = reply.status() < 300 ? "Completed" : status(reply);
    return () -> result;
  }

  private static ObjectNode body(String url) {
    return JsonNodeFactory.instance.objectNode().put("url", url);
  }

  private static ObjectNode store(String endpoint) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("endpoint", endpoint)
        .put("bucket", "films")
        .put("region", "us-east-1")
        .put("access_key", "key")
        .put("secret_key", "secret");
  }

  private String good(String path) {
    return site.uri("/").resolve(path).toString();
  }

  private String served(String path, String text, String type) {
    site.serve(path, text.getBytes(UTF_8)).type(type);
    return good(path);
  }

  private String redirect(String path, int status, String location) {
    // In a header field only ASCII goes over the wire as it is.
    site.serve(path, new byte[0]).redirect(status, location);
    return good(path);
  }

  private String playlist(String lines) {
    return served(
        "/p" + attempts.size() + ".m3u8",
        "#EXTM3U\n#EXT-X-VERSION:6\n" + lines,
        "application/x-mpegURL");
  }

  private String segments(String tags, String segment) {
    return playlist(
        "#EXT-X-TARGETDURATION:2\n" + tags + "#EXTINF:1.0,\n" + segment + "\n#EXT-X-ENDLIST\n");
  }

  private String rendition(String attributes, String group, String there) {
    String media =
        served(
            "/v" + attempts.size() + ".m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n"
                + good("/clip.ts")
                + "\n#EXT-X-ENDLIST\n",
            "application/x-mpegURL");
    return playlist(
        "#EXT-X-MEDIA:"
            + attributes
            + ",LANGUAGE=\"en\",URI=\""
            + there
            + "/r.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=1,"
            + group
            + "=\"g\"\n"
            + media
            + "\n");
  }

  private String manifest(String more, String base, String segment) {
    return served(
        "/m" + attempts.size() + ".mpd",
        "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
            + " mediaPresentationDuration=\"PT1S\">"
            + more
            + "<BaseURL>"
            + base
            + "</BaseURL><Period><AdaptationSet mimeType=\"video/mp4\">"
            + "<Representation id=\"1\" bandwidth=\"1\" codecs=\"avc1.42c00a\">"
            + "<SegmentList duration=\"1\"><SegmentURL media=\""
            + segment
            + "\"/></SegmentList></Representation></AdaptationSet></Period></MPD>",
        "application/dash+xml");
  }

  private String feed(String channel, String enclosure, String item) {
    return served(
        "/f" + attempts.size() + ".xml",
        "<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
            + " xmlns:atom=\"http://www.w3.org/2005/Atom\""
            + " xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>S</title>"
            + channel
            + "<item><guid>1</guid><title>One</title><enclosure type=\"video/mp2t\" url=\""
            + enclosure
            + "\"/>"
            + item
            + "</item></channel></rss>",
        "application/rss+xml");
  }
}
