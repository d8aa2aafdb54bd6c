package dev.sluice.media.web.dash;

import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentRenewal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds segments at the other addresses that a manifest gives for them (ISO/IEC 23009-1, 5.6). Once
 * an address has failed, the next one is asked first. Thread-safe.
 */
final class OtherBases implements SegmentRenewal {
  /** Alternative addresses, of which one is asked first. */
  private static final class Group {
    private final List<URI> bases;
    private volatile int preferred;

    Group(List<URI> bases) {
      this.bases = bases;
    }
  }

  private final Set<List<URI>> known = ConcurrentHashMap.newKeySet();
  private final Set<Group> groups = ConcurrentHashMap.newKeySet();

  /** Adds the addresses of a representation. */
  void add(List<URI> bases) {
    if (bases.size() > 1 && known.add(bases)) {
      groups.add(new Group(bases));
    }
  }

  @Override
  public Optional<Segment> of(Segment expired) {
    return Optional.empty();
  }

  @Override
  public Segment preferred(Segment segment) {
    return groups.stream()
        .filter(group -> group.preferred > 0)
        .flatMap(
            group ->
                moved(segment.uri(), group.bases.get(0), group.bases.get(group.preferred)).stream())
        .findFirst()
        .map(segment::at)
        .orElse(segment);
  }

  @Override
  public Optional<Segment> elsewhere(Segment unavailable) {
    for (Group group : groups) {
      for (int i = 0; i < group.bases.size(); i++) {
        int next = (i + 1) % group.bases.size();
        Optional<URI> moved = moved(unavailable.uri(), group.bases.get(i), group.bases.get(next));
        if (moved.isPresent()) {
          group.preferred = next;
          return moved.map(unavailable::at);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns an address that is relative to one base relative to another one; empty if it is not
   * relative to the first one.
   */
  private static Optional<URI> moved(URI address, URI from, URI to) {
    if (address.equals(from)) {
      return Optional.of(to);
    }
    return replaced(address, folder(from), folder(to))
        // The address may name a path of the base's server.
        .or(() -> replaced(address, root(from), root(to)).filter(other -> !other.equals(address)));
  }

  private static Optional<URI> replaced(URI address, String from, String to) {
    String text = address.toString();
    return text.startsWith(from)
        ? Optional.of(URI.create(to + text.substring(from.length())))
        : Optional.empty();
  }

  private static String folder(URI base) {
    return base.resolve(".").toString();
  }

  private static String root(URI base) {
    return base.resolve("/").toString();
  }
}
