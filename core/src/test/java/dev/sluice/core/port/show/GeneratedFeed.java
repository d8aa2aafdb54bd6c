package dev.sluice.core.port.show;

import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A feed with habits drawn at random, which changes from one reading to the next. Each episode has
 * a number that its readings do not show.
 */
final class GeneratedFeed {
  enum Guids {
    NONE,
    OWN,
    ONE_FOR_ALL,
    IN_PAIRS,
    BY_POSITION,
    NEW_EACH_TIME
  }

  enum Links {
    PATH,
    QUERY,
    SIGNED_PATH,
    SIGNED_QUERY,
    NEW_PARAMETER_EACH_TIME,
    NEW_HOST_EACH_TIME
  }

  enum Pages {
    NONE,
    PATH,
    QUERY,
    HOME
  }

  enum Titles {
    OWN,
    OF_THREE,
    ONE_FOR_ALL
  }

  enum Dates {
    NONE,
    OWN,
    IN_PAIRS,
    ONE_FOR_ALL,
    SOME
  }

  /** An item of one reading. */
  record Item(int number, ShowEpisode episode) {}

  private record Truth(int number, String title, Optional<Instant> date, boolean hasMedia) {}

  final Guids guids;
  final Links links;
  final Pages pages;
  final Titles titles;
  final Dates dates;
  private final Random random;
  private final int initial;
  private List<Truth> episodes = new ArrayList<>();
  private final Deque<Optional<Instant>> removedDates = new ArrayDeque<>();
  private int next;
  private int readings;
  private boolean renamed;

  GeneratedFeed(Random random) {
    this.random = random;
    this.guids = any(Guids.values());
    this.links = any(Links.values());
    this.pages = any(Pages.values());
    this.dates = any(Dates.values());
    // Without a date, an episode with the guid and the title of a former one is that one.
    boolean isVague = guids != Guids.OWN && (dates == Dates.NONE || dates == Dates.SOME);
    this.titles = isVague ? Titles.OWN : any(Titles.values());
    this.initial = 1 + random.nextInt(8);
    for (int i = 0; i < initial; i++) {
      append();
    }
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private void append() {
    int number = next++;
    String title =
        switch (titles) {
          case OWN -> "Episode " + number;
          case OF_THREE -> "Part " + random.nextInt(3);
          case ONE_FOR_ALL -> "News";
        };
    // One with the guid, the title and the date of a removed one is that one.
    boolean isRepeated = titles == Titles.OWN && !removedDates.isEmpty() && random.nextInt(3) == 0;
    Optional<Instant> date = isRepeated ? removedDates.remove() : date(number);
    episodes.add(0, new Truth(number, title, date, random.nextInt(6) > 0));
  }

  boolean isRenamed() {
    return renamed;
  }

  /** Returns whether the link of an episode is the same in each reading, but for its signature. */
  boolean hasSteadyLinks() {
    return links != Links.NEW_PARAMETER_EACH_TIME && links != Links.NEW_HOST_EACH_TIME;
  }

  /** Changes the feed: some of remove, append, rename, exchange titles, give media, shuffle. */
  void change() {
    int removed = random.nextInt(Math.min(3, episodes.size()));
    for (int i = 0; i < removed; i++) {
      removedDates.add(episodes.remove(random.nextInt(episodes.size())).date());
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      append();
    }
    if (random.nextInt(3) == 0) {
      renamed = true;
      int at = random.nextInt(episodes.size());
      episodes.set(at, retitled(episodes.get(at), "Renamed " + random.nextInt(1_000)));
    }
    if (guids == Guids.OWN && random.nextInt(4) == 0) {
      renamed = true;
      int at = random.nextInt(episodes.size());
      int other = random.nextInt(episodes.size());
      String title = episodes.get(at).title();
      episodes.set(at, retitled(episodes.get(at), episodes.get(other).title()));
      episodes.set(other, retitled(episodes.get(other), title));
    }
    if (random.nextBoolean()) {
      episodes.replaceAll(one -> new Truth(one.number(), one.title(), one.date(), true));
    }
    if (random.nextBoolean()) {
      Collections.shuffle(episodes, random);
    }
  }

  private static Truth retitled(Truth one, String title) {
    return new Truth(one.number(), title, one.date(), one.hasMedia());
  }

  /** The items as the feed lists them now; some are listed twice. */
  List<Item> read() {
    readings++;
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < episodes.size(); i++) {
      Truth one = episodes.get(i);
      items.add(new Item(one.number(), episode(one, i)));
      if (random.nextInt(10) == 0) {
        items.add(random.nextInt(items.size()), new Item(one.number(), episode(one, i)));
      }
    }
    return items;
  }

  private ShowEpisode episode(Truth one, int position) {
    Optional<SourceUrl> media =
        one.hasMedia() ? Optional.of(SourceUrl.parse(link(one.number()))) : Optional.empty();
    Optional<SourceUrl> page = page(one.number());
    return new ShowEpisode(
        guid(one.number(), position).map(Guid::ofPublisher),
        one.title(),
        Optional.empty(),
        one.date(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        page.or(() -> media).orElse(SourceUrl.parse("https://feeds.example/feed.xml")),
        media.map(url -> new Enclosure(url, Optional.empty())).stream().toList(),
        media.isPresent() ? Optional.empty() : Optional.of("It has no media"));
  }

  private Optional<String> guid(int number, int position) {
    return switch (guids) {
      case NONE -> Optional.empty();
      case OWN -> Optional.of("guid-" + number);
      case ONE_FOR_ALL -> Optional.of("guid");
      case IN_PAIRS -> Optional.of("guid-" + number / 2);
      case BY_POSITION -> Optional.of("guid-" + (episodes.size() - position));
      case NEW_EACH_TIME -> Optional.of("guid-" + number + "-" + readings);
    };
  }

  private String link(int number) {
    return switch (links) {
      case PATH -> "https://media.example/" + number + ".mp3";
      case QUERY -> "https://media.example/play?f=ep" + number + ".mp3";
      case SIGNED_PATH -> "https://media.example/" + number + ".mp3?token=" + readings;
      case SIGNED_QUERY ->
          "https://media.example/play?feed=1&f=" + number + "&Signature=" + random.nextInt();
      case NEW_PARAMETER_EACH_TIME ->
          "https://media.example/play?f=" + number + "&visit=" + number + "-" + readings;
      case NEW_HOST_EACH_TIME -> "https://media" + readings + ".example/" + number + ".mp3";
    };
  }

  private Optional<SourceUrl> page(int number) {
    return switch (pages) {
      case NONE -> Optional.empty();
      case PATH -> Optional.of(SourceUrl.parse("https://show.example/" + number));
      case QUERY -> Optional.of(SourceUrl.parse("https://show.example/?p=" + number));
      case HOME -> Optional.of(SourceUrl.parse("https://show.example/"));
    };
  }

  private Optional<Instant> date(int number) {
    Instant first = Instant.parse("2024-01-01T00:00:00Z");
    if (number >= initial && dates != Dates.NONE) {
      return Optional.of(first.plus(Duration.ofDays(1_000 + number)));
    }
    return switch (dates) {
      case NONE -> Optional.empty();
      case OWN -> Optional.of(first.plus(Duration.ofDays(number)));
      case IN_PAIRS -> Optional.of(first.plus(Duration.ofDays(number / 2)));
      case ONE_FOR_ALL -> Optional.of(first);
      case SOME ->
          number % 2 == 0 ? Optional.empty() : Optional.of(first.plus(Duration.ofDays(number)));
    };
  }

  @Override
  public String toString() {
    return "guids %s, links %s, pages %s, titles %s, dates %s"
        .formatted(guids, links, pages, titles, dates);
  }
}
