package dev.sluice.media.web.input;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import java.util.Optional;

/** Media whose further files are fetched with its cookies. */
final class SessionMedia extends Media.Forwarding {
  private final MediaFetcher session;

  SessionMedia(Media media, MediaFetcher session) {
    super(media);
    this.session = session;
  }

  @Override
  public Optional<MediaFetcher> session() {
    return Optional.of(session);
  }
}
