package dev.sluice.media.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.port.media.Media;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A page of a loopback site, and a script in place of yt-dlp that tells of it. */
abstract class SitePagesFixture {
  static final AddressPolicy GUARD =
      AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1/32")));

  @TempDir Path folder;
  final LoopbackSite site = LoopbackSite.start();
  final OkHttpWebClient web = OkHttpWebClient.guardedBy(GUARD);
  final RecordingMonitor monitor = new RecordingMonitor();
  WebMediaFetcher fetcher;

  @BeforeEach
  void serve() {
    site.serve("/page", "<!doctype html><title>A page</title>".getBytes(UTF_8)).type("text/html");
    site.serve("/picture", ByteSource.pattern(700_000)).type("video/mp4");
    site.serve("/sound", ByteSource.pattern(300_000)).type("audio/mp4");
  }

  @AfterEach
  void close() {
    if (fetcher != null) {
      fetcher.close();
    }
    web.close();
    site.close();
  }

  Media open(Path program) {
    fetcher = new WebMediaFetcher(web, HttpFetchSettings.DEFAULT, pages(program));
    return fetcher.open(site.url("/page"), monitor);
  }

  SitePages pages(Path program) {
    YtDlp ytDlp =
        new YtDlp(
            new YtDlp.Installation(program, System.getenv("PATH")), GUARD, new SecureRandom());
    return new SitePages(ytDlp, web, HttpFetchSettings.DEFAULT);
  }

  SluiceException failure(Path program) {
    return catchThrowableOfType(SluiceException.class, () -> open(program).close());
  }

  String filled(String json) {
    return json.replace('`', '"').replace("SITE", site.uri("").toString());
  }

  static final String TWO =
      """
      {`title`:`A talk`,`description`:`Words`,`upload_date`:`20260102`,`thumbnail`:`SITE/still.webp`,
       `extractor`:`the:site`,`extractor_key`:`TheSite`,`uploader`:`Ada`,`channel`:null,`view_count`:12,`like_count`:null,`formats`:[
        {`url`:`SITE/sound`,`protocol`:`https`,`vcodec`:`none`,`acodec`:`mp4a.40.2`,
         `language`:`ja`,`http_headers`:{`Referer`:`https://site.example/`},`cookies`:`a=1; Domain=127.0.0.1; Path=/`},
        {`url`:`SITE/picture`,`protocol`:`https`,`vcodec`:`avc1.640028`,`acodec`:`none`,`width`:1920,`height`:1080}]}
      """;
}
