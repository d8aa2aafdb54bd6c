package dev.sluice.core.port.show;

import dev.sluice.core.job.EpisodeIdentity;
import dev.sluice.core.job.EpisodeIdentity.Text;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives the episodes of one reading of a show their identities, and finds episodes by identities
 * from earlier readings. An identity may find nothing, but it does not find another episode: a
 * guid, an address, or a title with its date counts only if one episode alone has it, in both
 * readings; all of these that are found must belong to one episode; and either its title or its
 * date must be the same. Immutable; a function of the reading alone.
 */
public final class EpisodeIdentities {
  /** What may lead to an episode. */
  private enum Evidence {
    GUID,
    PAGE,
    MEDIA,
    TEXTS
  }

  private record Texts(String title, Instant date) {}

  private final Map<String, List<ShowEpisode>> byGuid;
  private final Map<String, List<ShowEpisode>> byMedia;
  private final Map<String, List<ShowEpisode>> byTitle;
  private final Map<Instant, List<ShowEpisode>> byDate;
  private final Map<Texts, List<ShowEpisode>> byTexts;
  private final LinkIndex pages;
  private final LinkIndex media;

  private EpisodeIdentities(List<ShowEpisode> episodes) {
    this.byGuid = grouped(episodes, one -> one.guid().map(Guid::text));
    this.byMedia =
        grouped(
            episodes,
            one ->
                one.guid().isPresent()
                    ? Optional.empty()
                    : one.enclosures().stream().findFirst().map(first -> address(first.url())));
    this.byTitle = grouped(episodes, one -> Optional.of(key(one.title())));
    this.byDate = grouped(episodes, ShowEpisode::publishedAt);
    this.byTexts =
        grouped(episodes, one -> one.publishedAt().map(date -> new Texts(key(one.title()), date)));
    this.pages = new LinkIndex(episodes, one -> hasPage(one) ? List.of(one.page()) : List.of());
    this.media =
        new LinkIndex(episodes, one -> one.enclosures().stream().map(Enclosure::url).toList());
  }

  private static <K> Map<K, List<ShowEpisode>> grouped(
      List<ShowEpisode> episodes, Function<ShowEpisode, Optional<K>> key) {
    Map<K, List<ShowEpisode>> groups = new HashMap<>(episodes.size() * 2);
    for (ShowEpisode episode : episodes) {
      key.apply(episode)
          .ifPresent(
              value -> groups.computeIfAbsent(value, none -> new ArrayList<>(1)).add(episode));
    }
    return groups;
  }

  /**
   * @param episodes those of one reading, none twice
   */
  public static EpisodeIdentities of(List<ShowEpisode> episodes) {
    return new EpisodeIdentities(List.copyOf(episodes));
  }

  /**
   * Returns the episodes without repetitions. Two items of a feed are one episode if they have the
   * same guid and media, and, if they have no guid or their media differs in its signature, the
   * same title and date. Items without media are never one: two episodes may be announced with the
   * same words.
   */
  public static List<ShowEpisode> distinct(Collection<ShowEpisode> items) {
    Set<Object> seen = new HashSet<>(items.size() * 4);
    List<ShowEpisode> distinct = new ArrayList<>(items.size());
    for (ShowEpisode item : items) {
      boolean isNew = true;
      for (Object mark : marks(item)) {
        isNew &= seen.add(mark);
      }
      if (isNew) {
        distinct.add(item);
      }
    }
    return distinct;
  }

  private static List<Object> marks(ShowEpisode item) {
    Optional<String> guid = item.guid().map(Guid::text);
    List<Object> texts = List.of(guid, key(item.title()), item.publishedAt());
    if (item.enclosures().isEmpty()) {
      return List.of();
    }
    SourceUrl url = item.enclosures().get(0).url();
    List<Object> marks = new ArrayList<>(2);
    marks.add(List.of(texts, LinkParts.of(url)));
    guid.ifPresent(name -> marks.add(List.of(name, url)));
    return marks;
  }

  /**
   * @param episode one of the reading
   */
  public EpisodeIdentity identityOf(ShowEpisode episode) {
    Set<Text> unique = EnumSet.noneOf(Text.class);
    if (isSingle(byTitle, key(episode.title()))) {
      unique.add(Text.TITLE);
    }
    if (episode.publishedAt().isPresent()) {
      if (isSingle(byDate, episode.publishedAt().get())) {
        unique.add(Text.DATE);
      }
      if (isSingle(byTexts, new Texts(key(episode.title()), episode.publishedAt().get()))) {
        unique.add(Text.TITLE_AND_DATE);
      }
    }
    return new EpisodeIdentity(
        episode.guid().map(Guid::text).filter(guid -> isSingle(byGuid, guid)),
        hasPage(episode) ? pages.distinguishing(episode, episode.page(), false) : Set.of(),
        episode.enclosures().stream()
            .findFirst()
            .map(first -> media.distinguishing(episode, first.url(), true))
            .orElse(Set.of()),
        episode.title(),
        episode.publishedAt(),
        unique);
  }

  /** Returns the episode of this reading that has the identity; empty if it is not certain. */
  @SuppressWarnings("ReferenceEquality") // two announced episodes may be equal in everything
  public Optional<ShowEpisode> find(EpisodeIdentity wanted) {
    List<ShowEpisode> named = named(wanted);
    if (named.size() == 1 && isIssuedByService(named.get(0))) {
      return Optional.of(named.get(0));
    }
    Map<Evidence, List<ShowEpisode>> found = new EnumMap<>(Evidence.class);
    found.put(Evidence.GUID, named);
    found.put(Evidence.PAGE, pages.having(wanted.page()));
    found.put(Evidence.MEDIA, media.having(wanted.media()));
    found.put(Evidence.TEXTS, withTexts(wanted));
    found.replaceAll((evidence, some) -> plausible(some, wanted));
    found.values().removeIf(List::isEmpty);
    if (found.isEmpty()) {
      return withNothingButItsTitle(wanted);
    }
    List<ShowEpisode> certain =
        found.values().stream().filter(some -> some.size() == 1).map(some -> some.get(0)).toList();
    if (certain.isEmpty()) {
      return Optional.empty();
    }
    ShowEpisode one = certain.get(0);
    boolean isAgreed =
        found.values().stream().allMatch(some -> some.stream().anyMatch(other -> other == one))
            && certain.stream().allMatch(other -> other == one);
    found.values().removeIf(some -> some.size() > 1);
    return isAgreed && isConfirmed(one, wanted, found.keySet())
        ? Optional.of(one)
        : Optional.empty();
  }

  /**
   * Returns the episode that a directory describes; empty if it is not certain. A title alone
   * counts if one episode has it and nothing contradicts it.
   *
   * @param link the address of the media
   */
  public Optional<ShowEpisode> findListed(
      Optional<String> guid,
      Optional<SourceUrl> link,
      String title,
      Optional<Instant> publishedAt) {
    EpisodeIdentity listed =
        new EpisodeIdentity(
            guid,
            Set.of(),
            link.map(media::known).orElse(Set.of()),
            title,
            publishedAt,
            EnumSet.allOf(Text.class));
    Optional<ShowEpisode> found = find(listed);
    List<ShowEpisode> named = named(listed);
    List<ShowEpisode> linked = media.having(listed.media());
    if (found.isEmpty() && linked.isEmpty() && named.size() == 1) {
      // A directory copies guid and date from the feed as it is now, and may edit the title.
      return named.stream().filter(one -> hasDate(one, listed)).findFirst();
    }
    if (found.isPresent() || !named.isEmpty() || !linked.isEmpty()) {
      return found;
    }
    List<ShowEpisode> titled = byTitle.getOrDefault(key(title), List.of());
    return titled.stream()
        .filter(one -> titled.size() == 1)
        .filter(one -> publishedAt.isEmpty() || !hasOtherDate(one, listed))
        .filter(one -> !hasOtherGuid(one, listed))
        .findFirst();
  }

  // Names that were stored before are those of the media where there was no guid.
  private List<ShowEpisode> named(EpisodeIdentity wanted) {
    if (wanted.guid().isEmpty()) {
      return List.of();
    }
    String name = wanted.guid().get();
    List<ShowEpisode> named = byGuid.getOrDefault(name, List.of());
    return named.isEmpty() ? byMedia.getOrDefault(name, List.of()) : named;
  }

  private List<ShowEpisode> withTexts(EpisodeIdentity wanted) {
    return wanted.unique().contains(Text.TITLE_AND_DATE) && wanted.publishedAt().isPresent()
        ? byTexts.getOrDefault(
            new Texts(key(wanted.title()), wanted.publishedAt().get()), List.of())
        : List.of();
  }

  /** Leaves out those with another title and another date; of several, title and date decide. */
  private static List<ShowEpisode> plausible(List<ShowEpisode> some, EpisodeIdentity wanted) {
    List<ShowEpisode> plausible =
        some.stream().filter(one -> hasTitle(one, wanted) || !hasOtherDate(one, wanted)).toList();
    if (plausible.size() < 2) {
      return plausible;
    }
    List<ShowEpisode> equal =
        plausible.stream().filter(one -> hasTitle(one, wanted) && hasDate(one, wanted)).toList();
    return equal.size() == 1 ? equal : plausible;
  }

  private boolean isConfirmed(ShowEpisode one, EpisodeIdentity wanted, Set<Evidence> found) {
    boolean title = hasTitle(one, wanted) && isDistinct(Text.TITLE, one, wanted);
    boolean date = hasDate(one, wanted) && isDistinct(Text.DATE, one, wanted);
    if (found.contains(Evidence.TEXTS)) {
      return date || !hasOtherGuid(one, wanted);
    }
    boolean link = found.contains(Evidence.PAGE) || found.contains(Evidence.MEDIA);
    if (found.contains(Evidence.GUID)) {
      // A guid by position and a date without a time may both be those of another episode.
      return (date && (link || hasTitle(one, wanted)))
          || (title && (link || !hasOtherDate(one, wanted)))
          || (link && hasTitle(one, wanted) && hasDate(one, wanted));
    }
    if (hasOtherGuid(one, wanted)) {
      return false;
    }
    boolean otherMedia =
        !found.contains(Evidence.MEDIA) && !wanted.media().isEmpty() && !one.enclosures().isEmpty();
    return date || (title && !hasOtherDate(one, wanted) && !otherMedia);
  }

  // Of an episode without guid, date and media, the feed says no more than this.
  private Optional<ShowEpisode> withNothingButItsTitle(EpisodeIdentity wanted) {
    boolean isBare =
        wanted.guid().isEmpty() && wanted.publishedAt().isEmpty() && wanted.media().isEmpty();
    if (!isBare || !wanted.unique().contains(Text.TITLE)) {
      return Optional.empty();
    }
    List<ShowEpisode> titled = byTitle.getOrDefault(key(wanted.title()), List.of());
    return titled.stream()
        .filter(one -> titled.size() == 1)
        .filter(one -> one.guid().isEmpty() && one.publishedAt().isEmpty() && !hasPage(one))
        .findFirst();
  }

  private boolean isDistinct(Text text, ShowEpisode one, EpisodeIdentity wanted) {
    return wanted.unique().contains(text)
        && (text == Text.TITLE
            ? isSingle(byTitle, key(one.title()))
            : isSingle(byDate, one.publishedAt().orElseThrow()));
  }

  private static boolean hasTitle(ShowEpisode one, EpisodeIdentity wanted) {
    return key(one.title()).equals(key(wanted.title()));
  }

  private static boolean hasDate(ShowEpisode one, EpisodeIdentity wanted) {
    return one.publishedAt().isPresent() && one.publishedAt().equals(wanted.publishedAt());
  }

  private static boolean hasOtherDate(ShowEpisode one, EpisodeIdentity wanted) {
    return !one.publishedAt().equals(wanted.publishedAt());
  }

  private static boolean hasOtherGuid(ShowEpisode one, EpisodeIdentity wanted) {
    return one.guid().isPresent()
        && wanted.guid().isPresent()
        && !one.guid().get().text().equals(wanted.guid().get());
  }

  private static boolean isIssuedByService(ShowEpisode one) {
    return one.guid().filter(guid -> guid.issuer() == Guid.Issuer.SERVICE).isPresent();
  }

  /** Returns whether the page is another address than that of the media. */
  private static boolean hasPage(ShowEpisode one) {
    return one.enclosures().stream().noneMatch(media -> media.url().equals(one.page()));
  }

  private static String address(SourceUrl url) {
    String text = url.uri().toString();
    return text.substring(0, text.length() - queryLength(url));
  }

  private static int queryLength(SourceUrl url) {
    String query = url.uri().getRawQuery();
    String fragment = url.uri().getRawFragment();
    return (query == null ? 0 : query.length() + 1)
        + (fragment == null ? 0 : fragment.length() + 1);
  }

  private static String key(String title) {
    return title.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }

  private static boolean isSingle(Map<?, List<ShowEpisode>> groups, Object key) {
    return groups.getOrDefault(key, List.of()).size() == 1;
  }
}
