package dev.sluice.media.web.input;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.util.Optional;

/**
 * Media whose further files are fetched with its cookies, as far as it does not open them itself.
 */
final class SessionMedia extends Media.Forwarding {
  private final MediaFetcher session;

  SessionMedia(Media media, MediaFetcher session) {
    super(media);
    this.session =
        media.session().map(own -> (MediaFetcher) new Either(own, session)).orElse(session);
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

  @Override
  public Optional<MediaFetcher> session() {
    return Optional.of(session);
  }
}
