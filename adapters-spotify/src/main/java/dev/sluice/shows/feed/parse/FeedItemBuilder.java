package dev.sluice.shows.feed.parse;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.FeedDates;
import dev.sluice.shows.feed.text.FeedDurations;
import dev.sluice.shows.feed.text.FeedLinks;
import dev.sluice.shows.feed.text.HtmlText;
import dev.sluice.shows.feed.text.MediaTypes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Collects what was read of an item so far; of several values for one field, the best. */
final class FeedItemBuilder {
  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_TITLE = 1_000;

  private final Best title = new Best();
  private final Best description = new Best();
  private final Best date = new Best();
  private final Best duration = new Best();
  private final Best image = new Best();
  private final Best link = new Best();
  private final EnclosureChoice enclosures = new EnclosureChoice();
  private final TranscriptChoice transcripts = new TranscriptChoice();
  private String guid = "";
  private boolean guidIsLink = true;

  /** Values of which the one of the lowest rank counts, of equals the first. */
  private static final class Best {
    private String value = "";
    private int rank = Integer.MAX_VALUE;

    void offer(String text, int itsRank) {
      if (itsRank < rank && !text.isBlank()) {
        value = text;
        rank = itsRank;
      }
    }
  }

  void title(String text, int rank) {
    title.offer(text, rank);
  }

  void description(String text, int rank) {
    description.offer(text, rank);
  }

  void date(String text, int rank) {
    if (FeedDates.parse(text).isPresent()) {
      date.offer(text, rank);
    }
  }

  void duration(String text, int rank) {
    if (FeedDurations.parse(text).isPresent()) {
      duration.offer(text, rank);
    }
  }

  void image(String address, int rank) {
    image.offer(address, rank);
  }

  void link(String address, int rank) {
    link.offer(address, rank);
  }

  void guid(String text, boolean isLink) {
    if (guid.isEmpty()) {
      guid = text.strip();
      guidIsLink = isLink;
    }
  }

  EnclosureChoice enclosures() {
    return enclosures;
  }

  TranscriptChoice transcripts() {
    return transcripts;
  }

  FeedItem finish(URI base, String language) {
    EnclosureChoice.Chosen media = enclosures.choose(base);
    List<Enclosure> chosen = media.enclosures();
    Optional<SourceUrl> itsPage = page(base);
    String shownTitle = title(chosen);
    Optional<Instant> published = FeedDates.parse(date.value);
    SourceUrl shownPage =
        itsPage
            .or(() -> chosen.stream().findFirst().map(Enclosure::url))
            .orElseGet(() -> SourceUrl.parse(base.toString()));
    String text = HtmlText.plain(description.value);
    Optional<Duration> length = FeedDurations.parse(duration.value);
    ShowEpisode episode =
        new ShowEpisode(
            guid.isEmpty() ? Optional.empty() : Optional.of(Guid.ofPublisher(cutGuid())),
            shownTitle,
            text.isEmpty() ? Optional.empty() : Optional.of(text),
            published,
            length,
            FeedLinks.resolved(base, image.value),
            transcripts.choose(base, language),
            shownPage,
            chosen,
            media.unavailableReason().map(why -> sentence(shownTitle, base, why)));
    return new FeedItem(episode);
  }

  private static String sentence(String title, URI base, String why) {
    return "The episode \"%s\" has no media that can be fetched: %s in the feed %s"
        .formatted(cut(title, 200), why, SourceUrl.redacted(base));
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end).strip() + "…";
  }

  private Optional<SourceUrl> page(URI base) {
    Optional<SourceUrl> named = FeedLinks.resolved(base, link.value);
    boolean isAddress = guidIsLink && guid.matches("(?is)https?://.*");
    return named.isPresent() || !isAddress ? named : FeedLinks.resolved(base, guid);
  }

  private String title(List<Enclosure> chosen) {
    String text = HtmlText.line(title.value);
    if (!text.isEmpty()) {
      return cut(text, LONGEST_TITLE);
    }
    String file = chosen.isEmpty() ? "" : HtmlText.line(fileName(chosen.get(0).url()));
    String name = file.isEmpty() ? HtmlText.line(guid) : file;
    return name.isEmpty() ? "Untitled" : cut(name, LONGEST_TITLE);
  }

  // The stored file gets an extension of its own.
  private static String fileName(SourceUrl url) {
    String name = url.lastSegment();
    int dot = name.lastIndexOf('.');
    return dot > 0 && MediaTypes.hasMediaName(url) ? name.substring(0, dot) : name;
  }

  // Names that differ only in the part that is cut off are handled as equal names.
  private String cutGuid() {
    return guid.length() <= LONGEST_NAME ? guid : guid.substring(0, LONGEST_NAME);
  }
}
