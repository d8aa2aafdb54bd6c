package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.TenantMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.file.FileMediaInput;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Probes media without a job. */
public final class MediaProbe {
  private MediaProbe() {}

  /**
   * The contents of a source.
   *
   * @param otherRenditions what its manifest offers beside the media
   */
  public record Probed(MediaInfo media, List<StreamReport> otherRenditions) {
    public Probed {
      otherRenditions = List.copyOf(otherRenditions);
    }
  }

  /** Returns what the media behind the URL contains. */
  public static Probed of(Settings settings, SourceUrl url) {
    SiteCredentialsFile credentials = SiteCredentialsFile.of(settings, InstantSource.system());
    StageMonitor monitor = StageMonitor.none();
    try (OkHttpWebClient web = Adapters.web(settings);
        TenantMediaFetcher fetcher =
            Adapters.fetcher(settings, web, credentials, tenant -> Optional.empty());
        Media media = fetcher.open(url, monitor)) {
      return new Probed(
          Adapters.transcoder(settings, DataFolder.temporary()).probe(media.inputs(), monitor),
          media.otherRenditions());
    }
  }

  /** Returns what the file contains. */
  public static Probed of(Settings settings, Path file) {
    try (FileMediaInput input = FileMediaInput.open(file)) {
      return new Probed(
          Adapters.transcoder(settings, DataFolder.temporary())
              .probe(List.of(input), StageMonitor.none()),
          List.of());
    }
  }
}
