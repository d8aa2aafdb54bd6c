package dev.sluice.core.port.show;

import dev.sluice.core.request.SourceUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The addresses of one kind in a reading: which parts of an address no other episode has. */
final class LinkIndex {
  private record Link(ShowEpisode episode, LinkParts parts) {}

  private final Map<String, List<Link>> byLocation = new HashMap<>();

  /** For each location that several have: who has a parameter. */
  private final Map<String, Map<String, List<Link>>> parameters = new ConcurrentHashMap<>();

  /** The locations by their fingerprints, made for the first search. */
  private volatile @Nullable Map<String, List<Link>> byFingerprint;

  LinkIndex(List<ShowEpisode> episodes, Function<ShowEpisode, List<SourceUrl>> links) {
    for (ShowEpisode episode : episodes) {
      for (SourceUrl url : links.apply(episode)) {
        LinkParts parts = LinkParts.of(url);
        byLocation
            .computeIfAbsent(parts.location(), location -> new ArrayList<>(1))
            .add(new Link(episode, parts));
      }
    }
  }

  /**
   * Returns fingerprints of the parts that distinguish the episode by this address of its own;
   * empty if there are none.
   *
   * @param ifOnly whether an address distinguishes the episode if it is the only one here
   */
  @SuppressWarnings("ReferenceEquality") // two announced episodes may be equal in everything
  Set<String> distinguishing(ShowEpisode episode, SourceUrl url, boolean ifOnly) {
    LinkParts parts = LinkParts.of(url);
    List<Link> links = Objects.requireNonNull(byLocation.get(parts.location()));
    boolean isShared = links.stream().anyMatch(link -> link.episode() != episode);
    if (!isShared) {
      if (byLocation.size() > 1) {
        return parts.fingerprints(Set.of());
      }
      // Nothing says whether the path or the query distinguishes.
      return ifOnly ? parts.fingerprints(parts.parameters()) : Set.of();
    }
    Map<String, List<Link>> byParameter =
        parameters.computeIfAbsent(parts.location(), location -> byParameter(links));
    Set<String> different = new HashSet<>(parts.parameters());
    different.removeIf(one -> byParameter.getOrDefault(one, links).size() == links.size());
    // Only those that have the rarest parameter can have all of them.
    boolean isUnique =
        different.stream()
            .map(one -> byParameter.getOrDefault(one, links))
            .min(Comparator.comparingInt(List::size))
            .filter(
                some ->
                    some.stream()
                        .allMatch(
                            link ->
                                link.episode() == episode
                                    || !link.parts().parameters().containsAll(different)))
            .isPresent();
    return isUnique ? parts.fingerprints(different) : Set.of();
  }

  private static Map<String, List<Link>> byParameter(List<Link> links) {
    Map<String, List<Link>> byParameter = new HashMap<>();
    for (Link link : links) {
      for (String one : link.parts().parameters()) {
        byParameter.computeIfAbsent(one, none -> new ArrayList<>(1)).add(link);
      }
    }
    return byParameter;
  }

  /** Returns fingerprints of those parts of a foreign address that addresses here have too. */
  Set<String> known(SourceUrl url) {
    LinkParts parts = LinkParts.of(url);
    List<Link> links = byLocation.getOrDefault(parts.location(), List.of());
    Set<String> names = new HashSet<>();
    links.forEach(link -> link.parts().parameters().forEach(one -> names.add(name(one))));
    boolean isShared = links.stream().map(Link::episode).distinct().limit(2).count() > 1;
    Set<String> shared = new HashSet<>(isShared ? parts.parameters() : Set.of());
    shared.removeIf(one -> !names.contains(name(one)));
    return parts.fingerprints(shared);
  }

  private static String name(String parameter) {
    int end = parameter.indexOf('=');
    return end < 0 ? parameter : parameter.substring(0, end);
  }

  /** Returns the episodes that have an address with all of these parts. */
  List<ShowEpisode> having(Set<String> fingerprints) {
    Set<ShowEpisode> found = Collections.newSetFromMap(new IdentityHashMap<>());
    if (!fingerprints.isEmpty()) {
      Map<String, List<Link>> locations = byFingerprint();
      for (String one : fingerprints) {
        locations.getOrDefault(one, List.of()).stream()
            .filter(link -> link.parts().hasAll(fingerprints))
            .forEach(link -> found.add(link.episode()));
      }
    }
    return List.copyOf(found);
  }

  private Map<String, List<Link>> byFingerprint() {
    Map<String, List<Link>> known = byFingerprint;
    if (known == null) {
      known = new HashMap<>(byLocation.size() * 2);
      for (Map.Entry<String, List<Link>> one : byLocation.entrySet()) {
        known
            .computeIfAbsent(LinkParts.fingerprint(one.getKey()), none -> new ArrayList<>(1))
            .addAll(one.getValue());
      }
      byFingerprint = known;
    }
    return known;
  }
}
