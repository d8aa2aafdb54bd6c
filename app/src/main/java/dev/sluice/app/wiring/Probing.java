package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.PersonalMediaFetcher;
import dev.sluice.media.file.FileMediaInput;
import dev.sluice.media.web.OkHttpWebClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Looks into media without a job. */
public final class Probing {
  private Probing() {}

  /** What lies behind the URL. */
  public static MediaFacts of(Settings settings, SourceUrl url) {
    SiteAccesses accesses = SiteAccesses.of(settings, InstantSource.system());
    StageMonitor nobody = StageMonitor.none();
    try (OkHttpWebClient web = Adapters.web(settings);
        PersonalMediaFetcher fetcher =
            Adapters.fetcher(settings, web, accesses, owner -> Optional.empty());
        Media media = fetcher.open(url, nobody)) {
      return Adapters.transcoder(settings, DataFolder.temporary()).probe(media.inputs(), nobody);
    }
  }

  /** What the file holds. */
  public static MediaFacts of(Settings settings, Path file) {
    try (FileMediaInput input = FileMediaInput.open(file)) {
      return Adapters.transcoder(settings, DataFolder.temporary())
          .probe(List.of(input), StageMonitor.none());
    }
  }
}
