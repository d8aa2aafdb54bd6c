package dev.sluice.media.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.site.program.FakeProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How the program that reads pages is run, and what it must not do. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are scripts of sh")
class YtDlpIsolationTest extends SitePagesFixture {
  @Test
  void complaints_become_failures_of_the_job() {
    assertThat(failure(FakeProgram.complaining(folder, "[x] 1: Private video")).code())
        .isEqualTo(FailureCode.MEDIA_PRIVATE);
  }

  @Test
  void it_runs_alone_in_an_empty_home_that_is_gone_afterwards() throws IOException {
    Path seen = folder.resolve("seen");
    String json = filled(TWO).replace("\n", " ");

    open(FakeProgram.running(
            folder,
            "env > %s; pwd >> %s; ls -A >> %s; touch left; echo \"$@\" >> %s; cat >> %s; echo '%s'"
                .formatted(seen, seen, seen, seen, seen, json)))
        .close();

    List<String> lines = Files.readAllLines(seen);
    String home = lines.stream().filter(line -> line.startsWith("HOME=")).findFirst().orElseThrow();
    assertThat(lines)
        .contains(home.substring("HOME=".length()))
        .anyMatch(line -> line.matches("https_proxy=http://sluice:[0-9a-f]{32}@127.0.0.1:\\d+"))
        .noneMatch(line -> line.equals("left"));
    assertThat(lines.get(lines.size() - 1))
        .as("its standard input")
        .isEqualTo(site.uri("/page").toString());
    assertThat(lines.get(lines.size() - 2))
        .as("its arguments, which every user of the machine can read")
        .contains("--ignore-config", "--no-plugin-dirs", "--batch-file -")
        .doesNotContain("sluice:", "/page");
    assertThat(Path.of(home.substring("HOME=".length()))).doesNotExist();
  }

  @Test
  void a_url_cannot_tell_it_what_only_its_own_parts_tell_each_other() throws IOException {
    Path seen = folder.resolve("seen");
    Path program =
        FakeProgram.running(
            folder, "cat > %s; echo '%s'".formatted(seen, filled(TWO).replace("\n", " ")));
    SitePages pages = pages(program);

    pages
        .open(
            FetchRequest.of(SourceUrl.parse(site.uri("/page") + "#__youtubedl_smuggle=%7B%7D")),
            monitor)
        .close();

    assertThat(Files.readString(seen)).isEqualTo(site.uri("/page") + "\n");
  }

  @Test
  void what_it_asks_for_passes_the_guard() {
    assumeThat(Path.of("/usr/bin/curl")).as("curl asks in place of yt-dlp").isExecutable();
    site.serve("/inner", "secret".getBytes(UTF_8));
    String forbidden = site.uri("/inner").toString().replace("127.0.0.1", "127.0.0.2");

    SluiceException failure =
        failure(
            FakeProgram.running(
                folder,
                "curl -s -S -f %s >&2 || { echo 'ERROR: HTTP Error 403' >&2; exit 1; }"
                    .formatted(forbidden)));

    assertThat(failure.code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
    assertThat(failure.getMessage()).contains("127.0.0.2");
    assertThat(site.requests()).noneMatch(request -> request.path().equals("/inner"));
  }

  @Test
  void nothing_is_left_of_its_home() throws IOException {
    Path homeFile = folder.resolve("home");

    failure(
        FakeProgram.running(
            folder, "echo x > \"$HOME/left\"; echo \"$HOME\" > '" + homeFile + "'; exit 1"));

    Path home = Path.of(Files.readString(homeFile).strip());
    assertThat(home.getFileName().toString()).startsWith("sluice-page-");
    assertThat(home).doesNotExist();
  }
}
