package dev.sluice.media.web.input;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.subtitle.SubtitleMedia;
import java.util.Optional;

/**
 * Media whose further files are fetched with its cookies, as far as it does not open them itself.
 */
final class SessionMedia extends Media.Forwarding {
  private final MediaFetcher session;

  SessionMedia(Media media, MediaFetcher session) {
    super(media);
    this.session =
        new Converting(
            media.session().map(own -> (MediaFetcher) new Either(own, session)).orElse(session));
  }

  private record Either(MediaFetcher first, MediaFetcher second) implements MediaFetcher {
    @Override
    public boolean handles(SourceUrl url) {
      return first.handles(url) || second.handles(url);
    }

    @Override
    public Media open(FetchRequest request, StageMonitor monitor) {
      return (first.handles(request.url()) ? first : second).open(request, monitor);
    }
  }

  /** Opens files whose subtitles are read as WebVTT. */
  private record Converting(MediaFetcher session) implements MediaFetcher {
    @Override
    public boolean handles(SourceUrl url) {
      return session.handles(url);
    }

    @Override
    public Media open(FetchRequest request, StageMonitor monitor) {
      return new SubtitleMedia(session.open(request, monitor), monitor.memory());
    }
  }

  @Override
  public Optional<MediaFetcher> session() {
    return Optional.of(session);
  }
}
