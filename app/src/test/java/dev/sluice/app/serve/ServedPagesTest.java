package dev.sluice.app.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.ReceivedWebhook;
import dev.sluice.testkit.site.WebhookInbox;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pages of video sites, asked of a server as its operator runs it. */
class ServedPagesTest {
  @TempDir Path folder;

  private final LoopbackSite site = LoopbackSite.start();

  @BeforeEach
  void serve() {
    byte[] film = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    site.serve("/film.mp4", film).type("video/mp4");
    String page =
        "<!doctype html><html><head><title>Harbour film</title>"
            + "<meta property='og:image' content='%s'></head><body>"
                .formatted(site.uri("/still.png"))
            + "<video controls><source src='/film.mp4' type='video/mp4'></video></body></html>";
    site.serve("/still.png", still()).type("image/png");
    site.serve("/watch", page.getBytes(UTF_8)).type("text/html; charset=utf-8");
  }

  private static byte[] still() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void the_film_of_a_page_is_stored_under_its_title() throws Exception {
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "yt-dlp")));
    assumeThat(there).as("yt-dlp is on the PATH; without it pages are not tried").isTrue();
    try (ServerProcess server = ServerProcess.on(folder.resolve("data"))) {
      String wish = "{\"url\":\"%s\",\"download_thumbnail\":true}".formatted(site.uri("/watch"));
      JsonNode job = server.ended(server.posted("/jobs", wish, 201).path("job_id").asText());

      assertThat(job.path("error").asText("")).isEmpty();
      assertThat(job.path("status").asText()).isEqualTo("Completed");
      assertThat(job.path("title").asText()).startsWith("Harbour film");
      assertThat(job.path("s3_key").asText()).startsWith("videos/Harbour film");
      JsonNode facts = server.metadata(site.uri("/watch"));
      assertThat(facts.path("title").asText()).startsWith("Harbour film");
      assertThat(facts.path("thumbnail").asText()).isEqualTo(site.uri("/still.png").toString());
      assertThat(facts.path("extractor").asText())
          .as("as yt-dlp calls it")
          .isIn("Generic", "HTML5MediaEmbed");
      HttpResponse<byte[]> picture =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(job.path("thumbnail_url").asText())).build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth()).isEqualTo(40);
      assertThat(picture.body()).startsWith(0xff, 0xd8);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its yt-dlp is a script of sh")
  void what_a_site_keeps_to_some_people_is_a_warning() throws Exception {
    Path program = folder.resolve("yt-dlp");
    Files.writeString(
        program, "#!/bin/sh\necho 'ERROR: [x] 1: Private video. Sign in' >&2\nexit 1\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    try (WebhookInbox inbox = WebhookInbox.start();
        ServerProcess server = ServerProcess.on(folder.resolve("data"), "--yt-dlp=" + program)) {
      JsonNode job = server.ended(server.submit(site.uri("/watch"), inbox.url()));

      assertThat(job.path("status").asText()).isEqualTo("Warning");
      assertThat(job.path("error_type").asText()).isEqualTo("warning");
      assertThat(job.path("error_code").asText()).isEqualTo("MEDIA_PRIVATE");
      assertThat(job.path("error").asText()).startsWith("The site shows this only to users");
      ReceivedWebhook answer = inbox.await(1).get(0);
      assertThat(answer.text()).contains("job_warning");
    }
  }

  @Test
  void a_key_goes_to_sites_with_its_own_cookies() throws Exception {
    for (String name : List.of("first", "others")) {
      Files.writeString(
          folder.resolve(name + ".txt"), "127.0.0.1\tFALSE\t/\tFALSE\t0\tkey\t" + name + "\n");
    }
    Path access =
        Files.writeString(
            folder.resolve("access"),
            "# name\tcookies\tproxy\nfirst\tfirst.txt\t-\n*\tothers.txt\t-\n");
    try (ServerProcess server =
        ServerProcess.on(folder.resolve("data"), "--site-credentials=" + access)) {
      JsonNode job = server.ended(server.submit(site.uri("/film.mp4"), null));

      assertThat(job.path("status").asText()).isEqualTo("Completed");
      assertThat(site.requests())
          .isNotEmpty()
          .allMatch(request -> request.header("Cookie").orElse("").equals("key=first"));
    }
  }

  @Test
  void pages_can_be_refused() throws Exception {
    try (ServerProcess server = ServerProcess.on(folder.resolve("data"), "--yt-dlp=off")) {
      JsonNode job = server.ended(server.submit(site.uri("/watch"), null));

      assertThat(job.path("error_code").asText()).isEqualTo("NOT_MEDIA");
      assertThat(job.path("error").asText()).startsWith("A web page was found");
    }
  }
}
