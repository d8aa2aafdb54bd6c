package dev.sluice.shows.feed.parse;

import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.FeedLinks;
import dev.sluice.shows.feed.text.MediaTypes;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the files of an item that are its media, in the order in which they are tried: the
 * enclosure, then what its publisher calls the same, then what is offered beside it.
 */
final class EnclosureChoice {
  private static final int MAX = 20;

  /** The ways in which an item offers a file, the most trusted first. */
  enum Offer {
    ENCLOSURE,
    DEFAULT_ALTERNATE,
    DEFAULT_CONTENT,
    ALTERNATE,
    CONTENT,
    /** A part of the episode, which is not taken for it. */
    SAMPLE
  }

  private record Offered(Offer offer, String address, String type) {}

  /**
   * @param unavailableReason where nothing was chosen: the rest of a sentence
   */
  record Chosen(List<Enclosure> enclosures, Optional<String> unavailableReason) {}

  private final List<Offered> offered = new ArrayList<>(2);

  void add(Offer offer, String address, String type) {
    if (!address.isBlank() && offered.size() < 2 * MAX) {
      offered.add(new Offered(offer, address, type));
    }
  }

  Chosen choose(URI base) {
    List<Offered> inOrder = new ArrayList<>(offered);
    inOrder.sort(Comparator.comparing(Offered::offer));
    Map<SourceUrl, Enclosure> chosen = new LinkedHashMap<>();
    String why = "it has no enclosure";
    for (Offered one : inOrder) {
      Optional<String> type = MediaTypes.cleaned(one.type());
      Optional<SourceUrl> url = FeedLinks.resolved(base, one.address());
      if (one.offer() == Offer.SAMPLE) {
        if (one == inOrder.get(0)) {
          why = "it offers no more than a sample of it";
        }
      } else if (url.isPresent() && MediaTypes.isMedia(url.get(), type)) {
        if (chosen.size() < MAX) {
          chosen.putIfAbsent(url.get(), new Enclosure(url.get(), type));
        }
      } else if (one == inOrder.get(0)) {
        why = refusal(one, url, type);
      }
    }
    return new Chosen(
        List.copyOf(chosen.values()), chosen.isEmpty() ? Optional.of(why) : Optional.empty());
  }

  private static String refusal(Offered one, Optional<SourceUrl> url, Optional<String> type) {
    if (url.isPresent()) {
      return "its enclosure is no audio or video but "
          + type.orElseGet(() -> "a ." + MediaTypes.extension(url.get()) + " file");
    }
    String scheme = FeedLinks.scheme(one.address()).orElse("");
    if (scheme.isEmpty() || scheme.startsWith("http")) {
      return "its enclosure's address cannot be read";
    }
    return "its enclosure is a %s: address, and only http: and https: are fetched"
        .formatted(scheme.length() > 20 ? scheme.substring(0, 20) : scheme);
  }
}
