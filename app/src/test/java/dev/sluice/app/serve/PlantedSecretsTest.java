package dev.sluice.app.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.command.CommandRun;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.WebhookInbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plants a secret wherever a server gets one, runs jobs of every kind, and looks for the secrets
 * wherever somebody else could find them: in the data folder, the log, the metrics, the responses
 * to another key and the processes.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "it reads /proc")
class PlantedSecretsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final LoopbackSite site = LoopbackSite.start();
  private final WebhookInbox inbox = WebhookInbox.start();

  /** The planted secrets, by what they are. */
  private final Map<String, String> planted = new LinkedHashMap<>();

  /** Where each was found. */
  private final Map<String, Set<String>> found = new TreeMap<>();

  private final Set<String> processes = new ConcurrentSkipListSet<>();

  @AfterEach
  void close() {
    site.close();
    inbox.close();
  }

  private String plant(String what) {
    return planted.computeIfAbsent(
        what, name -> "planted" + planted.size() + "z" + Integer.toHexString(name.hashCode()));
  }

  private String url(String path, String what) {
    return site.uri(path) + "?token=" + plant(what);
  }

  private String withUser(String path, String what) {
    return site.uri(path).toString().replace("http://", "http://reader:" + plant(what) + "@");
  }

  private static ObjectNode request(String url) {
    return JSON.createObjectNode().put("url", url);
  }

  private void serve() {
    byte[] film = SampleClip.of("mp4", "h264", "aac").bytes();
    byte[] sound = SampleClip.of("mp3", "", "mp3").bytes();
    for (String path : List.of("/film.mp4", "/private.mp4", "/behind.mp4")) {
      site.serve(path, film).type("video/mp4");
    }
    site.redirect("/elsewhere", url("/behind.mp4", "redirect target"));
    site.serve("/list.m3u8", playlist().getBytes(UTF_8)).type("application/vnd.apple.mpegurl");
    site.serve("/watch", "<!doctype html><title>A page</title>".getBytes(UTF_8)).type("text/html");
    site.serve("/a.mp3", sound).type("audio/mpeg");
    site.serve("/b.mp3", sound).type("audio/mpeg");
    site.serve("/cover.png", new byte[100]).type("image/png");
    site.serve("/words.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n".getBytes(UTF_8))
        .type("text/vtt");
    FeedText feed =
        FeedText.rss("Private show")
            .with("<itunes:image href=\"%s\"/>".formatted(url("/cover.png", "cover URL")))
            .item(
                "g1",
                "First",
                url("/a.mp3", "enclosure query"),
                "<podcast:transcript type=\"text/vtt\" url=\"%s\"/>"
                    .formatted(url("/words.vtt", "subtitle URL")))
            .item("g2", "Second", withUser("/b.mp3", "enclosure userinfo"));
    site.serve("/feed.xml", feed.bytes()).type("application/rss+xml");
    site.serve("/rss.xml", feed.bytes()).type("application/rss+xml");
  }

  // The key has another length than AES wants: the job fails, and says why.
  private String playlist() {
    site.serve("/key", new byte[5]);
    site.serve("/segment.ts", new byte[188 * 4]).type("video/mp2t");
    return """
    #EXTM3U
    #EXT-X-TARGETDURATION:4
    #EXT-X-KEY:METHOD=AES-128,URI="%s"
    #EXTINF:4,
    %s
    #EXT-X-ENDLIST
    """
        .formatted(url("/key", "HLS key URL"), url("/segment.ts", "HLS segment URL"));
  }

  /** A yt-dlp that records how it is called, and describes a page with headers. */
  private Path ytDlp() throws IOException {
    String json =
        """
        {"title":"A page","formats":[{"url":"%s","protocol":"http","ext":"mp4","vcodec":"avc1",
         "acodec":"mp4a","http_headers":{"Authorization":"Bearer %s"}}]}\
        """
            .formatted(url("/film.mp4", "URL that yt-dlp found"), plant("Authorization header"))
            .replace("\n", "");
    Path program = folder.resolve("yt-dlp");
    Path answer = Files.writeString(folder.resolve("answer.json"), json);
    Files.writeString(
        program,
        "#!/bin/sh\n[ \"$2\" = --version ] && exec echo 1\n(echo \"$@\"; env) >> '%s'\ncat >/dev/null\ncat '%s'\n"
            .formatted(folder.resolve("called"), answer));
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  private Path settings() throws IOException {
    Files.writeString(
        folder.resolve("cookies.txt"),
        "127.0.0.1\tFALSE\t/\tFALSE\t0\tmember\t" + plant("cookie") + "\n");
    Path access = Files.writeString(folder.resolve("access"), "*\tcookies.txt\t-\n");
    return Files.writeString(
        folder.resolve("sluice.properties"),
        """
        site-credentials=%s
        yt-dlp=%s
        spotify-client-id=an-id
        spotify-client-secret=%s
        podcast-index-key=a-key
        podcast-index-secret=%s
        spotify-api-url=%s
        spotify-token-url=%s
        podcast-index-url=%s
        """
            .formatted(
                access,
                ytDlp(),
                plant("Spotify client secret"),
                plant("Podcast Index secret"),
                site.uri("/spotify"),
                site.uri("/spotify/token"),
                site.uri("/index")));
  }

  private List<ObjectNode> requests() {
    ObjectNode stored = request(site.uri("/film.mp4").toString());
    stored
        .putObject("storage")
        .put("provider", "s3")
        .put("endpoint", site.uri("").toString())
        .put("bucket", "films")
        .put("access_key", plant("S3 access key"))
        .put("secret_key", plant("S3 secret key"));
    return List.of(
        request(url("/film.mp4", "source query"))
            .put("webhook_url", inbox.url("/hook?token=" + plant("webhook query"))),
        request(withUser("/private.mp4", "source userinfo"))
            .put(
                "webhook_url",
                inbox.url("/hook").replace("//", "//me:" + plant("webhook userinfo") + "@")),
        request(url("/missing.mp4", "source query of a failed job"))
            .put("webhook_url", url("/refused", "query of a refused webhook")),
        request(site.uri("/film.mp4") + "#access_token=" + plant("source fragment")),
        request(site.uri("/elsewhere").toString()),
        request(url("/list.m3u8", "playlist query")),
        request(url("/watch", "page query")),
        stored);
  }

  @Test
  void no_planted_secret_is_found() throws Exception {
    serve();
    Path data = folder.resolve("data");
    try (ServerProcess server = ServerProcess.on(data, "--verbose", "--config=" + settings())) {
      Thread sampler = sampling(server.pid());
      String key =
          CommandRun.in(folder, "keys", "create", "--data-dir=" + data, "other").out().strip();
      planted.put("API key", key);
      planted.put("initial API key", ServerProcess.KEY);

      List<String> jobs = new ArrayList<>();
      for (ObjectNode request : requests()) {
        Optional<String> once =
            jobs.isEmpty() ? Optional.of(plant("idempotency key")) : Optional.empty();
        JsonNode accepted = server.post("/jobs", request, once).body();
        jobs.add(accepted.path("job_id").asText());
      }
      for (String feed :
          List.of(url("/feed.xml", "feed query"), withUser("/rss.xml", "feed userinfo"))) {
        JsonNode accepted =
            server
                .post(
                    "/jobs",
                    request(feed).put("format", "mp3").put("download_subtitles", true),
                    Optional.empty())
                .body();
        accepted.path("episode_jobs").forEach(id -> jobs.add(id.asText()));
      }
      server.metadata(URI.create(url("/film.mp4", "probe URL")));
      server.post("/plan", request(url("/film.mp4", "plan URL")), Optional.empty());
      server.post(
          "/jobs",
          request("https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk"),
          Optional.empty());
      planted.put(
          "webhook secret",
          server.got("/user/webhook-secret").path("webhook_signing_secret").asText());
      assertThat(jobs).hasSizeGreaterThan(10).doesNotContain("");
      List<JsonNode> ended = jobs.stream().map(server::ended).toList();
      assertThat(ended.stream().map(job -> job.path("status").asText()))
          .contains("Completed", "Failed");
      inbox.await(2);

      ended.forEach(job -> look("the error of a job", job.path("error").toString()));
      look("the metrics", server.metrics());
      jobs.forEach(id -> look("a response to another key", answer(server, key, "/jobs/" + id)));
      for (String path : List.of("/jobs", "/dashboard/jobs", "/dashboard/batches", "/usage")) {
        look("a response to another key", answer(server, key, path));
      }
      files(data, "the data folder of a running server");
      sampler.interrupt();
      sampler.join();
      server.terminate();
    }
    files(data, "the data folder");
    look("the doctor", CommandRun.in(folder, "doctor", "--data-dir=" + data).out());
    look("the log", Files.readString(folder.resolve("data.log")));
    look("the arguments or the environment of yt-dlp", Files.readString(folder.resolve("called")));
    processes.forEach(text -> look("the arguments or the environment of a process", text));

    assertThat(planted).hasSizeGreaterThanOrEqualTo(25);
    assertThat(found).as("of %s planted secrets", planted.size()).isEmpty();
  }

  // Of processes that the server started: its own arguments are its operator's, and those of a
  // process that was forked, until another program runs in it.
  private Thread sampling(long pid) {
    String own = proc(pid, "cmdline");
    Thread thread =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .flatMap(
                        one -> Stream.of("cmdline", "environ").map(name -> proc(one.pid(), name)))
                    .filter(text -> !text.equals(own))
                    .forEach(processes::add);
                try {
                  TimeUnit.MILLISECONDS.sleep(20);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    thread.start();
    return thread;
  }

  private static String proc(long pid, String name) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + name), ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static String answer(ServerProcess server, String key, String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                  .header("x-api-key", key)
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void look(String where, String text) {
    planted.forEach(
        (what, secret) -> {
          if (text.contains(secret)) {
            found.computeIfAbsent(what, none -> new TreeSet<>()).add(where);
          }
        });
  }

  // H2 writes texts in UTF-8 or as UTF-16; either way they are ASCII here.
  private void files(Path data, String where) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String bytes = new String(Files.readAllBytes(file), ISO_8859_1);
      look(where + ": " + data.relativize(file).getName(0), bytes);
      for (Charset wide : List.of(UTF_16LE, UTF_16BE)) {
        Function<String, String> spelled = secret -> new String(secret.getBytes(wide), ISO_8859_1);
        planted.forEach(
            (what, secret) -> {
              if (bytes.contains(spelled.apply(secret))) {
                found.computeIfAbsent(what, none -> new TreeSet<>()).add(where + ", in " + wide);
              }
            });
      }
    }
    assertThat(US_ASCII.newEncoder().canEncode(String.join("", planted.values()))).isTrue();
  }
}
