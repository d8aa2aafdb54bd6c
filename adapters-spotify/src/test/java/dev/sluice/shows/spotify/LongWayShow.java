package dev.sluice.shows.spotify;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowExpander;
import dev.sluice.core.port.show.ShowExpander.ShowQuery;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.Secret;
import dev.sluice.shows.apple.ApplePodcasts;
import dev.sluice.shows.directory.FeedMap;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.testing.FakeApple;
import dev.sluice.shows.testing.FakeSpotify;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.fake.PlainWebClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A show of five episodes that Spotify lists, a directory knows, and whose feed lacks the third.
 */
final class LongWayShow implements AutoCloseable {
  static final String ID = "4rOoJ6Egrf8K2IrywzwOMk";
  static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  static final InstantSource CLOCK = InstantSource.system();
  static final LocalDate DAY = LocalDate.parse("2024-03-01");

  final FakeSpotify spotify = FakeSpotify.start();
  final FakeApple apple = FakeApple.start();
  final FeedSite site = FeedSite.start();
  final PlainWebClient web = new PlainWebClient();

  LongWayShow() {
    spotify.show(ID, "The Long Way", "Harbour Radio");
    FeedText feed = FeedText.rss("The Long Way");
    for (int i = 1; i <= 5; i++) {
      spotify.episode(ID, episodeId(i), title(i), DAY.plusDays(7L * i).toString(), length(i));
      if (i != 3) {
        feed = item(feed, i);
      }
    }
    site.serve("/way.xml", feed);
    apple.show("1", "The Long Way", site.url("/way.xml").text());
  }

  @Override
  public void close() {
    spotify.close();
    apple.close();
    site.close();
  }

  Optional<SpotifyCatalog> listing() {
    return Optional.of(
        new SpotifyApi(
            web,
            CLOCK,
            new SpotifyCredentials(
                FakeSpotify.CLIENT_ID,
                Secret.of(FakeSpotify.CLIENT_SECRET),
                "US",
                spotify.api(),
                spotify.tokenUrl())));
  }

  ShowExpander expander(Optional<SpotifyCatalog> catalog, FeedMap map) {
    return new SpotifyShowExpander(
        new SpotifyOembed(web, CLOCK, spotify.oembed()),
        catalog,
        map,
        List.of(new ApplePodcasts(web, CLOCK, apple.address())),
        new FeedClient(web, CLOCK));
  }

  ShowExpander searching(FakeApple directory, Optional<SpotifyCatalog> catalog) {
    return new SpotifyShowExpander(
        new SpotifyOembed(web, CLOCK, spotify.oembed()),
        catalog,
        FeedMap.empty(),
        List.of(new ApplePodcasts(web, CLOCK, directory.address())),
        new FeedClient(web, CLOCK));
  }

  static String episodeId(int number) {
    return String.format(Locale.ROOT, "%022d", number);
  }

  static String title(int number) {
    return List.of("Departure", "The bridge at night", "A letter", "Storm", "Arrival")
        .get(number - 1);
  }

  static Duration length(int number) {
    return Duration.ofMinutes(20 + 3L * number);
  }

  SourceUrl media(int number) {
    return site.url("/way/" + number + ".mp3");
  }

  FeedText item(FeedText feed, int number) {
    return item(feed, number, "item-" + number);
  }

  FeedText item(FeedText feed, int number, String guid) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            DAY.plusDays(7L * number).atTime(6, 0).atOffset(ZoneOffset.UTC));
    return feed.item(
        guid,
        number + ": " + title(number).toUpperCase(Locale.ROOT),
        media(number).text(),
        String.format(
            Locale.ROOT,
            "<pubDate>%s</pubDate><itunes:duration>%d</itunes:duration>",
            date,
            length(number).toSeconds() + 20));
  }

  /** With Spotify's list of its episodes. */
  Show expand(String path, Optional<SourceUrl> feed) {
    return expander(listing(), FeedMap.empty()).expand(query(path, feed), LATER);
  }

  static ShowQuery query(String path, Optional<SourceUrl> feed) {
    return new ShowQuery(SourceUrl.parse("https://open.spotify.com" + path), feed);
  }

  static SluiceException failure(ThrowingCallable call) {
    return catchThrowableOfType(SluiceException.class, call);
  }
}
