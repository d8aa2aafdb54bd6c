package dev.sluice.shows.match;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.SourceUrl;
import java.text.Normalizer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A show as a service lists it and as its feed has it, and which belongs to which.
 *
 * @param truth for each listed episode's identity the identities of the items that are the same
 *     recording; none where the feed lacks it
 */
record TruthSet(
    PublisherHabit habit,
    List<ShowEpisode> listed,
    List<ShowEpisode> items,
    Map<String, Set<String>> truth) {

  static List<TruthSet> all(long seed, Noise noise) {
    List<TruthSet> shows = new ArrayList<>();
    for (PublisherHabit habit : PublisherHabit.values()) {
      shows.add(new Maker(habit, noise, new Random(seed * 1_000 + habit.ordinal())).make());
    }
    return shows;
  }

  Set<String> names() {
    return Set.of(habit.show());
  }

  List<Match> matched() {
    return EpisodeMatcher.match(listed, items, names());
  }

  Set<String> right(ShowEpisode episode) {
    return truth.get(Episodes.name(episode));
  }

  /** What the right items say, for messages. */
  List<String> rightItems(ShowEpisode episode) {
    return items.stream()
        .filter(item -> right(episode).contains(Episodes.name(item)))
        .map(TruthSet::said)
        .toList();
  }

  static String said(ShowEpisode episode) {
    return "%s (%s, %s)"
        .formatted(
            episode.title(),
            episode.publishedAt().map(Object::toString).orElse("-").replaceFirst("T.*", ""),
            episode.duration().map(d -> d.toSeconds() + " s").orElse("-"));
  }

  /** The same show, whose feed lacks these items. */
  TruthSet without(Set<String> some) {
    Map<String, Set<String>> left = new TreeMap<>();
    truth.forEach(
        (episode, right) -> {
          Set<String> stays = new TreeSet<>(right);
          stays.removeAll(some);
          left.put(episode, stays);
        });
    List<ShowEpisode> stay =
        items.stream().filter(item -> !some.contains(Episodes.name(item))).toList();
    return new TruthSet(habit, listed, stay, left);
  }

  private static final class Maker {
    private final PublisherHabit habit;
    private final Noise noise;
    private final Random random;
    private final int shift;
    private final int advertisement;
    private final boolean wholeMinutes;
    private final List<ShowEpisode> listed = new ArrayList<>();
    private final List<ShowEpisode> items = new ArrayList<>();
    private final Map<String, Set<String>> truth = new TreeMap<>();

    Maker(PublisherHabit habit, Noise noise, Random random) {
      this.habit = habit;
      this.noise = noise;
      this.random = random;
      this.shift = noise.equals(Noise.NONE) || random.nextInt(3) > 0 ? 0 : random.nextInt(3) - 1;
      this.advertisement = happens(noise.drifted()) ? random.nextInt(60) : 0;
      this.wholeMinutes = happens(noise.drifted() / 3);
    }

    TruthSet make() {
      for (Recording recording : habit.recordings(random)) {
        boolean isListed = !happens(noise.listLacks());
        boolean isFed = !happens(noise.feedLacks());
        Set<String> right = new TreeSet<>();
        if (isFed) {
          feed(recording, right);
        }
        if (isListed) {
          ShowEpisode episode = listed(recording);
          listed.add(episode);
          truth.put(Episodes.name(episode), right);
        }
      }
      Collections.shuffle(items, random);
      return new TruthSet(habit, listed, items, truth);
    }

    private void feed(Recording recording, Set<String> right) {
      LocalDate date = recording.date().plusDays(shift + wobble());
      boolean moved = happens(noise.moved());
      if (!moved || happens(noise.doubled() / noise.moved())) {
        add(recording, "", date, right);
      }
      if (moved) {
        add(recording, "again", date.plusDays(20 + random.nextInt(400)), right);
      }
    }

    private void add(Recording recording, String mark, LocalDate date, Set<String> right) {
      ShowEpisode item =
          episode(
              "item-" + recording.id() + mark,
              noisy(recording.fed()),
              date,
              habit.saysDurations() && !happens(noise.unsaid())
                  ? Optional.of(drifted(recording.seconds()))
                  : Optional.empty());
      items.add(item);
      right.add(Episodes.name(item));
    }

    private ShowEpisode listed(Recording recording) {
      return episode(
          "listed-" + recording.id(),
          noisy(recording.listed()),
          recording.date(),
          Optional.of(recording.seconds()));
    }

    private int drifted(int seconds) {
      int longer = seconds + advertisement;
      if (happens(noise.drifted())) {
        longer = Math.max(1, seconds + random.nextInt(211) - 105);
      }
      return wholeMinutes && longer > 90 ? Math.round(longer / 60f) * 60 : longer;
    }

    private int wobble() {
      if (!happens(noise.dateOff())) {
        return 0;
      }
      // Two days are all that may lie between the sides, the time zone included.
      return shift != 0 ? shift : (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(2));
    }

    private String noisy(String title) {
      String text = title;
      if (happens(noise.edited())) {
        text = edited(text);
      }
      if (happens(noise.prefixed())) {
        String[] before = {habit.show() + ": ", "NEW: ", "New Episode - ", habit.show() + " – "};
        text = before[random.nextInt(before.length)] + text;
      }
      return happens(noise.restyled()) ? restyled(text) : text;
    }

    private String edited(String text) {
      int space = text.lastIndexOf(' ');
      return switch (random.nextInt(4)) {
        case 0 -> text + " (with Robin Vale)";
        case 1 -> space > 0 ? text.substring(0, space) : text + "?";
        case 2 -> text.replaceFirst("(\\p{L})(\\p{L})(?=\\p{L}*$)", "$2$1");
        default -> "Why " + text;
      };
    }

    private String restyled(String text) {
      return switch (random.nextInt(8)) {
        case 0 -> text.toUpperCase(Locale.ROOT);
        case 1 -> text.replace("'", "’").replace(": ", " – ");
        case 2 -> "“" + text + "”";
        case 3 -> text.replace(" and ", " &amp; ").replace("'", "&#39;");
        case 4 -> Normalizer.normalize(text, Normalizer.Form.NFD);
        case 5 -> "🎙️ " + text;
        case 6 -> text.replace(" ", "  ") + "\u00a0";
        default -> text + "…";
      };
    }

    private boolean happens(double share) {
      return random.nextDouble() < share;
    }

    private ShowEpisode episode(
        String identity, String title, LocalDate date, Optional<Integer> seconds) {
      SourceUrl media = SourceUrl.parse("https://media.example/" + identity + ".mp3");
      LocalTime time = identity.startsWith("item") ? LocalTime.of(14, 30) : LocalTime.MIDNIGHT;
      return Episodes.of(
          identity,
          title,
          Optional.of(date.atTime(time).toInstant(ZoneOffset.UTC)),
          seconds.map(Duration::ofSeconds),
          media);
    }
  }
}
