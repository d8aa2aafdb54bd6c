package dev.sluice.shows.match;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * What publishers do with titles, dates and lengths: each makes a show of its own kind, of forty
 * recordings or so.
 */
enum PublisherHabit {
  PLAIN("en", 7, "%t", "%t"),
  NUMBERED("en", 7, "#%n - %t", "#%n: %t"),
  NUMBERED_IN_THE_FEED("en", 7, "%t", "%n. %t"),
  SEASONS_IN_THE_FEED("en", 7, "%t", "S%s E%e: %t"),
  SEASONS_AGAINST_NUMBERS("en", 7, "S%s:E%e - %t", "Ep. %n | %t"),
  NAMED("en", 7, "%t", "%w: %t"),
  NAMED_BEHIND("en", 3, "%t", "%t | %w"),
  DATED("en", 1, "%d: %t", "%d: %t"),
  DATED_ALONE("en", 1, "Morning briefing, %d", "Morning briefing – %d"),
  FIXED_LENGTH("en", 1, "%t", "%t"),
  NO_DURATIONS("en", 7, "%t", "%w #%n: %t"),
  NUMBERS_ALONE("en", 7, "Episode %n", "Episode %n"),
  SEASONS_ALONE("en", 7, "Season %s, Episode %e", "S%sE%e"),
  RERUNS("en", 7, "%t", "%t"),
  COMPANIONS("en", 7, "%t", "%t"),
  PARTS("en", 2, "%t", "%t"),
  NEIGHBOURS("en", 7, "%t", "%t"),
  SAME_EVERY_WEEK("en", 7, "Listener questions", "Listener questions"),
  CLIPS("en", 0, "%t", "%t"),
  LOUD("en", 7, "%t!!! 🔥", "🔥🔥 %t"),
  GERMAN("de", 7, "Folge %n: %t", "%n – %t"),
  FRENCH("fr", 7, "Épisode %n : %t", "%t"),
  SPANISH("es", 7, "%t", "T%s: Episodio %e. %t"),
  TURKISH("tr", 7, "%n. Bölüm: %t", "Bölüm %n - %t"),
  RUSSIAN("ru", 7, "Выпуск %n. %t", "#%n %t"),
  JAPANESE("ja", 7, "第%n回 %t", "#%n「%t」"),
  CHINESE("zh", 7, "第%n集:%t", "%n. %t"),
  KOREAN("ko", 7, "%n화 %t", "제%n회 - %t"),
  ARABIC("ar", 7, "الحلقة %n: %t", "%t"),
  HINDI("hi", 7, "एपिसोड %n: %t", "%t");

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
  private static final int COUNT = 40;

  private final String language;
  private final int every;
  private final String listed;
  private final String fed;

  PublisherHabit(String language, int every, String listed, String fed) {
    this.language = language;
    this.every = every;
    this.listed = listed;
    this.fed = fed;
  }

  /** The show's name as its publisher writes it into titles. */
  String show() {
    return "The " + name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT) + " Hour";
  }

  boolean saysDurations() {
    return this != NO_DURATIONS;
  }

  List<Recording> recordings(Random random) {
    List<Recording> made = new ArrayList<>();
    Set<String> used = new HashSet<>();
    LocalDate date = LocalDate.of(2021, 1, 4).plusDays(random.nextInt(300));
    for (int number = 1; number <= COUNT; number++) {
      String title = InventedTitles.one(language, used, random);
      int step = every == 0 ? random.nextInt(2) : every + (every > 4 ? random.nextInt(3) - 1 : 0);
      date = date.plusDays(step);
      Recording recording =
          new Recording(
              name() + number,
              filled(listed, title, number, date),
              filled(fed, title, number, date),
              date,
              seconds(random));
      made.addAll(variants(recording, title, made, random));
    }
    return made;
  }

  private int seconds(Random random) {
    return switch (this) {
      case FIXED_LENGTH -> 1_800;
      case CLIPS -> 60 + random.nextInt(240);
      case DATED_ALONE -> 580 + random.nextInt(40);
      default -> 1_500 + random.nextInt(3_000);
    };
  }

  private String filled(String pattern, String title, int number, LocalDate date) {
    return pattern
        .replace("%t", title)
        .replace("%n", "" + number)
        .replace("%s", "" + (1 + number / 10))
        .replace("%e", "" + (1 + number % 10))
        .replace("%d", DAY.format(date))
        .replace("%w", show());
  }

  // A recording, and what else comes out beside it.
  private List<Recording> variants(
      Recording one, String title, List<Recording> earlier, Random random) {
    return switch (this) {
      case RERUNS ->
          earlier.size() > 15 && random.nextInt(4) == 0
              ? List.of(rerun(one, earlier.get(random.nextInt(10)), random))
              : List.of(one);
      case COMPANIONS -> companions(one, title, random);
      case PARTS -> parts(one, title, random);
      case NEIGHBOURS ->
          List.of(
              one.titled("An evening with " + InventedTitles.name(random.nextInt(64), one.id())));
      default -> List.of(one);
    };
  }

  // The same words again, with a new introduction before the old recording.
  private static Recording rerun(Recording now, Recording old, Random random) {
    String title = random.nextBoolean() ? old.listed() : "Rerun: " + old.listed();
    return new Recording(
        now.id(), title, title, now.date(), old.seconds() + 45 + random.nextInt(200));
  }

  private static List<Recording> companions(Recording one, String title, Random random) {
    Recording trailer =
        new Recording(
            one.id() + "t",
            "Trailer: " + title,
            title + " (Trailer)",
            one.date().minusDays(1),
            60 + random.nextInt(90));
    Recording bonus =
        new Recording(
            one.id() + "b",
            "Bonus: " + title,
            "BONUS | " + title,
            one.date().plusDays(random.nextInt(3)),
            600 + random.nextInt(2_500));
    return switch (random.nextInt(4)) {
      case 0 -> List.of(one, trailer);
      case 1 -> List.of(one, bonus);
      case 2 -> List.of(trailer, one, bonus);
      default -> List.of(one);
    };
  }

  private static List<Recording> parts(Recording one, String title, Random random) {
    List<Recording> parts = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int part = 1; part <= count; part++) {
      parts.add(
          new Recording(
              one.id() + "p" + part,
              count == 1 ? title : title + ", Part " + part,
              count == 1 ? title : title + " (" + part + "/" + count + ")",
              one.date().plusDays(part - 1),
              one.seconds() + random.nextInt(300)));
    }
    return parts;
  }
}
