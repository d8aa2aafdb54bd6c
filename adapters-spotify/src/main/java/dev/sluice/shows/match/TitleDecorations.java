package dev.sluice.shows.match;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words that publishers put around a title, in the languages most shows are in: which number it
 * has, which part it is, that it is a trailer. All patterns are for text as {@link
 * TitleNormalizer#words} gives it.
 */
final class TitleDecorations {
  private static final String BEGIN = "(?<![\\p{L}\\p{M}\\p{N}])";
  private static final String END = "(?![\\p{L}\\p{M}\\p{N}])";

  private static final String SEASON =
      "(?:season|staffel|saison|temporada|stagione|seizoen|säsong|sæson|sesong|kausi|sezon|série"
          + "|сезон|シーズン|시즌|الموسم|עונה|सीज़न)";

  private static final String EPISODE =
      "(?:episode|episodes|ep|epi|eps|folge|épisode|episodio|episódio|capítulo|capitulo|puntata"
          + "|aflevering|avsnitt|afsnit|jakso|odcinek|epizoda|epizod|epizód|díl|rész|bölüm|tập"
          + "|выпуск|эпизод|серия|випуск|епізод|επεισόδιο|الحلقة|حلقة|פרק|एपिसोड|ตอนที่"
          + "|エピソード|에피소드|nummer|number|numero|número|nr|no)";

  /** The second season's third episode, in one go: {@code s2e3}, {@code season 2 episode 3}. */
  static final Pattern SEASON_AND_EPISODE =
      Pattern.compile(
          BEGIN
              + "(?:[st]|"
              + SEASON
              + ") ?(\\d{1,4}) ?(?:e|"
              + EPISODE
              + ") ?(\\d{1,5})"
              + END
              + "|"
              + BEGIN
              + "(\\d{1,2})x(\\d{1,3})"
              + END);

  static final Pattern SEASON_ALONE =
      Pattern.compile(BEGIN + "(?:" + SEASON + " ?|[st])(\\d{1,4})" + END);

  static final Pattern EPISODE_ALONE =
      Pattern.compile(
          BEGIN
              + "(?:"
              + EPISODE
              + " ?|e)(\\d{1,5})"
              + END
              + "|第 ?(\\d{1,5}|[一二三四五六七八九十百]{1,5}) ?[回集話话期]"
              + "|"
              + BEGIN
              + "제? ?(\\d{1,5}) ?[회화편]"
              + END
              + "|"
              + BEGIN
              + "(\\d{1,5}) (?:bölüm|díl|rész|jakso|odcinek|серия|выпуск)"
              + END);

  static final Pattern PART =
      Pattern.compile(
          BEGIN
              + "(?:part|pt|teil|partie|parte|del|deel|część|часть|частина|osa|μέρος)"
              + " ?(\\d{1,3}|one|two|three|four|five|six|i|ii|iii|iv|v|vi)"
              + END
              + "|"
              + BEGIN
              + "(\\d{1,2}) (?:of|von|sur|de|di|van|av|из|з) \\d{1,2}"
              + END);

  static final Pattern TRAILER =
      edge(
          "trailer|teaser|preview|tráiler|avance|vorschau|bande annonce|sneak peek|zwiastun"
              + "|трейлер|анонс|予告編?|예고편?|预告片?|預告片?");

  static final Pattern BONUS =
      edge(
          "bonus episode|bonus folge|bonusfolge|bonusepisode|bonus épisode|épisode bonus"
              + "|episodio extra|episodio bonus|bonus|bónus|extra|special|spezial|especial"
              + "|бонус|спецвыпуск|番外編|特別編|ボーナス|보너스|특별편|番外篇");

  static final Pattern RERUN =
      edge(
          "rerun|re run|rebroadcast|re broadcast|encore|encore presentation|repeat|replay|re"
              + " release|from the archives?|from the vault|best of|wiederholung|wdh|aus dem archiv"
              + "|rediffusion|reposición|repetición|replica|repris|herhaling|powtórka|повтор"
              + "|再放送|재방송|重播");

  /** Words that some put in front of the newest episode. */
  static final Pattern NOVELTY =
      Pattern.compile(
          "^(?:new|brand new|just in|out"
              + " now|neu|neue|nouveau|nouvel|nuevo|nueva|novo|nova|nuovo|nuova"
              + "|nieuw|nieuwe|nytt|ny|nowy|новый|новое|新着)"
              + END);

  /** A word that is left at an end after its number was removed. */
  static final Pattern LEFT_OVER = edge(EPISODE + "|" + SEASON);

  /** A number in front of a title; {@code 24 7} and {@code 2024 03 12} are none. */
  static final Pattern LEADING_NUMBER = Pattern.compile("^(\\d{1,5}) (?=\\D)");

  private TitleDecorations() {}

  private static Pattern edge(String words) {
    return Pattern.compile("^(?:" + words + ")" + END + "|" + BEGIN + "(?:" + words + ")$");
  }

  /** The number that the match found, whichever of its groups holds it. */
  static OptionalInt number(Matcher found) {
    for (int group = 1; group <= found.groupCount(); group++) {
      if (found.group(group) != null) {
        return OptionalInt.of(value(found.group(group)));
      }
    }
    return OptionalInt.empty();
  }

  static int value(String number) {
    return switch (number) {
      case "one", "i" -> 1;
      case "two", "ii" -> 2;
      case "three", "iii" -> 3;
      case "four", "iv" -> 4;
      case "five", "v" -> 5;
      case "six", "vi" -> 6;
      default -> Character.isDigit(number.charAt(0)) ? Integer.parseInt(number) : han(number);
    };
  }

  private static int han(String number) {
    int sum = 0;
    int pending = 0;
    for (char c : number.toCharArray()) {
      int digit = "一二三四五六七八九".indexOf(c) + 1;
      if (digit > 0) {
        pending = digit;
        continue;
      }
      sum += Math.max(pending, 1) * (c == '百' ? 100 : 10);
      pending = 0;
    }
    return sum + pending;
  }
}
